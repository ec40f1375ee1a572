# How good the assignment of the week is: what it costs, what is late or left undone, how even loads are, and how far
# it is from the best there can be; beside two ways that need no optimiser, over the same tasks and hard rules.
# grain: week, method
import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.assignment_measure import measures
from sales_pipeline.execution.assignment_problem import problem
from sales_pipeline.execution.assignment_simple import greedy, round_robin


def assignment_quality(
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
    """The measures of a week, the assignment that holds first."""
    made, [now] = problem(dict(locals())), this_week.to_pylist()
    rows = task_assignments.to_pylist()
    persons = {row["instance_id"]: row["person_id"] for row in rows}
    gap = sum(int(row["gap_points"] * 1000) for row in rows if row["gap_points"] is not None)
    found = {
        "optimised": measures(made, persons, gap),
        "greedy": measures(made, greedy(made)),
        "round_robin": measures(made, round_robin(made)),
    }
    told = [{"week": now["week"], "method": method, **row} for method, row in found.items()]
    return pa.Table.from_pylist(told, schema=contract.arrow_schema(contract.catalogue()["assignment_quality"]))
