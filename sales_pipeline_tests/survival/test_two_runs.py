"""Two runs at once: the second waits, says for whom, and both end as if there had been one after the other."""

import subprocess
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from sales_pipeline.components.house import LOCKED, HomeResource
from sales_pipeline.home import Home
from sales_pipeline.lock import lock_if_free
from sales_pipeline_tests.survival.homes import Published, Whole, history, start
from sales_pipeline_tests.survival.small_run import WEEK, left_aside

NEXT = WEEK + timedelta(weeks=1)


def finish(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    printed, errors = process.communicate()
    return process.returncode, printed.splitlines()[0].partition(" (run ")[0], errors


def waits_for(first: "subprocess.Popen[str]") -> str:
    return f"Waiting for process {first.pid}, which is running on this home.\n"


def test_the_same_week_twice_at_once(published_small: Published, tmp_path: Path) -> None:
    home = published_small.copy(tmp_path / "home")
    processes = [start(home), start(home)]
    ends = [finish(process) for process in processes]
    title = f"Tiny, Q1 FY26, week {WEEK}"
    # whichever came second waited for the other
    orders = [["", waits_for(processes[0])], [waits_for(processes[1]), ""]]
    assert [(code, said) for code, said, _ in ends] == [(0, title)] * 2
    assert [errors for *_, errors in ends] in orders
    assert Whole.of(home) == published_small.new
    assert left_aside(home) == []
    assert history(home) == [("SUCCESS", "")] * 3


@pytest.mark.long
def test_two_weeks_at_once(published_small: Published, tmp_path: Path) -> None:
    home = published_small.copy(tmp_path / "home")
    processes = [start(home), start(home, week=NEXT)]
    ends = [finish(process) for process in processes]
    assert [(code, said) for code, said, _ in ends] == [(0, f"Tiny, Q1 FY26, week {week}") for week in (WEEK, NEXT)]
    assert sorted(errors for *_, errors in ends) in [sorted(["", waits_for(each)]) for each in processes]
    with duckdb.connect(str(home.database), read_only=True) as connection:
        weeks = connection.execute("SELECT week FROM publications ORDER BY week").fetchall()
    assert weeks == [(WEEK,), (NEXT,)]
    whole = Whole.of(home)
    of_first = {name: content for name, content in whole.outputs.items() if name.startswith(str(WEEK))}
    assert of_first == published_small.new.outputs
    assert {f"{NEXT}/{name.partition('/')[2]}" for name in of_first if "versions" not in name} <= set(whole.outputs)
    assert left_aside(home) == []


@pytest.mark.parametrize(("repeats", "takes_it"), [("itself", False), ("another", True)])
def test_a_run_of_the_ui_that_repeats_one_of_the_command_takes_the_lock(
    tmp_path: Path, repeats: str, takes_it: bool
) -> None:
    # dagster copies the tags of the run that is repeated
    run = SimpleNamespace(run_id="itself", tags={LOCKED: repeats})
    working = HomeResource(root=str(tmp_path)).yield_for_execution(SimpleNamespace(run=run, log=None))  # type: ignore[arg-type]
    with working, lock_if_free(Home(tmp_path)) as free:
        assert free is not takes_it
