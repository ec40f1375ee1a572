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
from sales_pipeline.execution.answers import Case, Row, answered, unassigned
from sales_pipeline.execution.clocks import worked_of
from sales_pipeline.execution.success import held_up, on_time, satisfied, validated


def metric_cases(
    this_week: pa.Table,
    settings: pa.Table,
    work_clock: pa.Table,
    work_events: pa.Table,
    task_states: pa.Table,
    blockers: pa.Table,
) -> pa.Table:
    """The cases of a week."""
    [now], [rules], [clock] = this_week.to_pylist(), settings.to_pylist(), work_clock.to_pylist()
    events = [row for row in work_events.to_pylist() if row["event_week"] == now["week"]]
    tasks = {row["instance_id"]: row for row in task_states.to_pylist()}
    found = _cases(now, rules, clock["as_of_at"], events, tasks, blockers.to_pylist())
    schema = contract.arrow_schema(contract.catalogue()["metric_cases"])
    return pa.Table.from_pylist([{"week": now["week"], **vars(case)} for case in found], schema=schema)


def _cases(
    now: Row, rules: Row, as_of: datetime, events: list[Row], tasks: dict[str, Row], blockers: list[Row]
) -> Iterator[Case]:
    zone, limit = ZoneInfo(rules["time_zone"]), rules["success_acknowledge_hours"]
    start, end = now["week_at"], instant(now["week"] + WEEK, zone)
    worked = worked_of(rules)
    planned = min((e["event_at"] for e in events if e["kind"] == "published"), default=as_of)
    yield from answered(events, tasks, as_of, limit, worked)
    yield from unassigned(tasks, planned, as_of, limit, worked)
    yield from on_time(tasks, start, end, as_of, worked)
    yield from validated(events)
    yield from held_up(tasks, blockers, events, start, as_of)
    yield from satisfied(events, rules["success_satisfied_rating"])

