# Tasks that did not fit beside another of the same person: kept and done late, moved to somebody else, or escalated
# because nobody else has the time, with what that costs in hours.
# grain: week, person_id, instance_id
import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.assignment_conflicts import conflicts
from sales_pipeline.execution.assignment_problem import problem


def task_conflicts(
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
    """The conflicts of a week."""
    made, [now] = problem(dict(locals())), this_week.to_pylist()
    persons = {row["instance_id"]: row["person_id"] for row in task_assignments.to_pylist()}
    rows = [{"week": now["week"], **row} for row in conflicts(made, persons)]
    return pa.Table.from_pylist(rows, schema=contract.arrow_schema(contract.catalogue()["task_conflicts"]))
