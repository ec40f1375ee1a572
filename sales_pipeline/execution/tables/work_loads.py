# What the week holds for each person: hours of work less absences, the hours of tasks that fall into it, and in which
# band their share is. A task due later counts with the part of it that falls into this week.
# grain: week, person_id
from decimal import Decimal

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.assignment_model import Person
from sales_pipeline.execution.assignment_plan import hours, loads
from sales_pipeline.execution.assignment_problem import Row, problem


def work_loads(
    this_week: pa.Table,
    settings: pa.Table,
    work_clock: pa.Table,
    task_queue: pa.Table,
    task_links: pa.Table,
    plan_initiatives: pa.Table,
    plan_skills: pa.Table,
    pipeline_snapshot: pa.Table,
    people: pa.Table,
    work_profiles: pa.Table,
    skills: pa.Table,
    availability: pa.Table,
    absences: pa.Table,
    work_events: pa.Table,
    task_assignments: pa.Table,
) -> pa.Table:
    """The loads of a week."""
    made, [now], [rules] = problem(dict(locals())), this_week.to_pylist(), settings.to_pylist()
    load = loads(made, {row["instance_id"]: row["person_id"] for row in task_assignments.to_pylist()})
    rows = [{"week": now["week"], **_row(person, hours(load[name]), rules)} for name, person in made.people.items()]
    return pa.Table.from_pylist(rows, schema=contract.arrow_schema(contract.catalogue()["work_loads"]))


def _row(person: Person, assigned: Decimal, rules: Row) -> Row:
    available = hours(person.week_minutes)
    ratio = round(assigned / available, 6) if available else None
    return {
        "person_id": person.id, "person_name": person.name, "role": person.role, "available_hours": available,
        "assigned_hours": assigned, "load_ratio": ratio, "band": _band(ratio, assigned, rules),
    }  # fmt: skip


def _band(ratio: Decimal | None, assigned: Decimal, rules: Row) -> str:
    """Who is not there and has work has too much."""
    if ratio is None:
        return "rebalance" if assigned else "healthy"
    if ratio > rules["assignment_rebalance_ratio"]:
        return "rebalance"
    if ratio >= rules["assignment_warn_ratio"]:
        return "warn"
    return "watch" if ratio >= rules["assignment_watch_ratio"] else "healthy"
