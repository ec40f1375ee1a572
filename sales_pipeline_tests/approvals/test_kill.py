"""kill -9 of the command that makes a week final: the old set or the new one is there, and the next run heals (X11)."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sales_pipeline import event_log
from sales_pipeline.approvals.final_files import HANDOFF, shown
from sales_pipeline.home import Home
from sales_pipeline_tests.approvals.signing_home import NOON, WEEK, say
from sales_pipeline_tests.conftest import REPOSITORY, command
from sales_pipeline_tests.survival.small_run import left_aside


def kill(home: Home, seed: int) -> str:
    driver = (sys.executable, "-m", "sales_pipeline_tests.survival.killed", "final", str(seed))
    done = subprocess.run(
        [*driver, "finalise", "--home", str(home.root), "--week", str(WEEK)], capture_output=True, text=True,
        cwd=REPOSITORY, env={**os.environ, "SALES_PIPELINE_NOW": NOON}, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, (done.stdout, done.stderr)
    return done.stdout


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 6))])
def test_a_kill_shows_the_old_final_set_or_the_new_and_finalise_finishes(
    final: Home, tmp_path: Path, seed: int
) -> None:
    """A second manager approves, so that the final set becomes another."""
    old = shown(final, WEEK)
    say(final, "max")
    unharmed = Home(Path(shutil.copytree(final.root, tmp_path / "unharmed")))
    assert command("finalise", "--home", str(unharmed.root), "--week", str(WEEK)).exit_code == 0
    new = shown(unharmed, WEEK)
    assert new != old
    moment = kill(final, seed)
    assert shown(final, WEEK) in (old, new), moment
    assert command("finalise", "--home", str(final.root), "--week", str(WEEK)).exit_code == 0
    assert shown(final, WEEK) == new, moment
    assert left_aside(final) == []
    # once with the first handoff, once with the one that names the second manager
    noted = [event.details["evidence_digest"] for event in event_log.read(final) if event.kind == "finalised"]
    assert noted == [hashlib.sha256(each[HANDOFF]).hexdigest() for each in (old, new)]
