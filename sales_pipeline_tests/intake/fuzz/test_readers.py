"""A minute of atheris on the readers; `uv run --with atheris pytest -m long` has what it needs."""

import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = 60


@pytest.mark.long
def test_no_file_makes_a_reader_crash_hang_or_lose_a_row(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is not installed: uv run --with atheris pytest -m long")
    limits = (f"-max_total_time={SECONDS}", "-timeout=20", "-rss_limit_mb=2048", f"-artifact_prefix={tmp_path}/")
    target = "sales_pipeline_tests.intake.fuzz.readers"
    command = [sys.executable, "-m", target, str(tmp_path / "corpus"), *limits]
    done = subprocess.run(command, capture_output=True, text=True, timeout=10 * SECONDS)
    assert done.returncode == 0, done.stderr[-3_000:]
    assert "Done " in done.stderr, done.stderr[-3_000:]
