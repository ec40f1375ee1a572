"""What starts a run by itself: the Monday schedule across clock changes, and the sensor for arriving files."""

import json
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from sales_pipeline.components.house import LOCKED
from sales_pipeline.defs.automation import (
    QUIET,
    arrival_request,
    close_killed,
    has_its_end,
    looked_at,
    monday_request,
)
from sales_pipeline.defs.jobs import JOB
from sales_pipeline.home import Home
from sales_pipeline.lock import run_lock
from sales_pipeline_tests.tiny_home import COMPANY, make, put

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 2, 5, 12, 0, tzinfo=BERLIN)
MONDAY = datetime(2026, 2, 2, 6, 30, tzinfo=BERLIN)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make(tmp_path / "home")


@pytest.fixture
def graph(home: Home, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dg.Definitions]:
    """The graph of the home of a company in a zone."""

    def made(zone: str) -> dg.Definitions:
        put(home.root, "company.yaml", COMPANY.replace("Europe/Berlin", zone))
        monkeypatch.setenv("SALES_PIPELINE_HOME", str(home.root))
        from sales_pipeline.definitions import defs

        found = defs()
        assert isinstance(found, dg.Definitions)
        return found

    return made


@pytest.mark.parametrize(
    ("zone", "after", "instants"),
    [
        ("America/New_York", "2026-10-20", ["2026-10-26 10:30", "2026-11-02 11:30", "2026-11-09 11:30"]),
        ("America/New_York", "2026-03-01", ["2026-03-02 11:30", "2026-03-09 10:30", "2026-03-16 10:30"]),
        ("Europe/Berlin", "2026-10-18", ["2026-10-19 04:30", "2026-10-26 05:30", "2026-11-02 05:30"]),
        ("Europe/Berlin", "2026-03-22", ["2026-03-23 05:30", "2026-03-30 04:30", "2026-04-06 04:30"]),
    ],
)
def test_the_schedule_is_on_and_stands_at_half_past_six_of_the_company_whatever_the_clock_does(
    graph: Callable[[str], dg.Definitions], zone: str, after: str, instants: list[str]
) -> None:
    schedule = graph(zone).resolve_schedule_def("monday_morning")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    start = datetime.fromisoformat(after).replace(tzinfo=UTC).timestamp()
    ticks = schedule_execution_time_iterator(start, str(schedule.cron_schedule), schedule.execution_timezone)
    found = [next(ticks) for _ in instants]
    assert [f"{tick.astimezone(UTC):%Y-%m-%d %H:%M}" for tick in found] == instants
    assert {f"{tick.astimezone(ZoneInfo(zone)):%A %H:%M}" for tick in found} == {"Monday 06:30"}


@pytest.mark.parametrize(("instant", "week"), [("2026-10-19 04:30", "2026-10-19"), ("2026-10-26 05:30", "2026-10-26")])
def test_a_tick_on_either_side_of_the_change_asks_for_the_week_that_has_just_begun(
    home: Home, graph: Callable[[str], dg.Definitions], instant: str, week: str
) -> None:
    found = graph("Europe/Berlin")
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    _touch(home, at - timedelta(days=1))
    context = dg.build_schedule_context(scheduled_execution_time=at, repository_def=found.get_repository_def())
    (request,) = found.resolve_schedule_def("monday_morning").evaluate_tick(context).run_requests or []
    assert request.partition_key == week
    assert request.tags["dagster/partition"] == week


@pytest.mark.parametrize("newest", ["crm/Opportunity.csv", "reference/quotas.csv", "submissions/2026-01-26/calls.csv"])
def test_one_new_file_is_enough_and_a_week_is_to_the_minute(home: Home, newest: str) -> None:
    _touch(home, MONDAY - timedelta(days=30))
    _stamp(home.root / newest, MONDAY - timedelta(days=7))
    request = monday_request(home, MONDAY)
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2026-02-02"
    _stamp(home.root / newest, MONDAY - timedelta(days=7, minutes=1))
    assert isinstance(monday_request(home, MONDAY), dg.SkipReason)


def test_without_anything_new_monday_is_skipped_with_the_reason(home: Home) -> None:
    _touch(home, datetime(2026, 1, 24, 9, 0, tzinfo=BERLIN))
    skipped = monday_request(home, MONDAY)
    assert isinstance(skipped, dg.SkipReason)
    assert skipped.skip_message == (
        "No file under crm/, reference/ or submissions/ is newer than a week: the newest is of 24 Jan 2026 09:00."
    )


