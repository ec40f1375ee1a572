"""What keeps it current how work stands: every hour, and when somebody has told something of their work.

Only a week that has been published has work to look at; what starts the forecast itself stands in automation.py.
"""

from datetime import date, datetime

import dagster as dg

from sales_pipeline import company, event_log
from sales_pipeline.defs.jobs import WORK
from sales_pipeline.home import Home
from sales_pipeline.outputs import published_weeks


@dg.definitions
def work_automation() -> dg.Definitions:
    settings = company.load(Home.find().require().company_file)

    @dg.schedule(
        job_name=WORK,
        cron_schedule="5 * * * *",
        execution_timezone=settings.time_zone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Looks at the work of the newest published week.",
    )
    def every_hour(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        return hourly_request(Home.find(), context.scheduled_execution_time)

    @dg.sensor(
        job_name=WORK,
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Looks at the work of a week when somebody has told something of it.",
    )
    def something_happened(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        return told_request(Home.find(), int(context.cursor or -1))

    return dg.Definitions(schedules=[every_hour], sensors=[something_happened])


def hourly_request(home: Home, at: datetime) -> dg.RunRequest | dg.SkipReason:
    """A run for the newest published week, or the reason why none is due."""
    weeks = published_weeks(home)
    if not weeks:
        return dg.SkipReason("No week has been published yet.")
    return dg.RunRequest(run_key=f"work:{at:%Y-%m-%dT%H}", partition_key=weeks[-1].isoformat())


def told_request(home: Home, seen: int) -> dg.SensorResult:
    """A run for each published week that somebody has told something of since event number `seen` (−1: nothing yet).

    What the system notes itself starts nothing: a run would start the next.
    """
    events = list(event_log.read(home))
    newest = events[-1].seq if events else 0
    told = [event for event in events if event.seq > seen >= 0 and event.person != event_log.SYSTEM]
    published = set(published_weeks(home))
    weeks = sorted({str(event.details.get("week")) for event in told})
    wanted = [week for week in weeks if _is_week(week) and date.fromisoformat(week) in published]
    requests = [dg.RunRequest(run_key=f"told:{newest}:{week}", partition_key=week) for week in wanted]
    reason = None if requests else "Nobody has told anything new of a published week."
    return dg.SensorResult(run_requests=requests, skip_reason=reason, cursor=str(newest))


def _is_week(text: str) -> bool:
    try:
        return date.fromisoformat(text).weekday() == 0
    except ValueError:
        return False
