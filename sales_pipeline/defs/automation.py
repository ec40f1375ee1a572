"""What starts the weekly job by itself: Monday 06:30 in the company's zone, and files that have arrived whole."""

import hashlib
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import dagster as dg

from sales_pipeline import company
from sales_pipeline.calendar import monday_at_or_before
from sales_pipeline.defs.jobs import JOB
from sales_pipeline.home import Home
from sales_pipeline.intake.build import inputs

FRESH = timedelta(days=7)
Stamps = dict[str, list[int]]


@dg.definitions
def automation() -> dg.Definitions:
    settings = company.load(Home.find().require().company_file)

    @dg.schedule(
        job_name=JOB,
        cron_schedule="30 6 * * 1",
        execution_timezone=settings.time_zone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Forecasts the week that has just begun, unless nothing has arrived for a week.",
    )
    def monday_morning(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        return monday_request(Home.find(), context.scheduled_execution_time.astimezone(settings.zone))

    @dg.sensor(
        job_name=JOB,
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Forecasts the newest week when files under crm/ or submissions/ have arrived whole.",
    )
    def files_arrived(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        today = datetime.now(settings.zone).date()
        return arrival_request(Home.find(), json.loads(context.cursor or "{}"), today)

    return dg.Definitions(schedules=[monday_morning], sensors=[files_arrived])


def monday_request(home: Home, now: datetime) -> dg.RunRequest | dg.SkipReason:
    """A run for the Monday of `now`, or the reason why none is due."""
    newest = max(datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo) for path in received(home))
    if now - newest > FRESH:
        return dg.SkipReason(
            f"No file under crm/ or submissions/ is newer than a week: the newest is of {newest:%d %b %Y %H:%M}."
        )
    week = monday_at_or_before(now.date()).isoformat()
    return dg.RunRequest(run_key=f"monday:{week}", partition_key=week)


def arrival_request(home: Home, seen: dict[str, Stamps], today: date) -> dg.SensorResult:
    """A run for the newest week once no file has changed between two looks; the cursor keeps what was seen and done.

    A file that is still being written looks different at the next look, so nothing starts before it is whole.
    """
    looked = {home.relative(path): [path.stat().st_size, path.stat().st_mtime_ns] for path in received(home)}
    if "done" not in seen:
        return _result({"done": looked, "last": looked}, "The files that are there now are taken as known.")
    if looked == seen["done"]:
        return _result({"done": looked, "last": looked}, "Nothing new under crm/ or submissions/.")
    if looked != seen.get("last"):
        return _result(
            {"done": seen["done"], "last": looked}, "Files are arriving; waiting until they stay as they are."
        )
    week = newest_week(home, today).isoformat()
    key = hashlib.sha256(json.dumps(looked, sort_keys=True).encode()).hexdigest()[:16]
    request = dg.RunRequest(run_key=f"files:{key}", partition_key=week)
    cursor = json.dumps({"done": looked, "last": looked}, sort_keys=True)
    return dg.SensorResult(run_requests=[request], cursor=cursor)


def newest_week(home: Home, today: date) -> date:
    """The newest week that has begun and has calls, else the one that has begun; found without reading a file."""
    begun = monday_at_or_before(today)
    called = [name for name in (path.name for path in home.submissions.glob("????-??-??")) if name <= begun.isoformat()]
    return date.fromisoformat(max(called, default=begun.isoformat()))


def received(home: Home) -> list[Path]:
    """What others bring: the files under crm/ and submissions/."""
    return [path for path in inputs(home) if path.is_relative_to(home.crm) or path.is_relative_to(home.submissions)]


def _result(cursor: dict[str, Stamps], reason: str) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=reason, cursor=json.dumps(cursor, sort_keys=True))
