"""The command as a person uses it: what it prints, where, and how it ends."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import duckdb
import pytest

from sales_pipeline import sql
from sales_pipeline.documents import documents
from sales_pipeline.home import Home
from sales_pipeline.outputs import WORKING
from sales_pipeline_tests.conftest import WEEK, Published, command
from sales_pipeline_tests.survival.small_run import WEEK as SMALL_WEEK
from sales_pipeline_tests.tiny_home import CHANGES, write_deals

SCRIPT = Path(sys.executable).with_name("sales-pipeline")


def test_a_run_prints_the_call_the_forecast_the_change_and_the_files(published: Published) -> None:
    lines = published.stdout.splitlines()
    assert lines[0].startswith("Fernhollow Systems, Q4 FY26, week 2026-11-16 (run ")
    starts = [line.split()[0] for line in lines[1:] if line.strip()]
    assert starts[:4] == ["call", "expected", "closed", "change"]
    assert starts[-3:] == ["database", "approval", "work"]
    assert published.stderr == ""


def test_a_run_leaves_documents_and_database_in_the_home(published: Published) -> None:
    there = {path.name for path in published.folder.iterdir() if not path.name.startswith(".")}
    names = there.difference(WORKING)
    assert names == {
        "commit_forecast.yaml", "deal_risk_assessment.md", "final_forecast.yaml", "forecast_dashboard.html",
        "forecast_facts.json", "forecast_presentation.pptx", "forecast_summary.html", "forecast_summary.md",
        "forecast_summary.pdf", "pipeline_snapshot.csv", "variance_analysis.xlsx", "weighted_forecast.yaml",
    }  # fmt: skip
    with duckdb.connect(str(published.home.database), read_only=True) as connection:
        found = connection.execute("SELECT week, status FROM latest_publications").fetchall()
    assert found == [(WEEK, "draft")]


def test_json_through_a_pipe_is_one_document_with_exact_money_and_no_progress(small: Home) -> None:
    environment = {**os.environ, "SALES_PIPELINE_HOME": str(small.root), "DAGSTER_DISABLE_TELEMETRY": "1"}
    done = subprocess.run([SCRIPT, "run", "--json"], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    with duckdb.connect(str(small.database), read_only=True) as connection:
        query = (
            "SELECT call_amount, expected_amount FROM latest_forecast_rollup WHERE depth = 0 AND horizon = 'current'"
        )
        call, expected = connection.execute(query).fetchone() or ()
    assert (data["call_amount"], data["expected_amount"]) == (str(call), str(expected))
    assert all((small.root / file).is_file() for file in data["files"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--week", "2026-11-17"], "2026-11-17 is a Tuesday: weeks are named by their Monday, here 2026-11-16."),
        (["--week", "soon"], "'soon' is not a date: write a Monday as 2026-11-16."),
        (["--week", "2026-11-16", "--weeks", "2026-11-09..2026-11-16"], "Give --week or --weeks, not both."),
        (["--week", "1999-01-04"], "first_week in company.yaml"),
        (["--week", "2999-01-07"], "2999-01-07 has not begun"),
        (["--weeks", "2026-11-16..2026-11-09"], "earliest first"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_to_write(sample: Home, arguments: list[str], said: str) -> None:
    result = command("run", "--home", str(sample.root), *arguments)
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert result.stdout == ""


def test_a_folder_that_is_no_home_ends_with_3(tmp_path: Path) -> None:
    result = command("run", "--home", str(tmp_path))
    assert result.exit_code == 3
    assert "company.yaml is missing" in result.stderr


def test_a_settings_error_names_line_and_setting(sample: Home) -> None:
    text = sample.company_file.read_text(encoding="utf-8")
    sample.company_file.write_text(text.replace("currency: USD", "currency: dollars"), encoding="utf-8")
    line = text.splitlines().index(next(line for line in text.splitlines() if line.startswith("currency:"))) + 1
    result = command("run", "--home", str(sample.root))
    assert result.exit_code == 3
    said = f"company.yaml, line {line}: currency: string should match pattern '^[A-Z]{{3}}$'; correct it\n"
    assert (result.stdout, result.stderr) == ("", said)


def test_unusable_input_ends_with_3_and_replaces_nothing(sample: Home) -> None:
    broken = sample.crm / "OpportunityHistory.csv"
    lines = broken.read_text(encoding="utf-8").splitlines(keepends=True)
    broken.write_text(lines[0].replace("StageName", "Phase") + "".join(lines[1:]), encoding="utf-8")
    result = command("run", "--home", str(sample.root))
    assert result.exit_code == 3
    assert "OpportunityHistory.csv" in result.stderr
    assert "StageName" in result.stderr
    assert not sample.database.exists()


def test_a_gate_stops_the_week_with_4_shows_its_rows_and_leaves_what_is_published(small: Home) -> None:
    published = small.database.read_bytes(), _documents(small)
    write_deals(small.root, [(*change[:3], "", *change[4:]) if change[0] == "D1" else change for change in CHANGES])
    result = command("run", "--home", str(small.root), "--week", str(SMALL_WEEK))
    assert result.exit_code == 4, result.output
    assert "open_deals_have_an_amount" in result.stderr
    assert "node_name" in result.stderr
    assert (small.database.read_bytes(), _documents(small)) == published


def _documents(home: Home) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in home.outputs(SMALL_WEEK).iterdir() if path.is_file()}


def test_a_terminal_sees_the_steps_as_they_end_and_a_pipe_the_results(small: Home) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
    arguments = [SCRIPT, "run", "--home", str(small.root), "--week", str(SMALL_WEEK)]
    running = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    seen = b"".join(iter(lambda: _read(ours), b"")).decode()
    printed, _ = running.communicate()
    assert running.returncode == 0
    assert printed.startswith(b"Tiny, Q1 FY26")
    assert b"starting" not in printed
    shown = set(re.findall(rf"Week {SMALL_WEEK}: (\w+)", seen))
    assert {"starting", "published_week"} < shown
    assert len(shown & {*sql.tables(), *documents()}) > 5


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""
