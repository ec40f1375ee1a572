# The cases behind the metrics of success, of what happened about the week so far. S1: everybody who was given a task,
# and answered or had the working hours to; tasks that nobody has. S2: tasks due in the week. S3: versions of outputs
# that were validated, approved or rejected. S4: tasks at work, and whether they were ever held up by a missing input,
# somebody absent or a conflict. S5: stakeholders who rated documents of the week.
# grain: week, metric, case_id
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.calendar import WEEK, instant
from sales_pipeline.execution.answers import Case, answered, unassigned
from sales_pipeline.execution.moments import Row
from sales_pipeline.execution.office_hours import OfficeHours
from sales_pipeline.execution.success import held_up, holders, on_time, satisfied, validated


def metric_cases(
    this_week: pa.Table,
    settings: pa.Table,
    work_clock: pa.Table,
    work_events: pa.Table,
    task_states: pa.Table,
    task_links: pa.Table,
    blockers: pa.Table,
) -> pa.Table:
    """The cases of a week."""
    [now], [rules], [clock] = this_week.to_pylist(), settings.to_pylist(), work_clock.to_pylist()
    events = [row for row in work_events.to_pylist() if row["event_week"] == now["week"]]
    tasks = {row["instance_id"]: row for row in task_states.to_pylist()}
    blocking, links = blockers.to_pylist(), task_links.to_pylist()
    found = _cases(_Week(now, rules, clock["as_of_at"]), events, tasks, blocking, links)
    schema = contract.arrow_schema(contract.catalogue()["metric_cases"])
    return pa.Table.from_pylist([{"week": now["week"], **vars(case)} for case in found], schema=schema)


class _Week:
    """From when to when a week goes, how its working hours are counted, and as of when it stands."""

    def __init__(self, now: Row, rules: Row, as_of: datetime) -> None:
        self.start, self.as_of, self.rules = now["week_at"], as_of, rules
        self.end = instant(now["week"] + WEEK, ZoneInfo(rules["time_zone"]))
        self.worked = OfficeHours.of(rules).hours


def _cases(
    week: _Week, events: list[Row], tasks: dict[str, Row], blocking: list[Row], links: list[Row]
) -> Iterator[Case]:
    as_of, worked, limit = week.as_of, week.worked, week.rules["service_levels_acknowledge_hours"]
    planned = min((e["event_at"] for e in events if e["kind"] == "published"), default=as_of)
    yield from answered(events, tasks, as_of, limit, worked)
    yield from unassigned(tasks, planned, as_of, limit, worked)
    yield from on_time(tasks, week.start, week.end, as_of, worked)
    yield from validated(events)
    yield from held_up(tasks, holders(tasks, blocking, events, links, as_of, worked), week.start, as_of)
    yield from satisfied(events, week.rules["success_satisfied_rating"])
