# Who has to hear of what, by the service levels: not answered, nobody's, blocked, over the estimate, late; each reaches
# from the assignee to manager, director (the manager's manager) and CRO as working hours pass. Every level that was
# reached has a row. Above the manager only tasks of a high tier or value are named; the others are counted, a row for
# each person and reason, so that nobody up there is flooded. Who holds the highest role is reached at that level alone.
# grain: week, instance_id, level, reason
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.blocking import said
from sales_pipeline.execution.levels import ABOVE_THE_MANAGER, ServiceLevels
from sales_pipeline.execution.moments import Row
from sales_pipeline.execution.roster import Roster
from sales_pipeline.execution.working_time import WorkingTime


def escalations(
    work_clock: pa.Table,
    settings: pa.Table,
    task_states: pa.Table,
    task_queue: pa.Table,
    blockers: pa.Table,
    people: pa.Table,
    plan_initiatives: pa.Table,
) -> pa.Table:
    """The escalations of a week."""
    [clock], [rules] = work_clock.to_pylist(), settings.to_pylist()
    as_of = clock["as_of_at"]
    roster, levels = Roster(people.to_pylist(), as_of.date()), ServiceLevels(rules, WorkingTime.of(rules))
    blocked = {row["instance_id"]: row for row in blockers.to_pylist()}
    owners = {row["instance_id"]: row["owner_person_id"] for row in task_queue.to_pylist()}
    roles = {row["initiative_id"]: row["owner_role"] for row in plan_initiatives.to_pylist()}
    named: list[Row] = []
    counted: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for task in task_states.to_pylist():
        if task["state"] == "completed" or task["starts_at"] > as_of:
            continue
        way = list(roster.way_up(task["person_id"], owners.get(task["instance_id"]), roles.get(task["initiative_id"])))
        for row in _rows(clock["week"], task, blocked.get(task["instance_id"]), levels, dict(way), as_of):
            if row["level"] in ABOVE_THE_MANAGER and not levels.is_senior(task):
                counted[row["person_id"] or "", row["level"], row["reason"]].append(row)
            else:
                named.append(row)
    rows = [*named, *(_digest(*key, found) for key, found in counted.items())]
    return pa.Table.from_pylist(rows, schema=contract.arrow_schema(contract.catalogue()["escalations"]))


def _rows(
    week: date, task: Row, blocker: Row | None, levels: ServiceLevels, way: dict[str, Row | None], as_of: datetime
) -> Iterator[Row]:
    """What a task has reached by now. A level that is not on its way is the next one that is."""
    found: dict[tuple[str, str], datetime] = {}
    for reason, level, at in levels.reached(task, blocker):
        place = _place(level, way)
        if at <= as_of and place:
            found[reason, place] = min(at, found.get((reason, place), at))
    for (reason, level), at in found.items():
        person = way[level] or {}
        yield {
            "week": week, "instance_id": task["instance_id"], "level": level, "reason": reason, "since_at": at,
            "person_id": person.get("person_id"), "person_name": person.get("person_name"), "title": said(task),
            "due_at": task["due_at"], "value_at_stake_amount": task["value_at_stake_amount"], "task_count": 1,
            "is_digest": False,
        }  # fmt: skip


def _place(level: str, way: dict[str, Row | None]) -> str | None:
    order = ("assignee", "manager", "director", "cro")
    return next((step for step in order[order.index(level) :] if step in way), None)


def _digest(person: str, level: str, reason: str, found: list[Row]) -> Row:
    """The row that stands for the smaller tasks of one person, level and reason."""
    first = min(found, key=lambda row: (row["since_at"], row["instance_id"]))
    tasks = "task" if len(found) == 1 else "tasks"
    return {
        **first, "instance_id": f"digest/{person}", "title": f"{len(found)} smaller {tasks}",
        "due_at": min(row["due_at"] for row in found), "task_count": len(found), "is_digest": True,
        "value_at_stake_amount": max(row["value_at_stake_amount"] for row in found),
    }  # fmt: skip
