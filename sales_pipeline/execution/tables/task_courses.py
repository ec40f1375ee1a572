# How far every task has come by what was received and said: started, blocked, handed over, finished. Events count in
# the order of their numbers. A task is finished by the first of: the call asked for, the word of somebody, the approval
# of the forecast, and a publication once all it waits for was done. Hours are those of the working day.
# grain: week, instance_id
from collections import defaultdict
from datetime import datetime
from decimal import Decimal

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.course import Course, acknowledged_at, finished_by
from sales_pipeline.execution.moments import Row
from sales_pipeline.execution.paths import Network
from sales_pipeline.execution.working_time import WorkingTime

GIVEN = ("assigned", "reassigned")


def task_courses(
    work_clock: pa.Table,
    settings: pa.Table,
    task_queue: pa.Table,
    task_links: pa.Table,
    task_assignments: pa.Table,
    task_receipts: pa.Table,
    work_events: pa.Table,
) -> pa.Table:
    """The courses of a week's tasks."""
    [clock], [rules] = work_clock.to_pylist(), settings.to_pylist()
    owed = {row["instance_id"]: row for row in task_queue.to_pylist()}
    people = {row["instance_id"]: row["person_id"] for row in task_assignments.to_pylist()}
    links = [(row["instance_id"], row["needs_instance_id"]) for row in task_links.to_pylist()]
    network = Network({name: row["effort_hours"] for name, row in owed.items()}, links)
    receipts, events = _by_task(task_receipts, "instance_id"), _by_task(work_events, "subject_id")
    working, as_of = WorkingTime.of(rules), clock["as_of_at"]
    finished: dict[str, Row | None] = {}
    rows = []
    for name in network.order:
        finished[name] = finished_by(receipts[name], _ready_at(owed[name], [finished[n] for n in network.needs[name]]))
        told = sorted(events[name], key=lambda event: event["event_number"])
        rows.append({
            "week": clock["week"], "instance_id": name, **_course(owed[name], told, finished[name], as_of, working),
            **_given(told, people.get(name), finished[name]), **_finish(owed[name], finished[name], as_of),
            "is_waiting": any(finished[needed] is None for needed in network.needs[name]),
        })  # fmt: skip
    return pa.Table.from_pylist(rows, schema=contract.arrow_schema(contract.catalogue()["task_courses"]))


def _course(task: Row, told: list[Row], finish: Row | None, as_of: datetime, working: WorkingTime) -> Row:
    course = Course.of(task["starts_at"], told)
    end = finish["received_at"] if finish else as_of
    is_blocked = course.state == "blocked" and not finish
    return {
        "said_state": "completed" if finish else course.state, "said_since_at": end if finish else course.since,
        "started_at": course.started_at, "attempt_count": max(course.attempts, 1 if finish else 0),
        "block_cause": course.cause if is_blocked else None, "block_note": course.note if is_blocked else None,
        "spent_hours": max(course.spent(end, working), Decimal(0)),
    }  # fmt: skip


def _given(told: list[Row], person: str | None, finish: Row | None) -> Row:
    """When the task was given to whose it is, and when that person first answered: sending a call is an answer."""
    given = [event for event in told if event["kind"] in GIVEN and event["to_person_id"] == person]
    answer = acknowledged_at(told, person, given[-1]["event_number"] if given else 0) if person else None
    if finish and finish["source"] == "submission":
        answer = min(answer or finish["received_at"], finish["received_at"])
    return {"assigned_at": given[-1]["event_at"] if given and person else None, "acknowledged_at": answer}


def _finish(task: Row, finish: Row | None, as_of: datetime) -> Row:
    if finish is None:
        return {"is_late": as_of > task["due_at"]}
    return {
        "completed_at": finish["received_at"], "completed_by": finish["source"], "evidence": finish["evidence"],
        "evidence_digest": finish["evidence_digest"], "is_late": finish["received_at"] > task["due_at"],
    }  # fmt: skip


def _ready_at(task: Row, needs: list[Row | None]) -> datetime | None:
    """When the last of what a task waits for was done; None while something is open."""
    done = [need["received_at"] for need in needs if need is not None]
    return max([task["starts_at"], *done]) if len(done) == len(needs) else None


def _by_task(table: pa.Table, column: str) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        found[row[column]].append(row)
    return found
