# Who does each task owed in the week, why, and who would have been second; or who is lacking. Said and begun work stays
# with its person, the own call and deal with their owner; for the rest the cheapest assignment is searched that keeps
# the hard rules: role, hours left before it is due, absences, seniors for what is complex, and four eyes. Costs in
# points: lacking skill, lateness, load above its bands, fairness over the last weeks, taking it from who was told.
# grain: week, instance_id
import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.assignment_plan import decisions
from sales_pipeline.execution.assignment_problem import problem
from sales_pipeline.execution.assignment_search import search


def task_assignments(
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
) -> pa.Table:
    """The assignments of a week."""
    made = problem(dict(locals()))
    [rules], [now] = settings.to_pylist(), this_week.to_pylist()
    found = search(made, float(rules["assignment_gap_ratio"]), rules["assignment_search_nodes"])
    names = {row["person_id"]: row["person_name"] for row in people.to_pylist()}
    said = {
        row["subject_id"]: f"{names.get(row['person_id'], row['person_id'])} said so" + _note(row["note"])
        for row in sorted(work_events.to_pylist(), key=lambda row: row["event_number"])
        if row["kind"] == "reassigned"
    }
    schema = contract.arrow_schema(contract.catalogue()["task_assignments"])
    rows = [{"week": now["week"], **row} for row in decisions(made, found, said)]
    return pa.Table.from_pylist(rows, schema=schema)


def _note(note: str | None) -> str:
    return f": {note}" if note else ""
