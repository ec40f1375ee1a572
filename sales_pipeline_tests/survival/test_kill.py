"""kill -9 of the real command at drawn moments: people see the old week or the new one, and the next run heals."""

import re
import signal
import sys
from pathlib import Path

import pytest

from sales_pipeline.defs.history import KILLED
from sales_pipeline.home import Home
from sales_pipeline_tests.survival.homes import Published, Whole, history, run, start
from sales_pipeline_tests.survival.killed import PLACES
from sales_pipeline_tests.survival.small_run import left_aside, make_home, published_rows, visible

MOST = 30
MOMENTS = [
    pytest.param(place, seed, id=f"{place}-{seed}", marks=[] if (place, seed) == ("set-up", 0) else [pytest.mark.long])
    for seed in range(1 + MOST // len(PLACES))
    for place in PLACES
]


def kill(home: Home, place: str, seed: int) -> str:
    """Run the command until it kills itself; the operation it was at."""
    driver = (sys.executable, "-m", "sales_pipeline_tests.survival.killed", place, str(seed))
    process = start(home, *driver, cwd=Path(__file__).parents[2])
    moment, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, (moment, errors)
    found = re.fullmatch(r"(?:half of|before) \w+ (\S+)\n", moment)
    assert found
    assert re.fullmatch(PLACES[place][0], found[1]), f"killed at {moment}, which is no {place}"
    return moment.strip()


@pytest.mark.parametrize(("place", "seed"), MOMENTS)
def test_a_kill_shows_the_old_week_or_the_new_and_the_next_run_heals(
    published_small: Published, tmp_path: Path, place: str, seed: int
) -> None:
    first_run = place == "set-up"
    home = make_home(tmp_path / "home") if first_run else published_small.copy(tmp_path / "home")
    moment = kill(home, place, seed)
    check_moment(home, moment)
    if first_run:
        assert not home.dagster.exists()
    else:
        check_seen(home, published_small, place)
    healed = run(home)
    assert healed.exit_code == 0, (moment, healed.output)
    assert Whole.of(home) == (published_small.old if first_run else published_small.new), moment
    assert left_aside(home) == []
    ended = [("SUCCESS", "")]
    # the set-up comes before the run, and so does intake
    assert history(home) == (ended if first_run else [*ended, ("FAILURE", KILLED), *ended]), moment


def test_runs_killed_one_after_the_other_each_further_on_than_the_last_are_healed_by_the_next(
    published_small: Published, tmp_path: Path
) -> None:
    """The places of one run, in its order: each run heals what the one before left, until it is killed itself."""
    home = published_small.copy(tmp_path / "home")
    moments = []
    for place in ("intake", "table", "document", "publication"):
        moments.append(kill(home, place, 0))
        check_moment(home, moments[-1])
        check_seen(home, published_small, place)
    healed = run(home)
    assert healed.exit_code == 0, (moments, healed.output)
    assert Whole.of(home) == published_small.new, moments
    assert left_aside(home) == []
    killed = [("FAILURE", KILLED)] * len(moments)
    assert history(home) == [("SUCCESS", ""), *killed, ("SUCCESS", "")], moments


def check_seen(home: Home, published: Published, place: str) -> None:
    """The database opens and holds one of both weeks, the documents are one of both sets, every lake file is whole."""
    assert published_rows(home) in (published.old.rows, published.new.rows)
    assert visible(home.root / "outputs") in (published.old.outputs, published.new.outputs)
    for name, content in visible(home.lake).items():
        assert content in (published.old.lake.get(name), published.new.lake[name]), name
    if place != "publication":
        assert published_rows(home) == published.old.rows


def check_moment(home: Home, moment: str) -> None:
    """What was being written when the kill came lies aside, and what it was to replace is still in its place."""
    kind, path = moment.split()[-2:]
    place = home.root / path
    if kind == "fsync" or (kind in ("write", "COPY", "ATTACH") and moment.startswith("half of")):
        assert place.exists(), moment
    if kind == "rename" and place.suffix != ".old":
        beside = [each.name for each in place.parent.iterdir() if re.search(r"\.(tmp|new)$", each.name)]
        assert any(name.lstrip(".").startswith(f"{place.name.lstrip('.')}.") for name in beside), moment
