# Why a task cannot go on. What was said stands first; else nobody is there to do it; else something it waits for is
# late, by a gate in error or by the people whose it is. A task that somebody has begun is held up by a late input only
# if they say so. Who can remove it is whose the first late task in the row is, or the manager. Hours are those of the
# working day; a gate in error that is not late yet holds up from now on.
# grain: week, instance_id
from datetime import datetime

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.blocking import Blocking, Board
from sales_pipeline.execution.moments import Row
from sales_pipeline.execution.roster import Roster
from sales_pipeline.execution.working_time import WorkingTime

COORDINATION = ("missing_input", "absent_person", "conflict")


def blockers(
    work_clock: pa.Table,
    settings: pa.Table,
    task_queue: pa.Table,
    task_links: pa.Table,
    task_assignments: pa.Table,
    task_courses: pa.Table,
    people: pa.Table,
    plan_initiatives: pa.Table,
    gate_results: pa.Table,
) -> pa.Table:
    """The blockers of a week."""
    [clock], [rules] = work_clock.to_pylist(), settings.to_pylist()
    as_of, working = clock["as_of_at"], WorkingTime.of(rules)
    board = Board(
        _merged(task_queue, task_courses, task_assignments), task_links.to_pylist(),
        Roster(people.to_pylist(), as_of.date()), {r["initiative_id"]: r for r in plan_initiatives.to_pylist()},
        {row["table_name"]: row for row in gate_results.to_pylist() if row["state"] == "error"}, as_of,
    )  # fmt: skip
    found = ((name, board.blocking(name)) for name in board.tasks)
    rows = [_row(clock["week"], name, blocking, as_of, working) for name, blocking in found if blocking]
    return pa.Table.from_pylist(rows, schema=contract.arrow_schema(contract.catalogue()["blockers"]))


def _merged(*tables: pa.Table) -> dict[str, Row]:
    """Queue, courses and assignments by task."""
    found: dict[str, Row] = {}
    for table in tables:
        for row in table.to_pylist():
            found.setdefault(row["instance_id"], {}).update(row)
    return found


def _row(week: object, name: str, blocking: Blocking, as_of: datetime, working: WorkingTime) -> Row:
    since = min(blocking.since, as_of)
    remover = blocking.remover or {}
    return {
        "week": week, "instance_id": name, "cause": blocking.cause, "since_at": since,
        "blocked_hours": working.hours(since, as_of), "detail": blocking.detail,
        "blocking_instance_id": blocking.by, "remover_id": remover.get("person_id"),
        "remover_name": remover.get("person_name"), "suggested_move": blocking.move,
        "is_coordination": blocking.cause in COORDINATION,
    }  # fmt: skip
