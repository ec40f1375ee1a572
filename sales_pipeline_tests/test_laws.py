"""Law 5 on the whole sample: a week depends on what was known at it and on nothing else, and gives the same bytes."""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from sales_pipeline import sql
from sales_pipeline.calendar import weeks as mondays
from sales_pipeline.documents import Drawer, documents
from sales_pipeline.run_identity import run_id
from sales_pipeline.week_tables import same_point
from sales_pipeline.weeks import GATE_RESULTS, Weeks, settled
from sales_pipeline_tests.conftest import WEEK, copy_sample, weeks_of
from sales_pipeline_tests.cut_home import cut_home

# after four quarters, and after ten: a week, and the one before it, replay the same Monday of each
PAST, LATE = date(2025, 2, 17), date(2026, 8, 17)
AND_LATE = pytest.mark.parametrize("week", [PAST, pytest.param(LATE, marks=pytest.mark.long)])


_drawn: dict[tuple[Path, date], dict[str, str]] = {}


def drawn(weeks: Weeks, week: date) -> dict[str, str]:
    """A hash of each document's bytes. Of a home that tests share they are drawn once."""
    place = (weeks.home.root, week)
    if place not in _drawn:
        drawer = Drawer(weeks)
        _drawn[place] = {name: hashlib.sha256(drawer.draw(name, week)).hexdigest() for name in documents()}
    return _drawn[place]


def tables(weeks: Weeks, week: date, names: Iterable[str] | None = None) -> dict[str, pa.Table]:
    weeks.replay(week)
    return {name: weeks.lake.read(name, week) for name in names or settled()}


def files(weeks: Weeks, week: date) -> dict[str, bytes]:
    return {name: weeks.lake.path(name, week).read_bytes() for name in settled()}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Weeks:
    """The same sample in another place, where no week is made but those a test asks for, and what they ask for."""
    return weeks_of(copy_sample(tmp_path_factory.mktemp("another place") / "home"))


@AND_LATE
def test_neither_later_rows_nor_a_week_made_before_change_anything(alone: Weeks, tmp_path: Path, week: date) -> None:
    """A home without the rows stamped after the cut, in which the week is made last, beside one that has them all and
    knows nothing yet of the week before: were either of the two seen, the rows or the bytes would differ."""
    home = copy_sample(tmp_path / "cut")
    assert cut_home(home, week) > 1000
    run = weeks_of(home)
    for each in mondays(week - timedelta(weeks=1), week):
        run.replay(each)
    there, here = tables(alone, week), tables(run, week)
    assert run_id(run, week) == run_id(alone, week)
    assert [name for name in there if not there[name].equals(here[name])] == []
    # what was read of each file, which gates judge, is of no week
    assert of_the_week(files(run, week)) == of_the_week(files(alone, week))
    assert drawn(run, week) == drawn(alone, week)


def of_the_week(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in found.items() if name != GATE_RESULTS}


@AND_LATE
def test_the_same_inputs_give_the_same_bytes_elsewhere(alone: Weeks, whole: Weeks, week: date) -> None:
    """In another place, and where weeks before and after it were made, some of them by a run of the command."""
    alone.replay(week)
    whole.replay(week)
    assert files(alone, week) == files(whole, week)
    assert drawn(alone, week) == drawn(whole, week)


def test_running_an_old_week_again_changes_no_other(whole: Weeks) -> None:
    before = files(whole, WEEK)
    whole.replay(PAST)
    again = weeks_of(whole.home)
    for name in sql.settled():
        again.build(name, PAST)
    assert files(again, WEEK) == before


IDENTITIES = ("forecast_rollup", "forecast_bridge", "forecast_by_segment")


def broken_promises(weeks: Weeks, chosen: Iterable[date]) -> list[str]:
    """Gates on the tables that add up, for weeks: those that are an error."""
    found = []
    for week in chosen:
        weeks.ensure("nodes", week)
        for name in IDENTITIES:
            found += [f"{week} {v.gate}: {v.detail}" for v in weeks.verdicts(name, week) if v.state == "error"]
    return found


def every_week(weeks: Weeks) -> list[date]:
    return mondays(weeks.company.first_week, WEEK)


def test_sums_and_bridges_hold_to_the_cent_in_weeks_across_the_sample(whole: Weeks) -> None:
    """In every quarter at the newest week's point of it, and in the first year on every fifth Monday: those weeks have
    no past to replay, or share it."""
    assert broken_promises(whole, [*every_week(whole)[:40:5], *same_point(whole.company, WEEK), WEEK]) == []


@pytest.mark.long
def test_sums_and_bridges_hold_to_the_cent_in_every_week_of_the_sample(whole: Weeks) -> None:
    assert broken_promises(whole, every_week(whole)) == []
