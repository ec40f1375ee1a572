"""What starts the weekly job by itself: Monday 06:30 in the company's zone, and files that have arrived whole.

And what keeps a start from waiting for ever: runs whose command was killed.
"""

import hashlib
import json
import zipfile
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import dagster as dg

from sales_pipeline import clock, company
from sales_pipeline.calendar import monday_at_or_before
from sales_pipeline.defs.history import close_killed_runs
from sales_pipeline.defs.jobs import JOB
from sales_pipeline.home import Home
from sales_pipeline.intake.build import inputs
from sales_pipeline.lock import lock_if_free

FRESH = timedelta(days=7)
# after so long without a change, a text is whole though its last line has no end
QUIET = timedelta(minutes=5)
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
        return arrival_request(Home.find(), json.loads(context.cursor or "{}"), clock.now())

    @dg.sensor(
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Closes runs whose command was killed, which would hold back all that wait in the queue.",
    )
    def killed_commands(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        return dg.SkipReason(close_killed(Home.find(), context.instance))

    return dg.Definitions(schedules=[monday_morning], sensors=[files_arrived, killed_commands])


def close_killed(home: Home, instance: dg.DagsterInstance) -> str:
    """Close the runs that a killed command left open, unless one is working; what was found, in words."""
    with lock_if_free(home) as free:
        count = close_killed_runs(instance) if free else 0
    return (
        f"Closed {count} run{'s' if count > 1 else ''} whose command was killed." if count else "No command was killed."
    )


def monday_request(home: Home, now: datetime) -> dg.RunRequest | dg.SkipReason:
    """A run for the Monday of `now`, or the reason why none is due."""
    stamps = looked_at(home, home.crm, home.reference, home.submissions)
    if not stamps:
        return dg.SkipReason("There is no file under crm/, reference/ or submissions/.")
    newest = datetime.fromtimestamp(max(stamp[1] for stamp in stamps.values()) / 1e9, now.tzinfo)
    if now - newest > FRESH:
        return dg.SkipReason(
            "No file under crm/, reference/ or submissions/ is newer than a week: "
            f"the newest is of {newest:%d %b %Y %H:%M}."
        )
    week = monday_at_or_before(now.date()).isoformat()
    return dg.RunRequest(run_key=f"monday:{week}", partition_key=week)


def arrival_request(home: Home, seen: dict[str, Stamps], now: datetime) -> dg.SensorResult:
    """A run for the newest week once every new file is whole; the cursor keeps what was seen and done.

    A file that is still being written looks different at the next look, or has no end yet: nothing starts before.
    """
    looked = looked_at(home, home.crm, home.submissions)
    if "done" not in seen:
        return _result({"done": looked, "last": looked}, "The files that are there now are taken as known.")
    done, last = seen["done"], seen.get("last", {})
    if looked == done:
        return _result({"done": looked, "last": looked}, "Nothing new under crm/ or submissions/.")
    moving = [name for name in sorted({*looked, *last}) if looked.get(name) != last.get(name)]
    new = [name for name in looked if looked[name] != done.get(name)]
    waiting = moving or [name for name in new if not has_its_end(home.root / name, now)]
    if waiting:
        reason = f"{waiting[0]} is arriving; waiting until it is whole and stays as it is."
        return _result({"done": done, "last": looked}, reason)
    week = newest_week(home, now.date()).isoformat()
    key = hashlib.sha256(json.dumps(looked, sort_keys=True).encode()).hexdigest()[:16]
    request = dg.RunRequest(run_key=f"files:{key}", partition_key=week)
    cursor = json.dumps({"done": looked, "last": looked}, sort_keys=True)
    return dg.SensorResult(run_requests=[request], cursor=cursor)


def looked_at(home: Home, *folders: Path) -> Stamps:
    """Size and time of what others bring into some folders; a file that vanishes under the look is not there."""
    found: Stamps = {}
    for path in inputs(home):
        if any(path.is_relative_to(folder) for folder in folders):
            with suppress(FileNotFoundError):
                state = path.stat()
                found[home.relative(path)] = [state.st_size, state.st_mtime_ns]
    return found


def has_its_end(path: Path, now: datetime) -> bool:
    """Whether a file ends as its kind ends. A text may lack the last line's end: it then counts when long quiet."""
    try:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - 4, 0))
            tail = file.read()
        if path.suffix.lower() == ".xlsx":
            return zipfile.is_zipfile(path)
        if path.suffix.lower() == ".parquet":
            return tail == b"PAR1"
        # the last is UTF-16
        ended = tail.endswith((b"\n", b"\r", b"\n\0"))
        return ended or now.timestamp() - path.stat().st_mtime > QUIET.total_seconds()
    except OSError:
        return False


def newest_week(home: Home, today: date) -> date:
    """The newest week that has begun and has calls, else the one that has begun; found without reading a file."""
    begun = monday_at_or_before(today)
    called = [name for name in (path.name for path in home.submissions.glob("????-??-??")) if name <= begun.isoformat()]
    return date.fromisoformat(max(called, default=begun.isoformat()))


def _result(cursor: dict[str, Stamps], reason: str) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=reason, cursor=json.dumps(cursor, sort_keys=True))
