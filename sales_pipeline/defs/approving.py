"""What follows a decision in the graph: the approval is shown in the UI, and an approved week is made final."""

from collections.abc import Callable, Iterator
from datetime import date

import dagster as dg

from sales_pipeline import clock, company
from sales_pipeline.approvals.known import Known, is_left_open
from sales_pipeline.components.approval import report_approval
from sales_pipeline.defs.instance import point_at, run_history
from sales_pipeline.defs.jobs import FINALISE
from sales_pipeline.defs.run import Outcome, Step, run_week
from sales_pipeline.home import Home
from sales_pipeline.outputs import published_weeks

# an older week waits for `sales-pipeline finalise`
LOOKED_AT = 8


def show_approval(known: Known, tell: Callable[[str], None]) -> None:
    """Report how the approval stands to the run history; the caller holds the home's lock."""
    point_at(known.home)
    with run_history(known.home, tell) as instance:
        report_approval(instance, known)


def run_finalise(home: Home, week: date, progress: Callable[[Step, int], None], tell: Callable[[str], None]) -> Outcome:
    """Run the job that makes a week final; the caller holds the home's lock."""
    return run_week(home, week, progress, tell, FINALISE)


@dg.definitions
def approving() -> dg.Definitions:
    @dg.sensor(
        job_name=FINALISE,
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Makes a week final that is approved and was not made so, because the command was stopped before.",
    )
    def approved_weeks(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        found = list(left_open(Home.find()))
        return dg.SensorResult(
            run_requests=found, skip_reason=None if found else "Every approved week is final, as far as it can be."
        )

    return dg.Definitions(sensors=[approved_weeks])


def left_open(home: Home) -> Iterator[dg.RunRequest]:
    """A run for each approved week that is not final; one that was refused is not asked for again."""
    settings = company.load(home.require().company_file)
    for week in published_weeks(home)[-LOOKED_AT:]:
        known = Known(home, settings, week, clock.now())
        if is_left_open(known):
            last = known.decisions[-1].seq
            yield dg.RunRequest(run_key=f"final:{week}:{known.content.digest}:{last}", partition_key=week.isoformat())
