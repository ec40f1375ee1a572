"""What starts a run by itself: the Monday schedule across a clock change, and the sensor for arriving files."""

import json
import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from sales_pipeline.defs.automation import arrival_request, monday_request, received
from sales_pipeline.home import Home

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def graph(sample: Home, monkeypatch: pytest.MonkeyPatch) -> dg.Definitions:
    monkeypatch.setenv("SALES_PIPELINE_HOME", str(sample.root))
    from sales_pipeline.definitions import defs

    made = defs()
    assert isinstance(made, dg.Definitions)
    return made


def test_the_schedule_is_on_and_stands_at_half_past_six_whatever_the_clock_does(graph: dg.Definitions) -> None:
    schedule = graph.resolve_schedule_def("monday_morning")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    start = datetime(2026, 10, 20, tzinfo=UTC).timestamp()
    ticks = schedule_execution_time_iterator(start, str(schedule.cron_schedule), schedule.execution_timezone)
    found = [next(ticks).astimezone(NEW_YORK) for _ in range(3)]
    assert [f"{tick:%Y-%m-%d %H:%M %Z}" for tick in found] == [
        "2026-10-26 06:30 EDT", "2026-11-02 06:30 EST", "2026-11-09 06:30 EST",
    ]  # fmt: skip


def test_on_monday_the_week_that_has_begun_is_forecast(sample: Home) -> None:
    _touch(sample, datetime(2026, 11, 15, 9, 0, tzinfo=NEW_YORK))
    request = monday_request(sample, datetime(2026, 11, 16, 6, 30, tzinfo=NEW_YORK))
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2026-11-16"


def test_without_anything_new_monday_is_skipped_with_the_reason(sample: Home) -> None:
    _touch(sample, datetime(2026, 11, 1, 9, 0, tzinfo=NEW_YORK))
    skipped = monday_request(sample, datetime(2026, 11, 16, 6, 30, tzinfo=NEW_YORK))
    assert isinstance(skipped, dg.SkipReason)
    assert skipped.skip_message == (
        "No file under crm/ or submissions/ is newer than a week: the newest is of 01 Nov 2026 09:00."
    )


def test_the_sensor_waits_for_a_file_that_is_still_being_written(sample: Home) -> None:
    today = date(2026, 11, 25)
    first = arrival_request(sample, {}, today)
    assert first.skip_reason
    arriving = sample.submissions / "2026-11-16" / "late.csv"
    header = (sample.submissions / "2026-11-16" / "emea.csv").read_text(encoding="utf-8").splitlines()[0]
    arriving.write_text(header[:20], encoding="utf-8")
    half = arrival_request(sample, _cursor(first), today)
    assert "arriving" in str(half.skip_reason)
    arriving.write_text(header + "\n", encoding="utf-8")
    longer = arrival_request(sample, _cursor(half), today)
    assert "arriving" in str(longer.skip_reason)
    whole = arrival_request(sample, _cursor(longer), today)
    assert [request.partition_key for request in whole.run_requests or []] == ["2026-11-16"]
    assert "Nothing new" in str(arrival_request(sample, _cursor(whole), today).skip_reason)


def _cursor(result: dg.SensorResult) -> dict[str, dict[str, list[int]]]:
    found: dict[str, dict[str, list[int]]] = json.loads(result.cursor or "{}")
    return found


def _touch(home: Home, when: datetime) -> None:
    for number, path in enumerate(received(home)):
        stamp = (when - timedelta(minutes=number)).timestamp()
        os.utime(path, (stamp, stamp))