def test_a_home_without_files_is_skipped_with_the_reason(tmp_path: Path) -> None:
    skipped = monday_request(Home(tmp_path), MONDAY)
    assert isinstance(skipped, dg.SkipReason)
    assert skipped.skip_message == "There is no file under crm/, reference/ or submissions/."


@pytest.mark.parametrize("name", ["submissions/2026-01-26/late.csv", "crm/OpportunityHistory.csv"])
def test_the_sensor_waits_for_a_file_that_is_still_being_written(home: Home, name: str) -> None:
    look = _Looks(home)
    assert look() == "The files that are there now are taken as known."
    assert look() == "Nothing new under crm/ or submissions/."
    arriving = home.root / name
    kept = arriving.read_text(encoding="utf-8") if arriving.exists() else ""
    with arriving.open("w", encoding="utf-8") as file:
        for part in (kept, "1,2", ",3\n4"):
            file.write(part)
            file.flush()
            assert look() == f"{name} is arriving; waiting until it is whole and stays as it is."
        # a writer that pauses: the file stays as it is, but its last line has no end
        assert look() == f"{name} is arriving; waiting until it is whole and stays as it is."
        file.write(",5\n")
    assert look() == f"{name} is arriving; waiting until it is whole and stays as it is."
    assert look() == "run 2026-01-26"
    assert look() == "Nothing new under crm/ or submissions/."


def test_two_files_start_one_run_when_both_are_whole(home: Home) -> None:
    look = _Looks(home)
    look()
    put(home.root, "submissions/2026-02-02/a.csv", "one\n")
    assert "a.csv is arriving" in look()
    put(home.root, "crm/Contact.csv", "two\n")
    assert "Contact.csv is arriving" in look()
    assert [look(), look()] == ["run 2026-02-02", "Nothing new under crm/ or submissions/."]


def test_a_file_taken_away_starts_a_run_and_one_in_reference_or_hidden_does_not(home: Home) -> None:
    look = _Looks(home)
    look()
    put(home.root, "reference/plans.csv", "plan\n")
    put(home.root, "crm/.Opportunity.csv.part", "half")
    assert look() == "Nothing new under crm/ or submissions/."
    (home.crm / "Account.csv").unlink()
    assert look() == "crm/Account.csv is arriving; waiting until it is whole and stays as it is."
    assert look().startswith("run ")


def test_the_end_of_a_file_is_that_of_its_kind(tmp_path: Path) -> None:
    text, book, parquet = (tmp_path / name for name in ("a.csv", "b.xlsx", "c.parquet"))
    text.write_bytes("ä,1\r\n".encode("utf-16"))
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    pq.write_table(pa.table({"a": [1]}), parquet)
    now = datetime.fromtimestamp(text.stat().st_mtime, UTC)
    assert all(has_its_end(path, now) for path in (text, book, parquet))
    for path in (text, book, parquet):
        path.write_bytes(path.read_bytes()[:-6])
    assert not any(has_its_end(path, now) for path in (text, book, parquet))
    # a text without its last line's end is whole after a while; the others never
    later = now + QUIET + timedelta(minutes=1)
    assert [has_its_end(path, later) for path in (text, book, parquet)] == [True, False, False]


def test_runs_of_a_killed_command_are_closed_once_no_command_works(home: Home) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        for run_id, tags in (("killed", {LOCKED: "killed"}), ("queued", {}), ("repeated", {LOCKED: "killed"})):
            run = dg.DagsterRun(job_name=JOB, run_id=run_id, tags=tags, status=dg.DagsterRunStatus.STARTED)
            instance.add_run(run)
        with run_lock(home):
            assert close_killed(home, instance) == "No command was killed."
        assert close_killed(home, instance) == "Closed 1 run whose command was killed."
        failed = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE]))
        assert [run.run_id for run in failed] == ["killed"]
        assert close_killed(home, instance) == "No command was killed."


class _Looks:
    """The sensor looking again and again: what it said, or the week it asked for."""

    def __init__(self, home: Home) -> None:
        self.home, self.cursor = home, "{}"

    def __call__(self) -> str:
        result = arrival_request(self.home, json.loads(self.cursor), NOW)
        self.cursor = result.cursor or ""
        asked = [f"run {request.partition_key}" for request in result.run_requests or []]
        return ", ".join(asked) if asked else str(result.skip_reason.skip_message if result.skip_reason else None)


def _touch(home: Home, when: datetime) -> None:
    """Every file as old as `when`, some a little older."""
    for number, name in enumerate(looked_at(home, home.crm, home.reference, home.submissions)):
        _stamp(home.root / name, when - timedelta(minutes=number))


def _stamp(path: Path, when: datetime) -> None:
    os.utime(path, (when.timestamp(), when.timestamp()))
