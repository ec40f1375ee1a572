"""What the system notes of a week's work in the log of events: to whom a task was given, and who had to hear of it.

Each is noted once: what a task was last said to be whose, and a level once reached, is not told again. What it means
for the state of a task is for the tables to say.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sales_pipeline import clock, event_log
from sales_pipeline.event_log import Event, NewEvent
from sales_pipeline.weeks import Weeks

ASSIGNED, ESCALATED = "assigned", "escalated"
TABLES = ("task_states", "escalations")
_GIVEN = (ASSIGNED, "reassigned")
Row = dict[str, Any]


def note(weeks: Weeks, week: date) -> int:
    """Note what is new as of now; how many events that are. Tables that read the log are made anew after it."""
    frames = weeks.frames(TABLES, week)
    told = [e for e in event_log.read(weeks.home) if e.details.get("week") == week.isoformat()]
    new = [*_assigned(frames["task_states"].to_pylist(), told), *_escalated(frames["escalations"].to_pylist(), told)]
    with_week = [NewEvent(e.kind, e.subject, e.person, {**e.details, "week": week.isoformat()}) for e in new]
    event_log.append_all(weeks.home, with_week, clock.now())
    if new:
        weeks.look_at_work()
    return len(new)


def _assigned(states: list[Row], told: list[Event]) -> Iterator[NewEvent]:
    """Tasks still to be done that are now somebody's whose they were not said to be before."""
    last = {event.subject: event.details.get("to_person_id") for event in told if event.kind in _GIVEN}
    for row in states:
        person = row["person_id"]
        if person and row["state"] != "completed" and last.get(row["instance_id"]) != person:
            details = {"to_person_id": person, "effort_hours": str(row["effort_hours"])}
            yield NewEvent(ASSIGNED, row["instance_id"], event_log.SYSTEM, details)


def _escalated(reached: list[Row], told: list[Event]) -> Iterator[NewEvent]:
    """Levels that were reached; a row that counts several tasks is a digest and no event of a task."""
    known = {_level(event.subject, event.details) for event in told if event.kind == ESCALATED}
    for row in reached:
        details = {"outcome": row["level"], "cause": row["reason"], "to_person_id": row["person_id"]}
        if not row["is_digest"] and _level(row["instance_id"], details) not in known:
            yield NewEvent(ESCALATED, row["instance_id"], event_log.SYSTEM, details)


def _level(subject: str, details: Any) -> tuple[Any, ...]:
    return subject, details.get("outcome"), details.get("cause"), details.get("to_person_id")
