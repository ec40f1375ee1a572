"""What a person decides at a checkpoint, checked before it becomes an event: who, what, why, and what is to be done.

Action items become requests in tasks/pending/ first, under names that follow from what they say, and the event names
them: whoever is killed in between decides again, and finds the same files.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sales_pipeline import event_log, files, meant
from sales_pipeline.company import Company
from sales_pipeline.event_log import Event, NewEvent
from sales_pipeline.execution.action_items import Item, request
from sales_pipeline.execution.contracts.checkpoints import OUTCOMES
from sales_pipeline.home import Home
from sales_pipeline.intake.plan.build import fault_of
from sales_pipeline.lake import Lake
from sales_pipeline.render.text import one_line
from sales_pipeline.undated import names
from sales_pipeline.weeks import Weeks

NOTE_LENGTH = 500
TABLES = (
    "checkpoint_reviews", "checkpoint_needs", "checkpoint_criteria", "checkpoint_approvers", "decisions",
    "decision_actions",
)  # fmt: skip
Row = Mapping[str, Any]


class DecisionError(Exception):
    """Something that can't be decided; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Said:
    """A decision as it was given."""

    outcome: str
    note: str = ""
    until: datetime | None = None
    items: Sequence[Item] = ()


@dataclass(frozen=True)
class Checkpoints:
    """The checkpoints of a week as they stand, with their tables, and the people."""

    week: date
    rows: dict[str, list[Row]]
    people: dict[str, Row]

    def review(self, text: str) -> Row:
        """The checkpoint of an id, or of a part of it that only one has."""
        rows = {row["review_id"]: row for row in self.rows["checkpoint_reviews"]}
        what, elsewhere = f"checkpoint of week {self.week}", "`sales-pipeline checkpoint list` shows all"
        return rows[meant.one_of(text, rows, what, elsewhere)]

    def person(self, text: str, on: date) -> Row:
        """Who is meant by an id or a name, employed on a day."""
        return meant.person(text, self.people, on)

    def of(self, table: str, review_id: str) -> list[Row]:
        return [row for row in self.rows[table] if row["review_id"] == review_id]


def look(home: Home, company: Company, week: date | None = None) -> Checkpoints:
    """How the checkpoints of a week stand now; NotMadeError where it was not made yet. Takes no lock."""
    chosen = meant.week_made(Lake(home.lake), "checkpoint_times", week)
    weeks = Weeks(home, company, taken_in=True)
    rows = {name: table.to_pylist() for name, table in weeks.frames(TABLES, chosen).items()}
    return Checkpoints(chosen, rows, meant.people(weeks.lake))


def decide(home: Home, known: Checkpoints, review: Row, person: Row, said: Said, now: datetime) -> list[Event]:
    """Keep a decision and its action items, once they make sense; DecisionError says why they don't."""
    problem = next(_problems(known, review, person, said, now), None)
    if problem:
        raise DecisionError(problem)
    role = next(r["role"] for r in _approvers(known, review) if r["person_id"] == person["person_id"])
    requests = {f"{item.id}.yaml": request(item) for item in said.items}
    for name, text in requests.items():
        if fault := fault_of(text, name, names()):
            raise DecisionError(f"an action item is no task: {fault}")
    paths = [home.requests / name for name in requests]
    for path, text in zip(paths, requests.values(), strict=True):
        files.put(path, text.encode())
    details: dict[str, str | int | bool | None] = {
        "week": known.week.isoformat(), "outcome": said.outcome, "role": role,
        "note": one_line(said.note) or None, "until_at": said.until.isoformat() if said.until else None,
        "evidence": ", ".join(home.relative(path) for path in paths) or None,
    }  # fmt: skip
    told = [NewEvent("decided", review["review_id"], person["person_id"], _given(details))]
    told += [
        NewEvent("reassigned", item.instance_id, person["person_id"],
                 {"week": known.week.isoformat(), "to_person_id": item.person_id, "note": "An action item"})
        for item in said.items if item.person_id
    ]  # fmt: skip
    return event_log.append_all(home, told, now.astimezone(UTC))


def _given(details: Mapping[str, str | int | bool | None]) -> dict[str, str | int | bool | None]:
    return {name: value for name, value in details.items() if value is not None}


def _approvers(known: Checkpoints, review: Row) -> list[Row]:
    return known.of("checkpoint_approvers", review["review_id"])


def _problems(known: Checkpoints, review: Row, person: Row, said: Said, now: datetime) -> Iterator[str]:
    """Why it makes no sense."""
    name, open_parts = review["review_id"], [review["open_criteria"], review["open_needs"]]
    if said.outcome not in OUTCOMES:
        yield f"outcome {said.outcome!r} is not known: write one of {', '.join(OUTCOMES)}"
    if person["person_id"] not in {row["person_id"] for row in _approvers(known, review)}:
        may = review["approvers"] or "nobody: no one holds a role that may"
        yield f"{person['person_name']} may not decide about {name}; who may: {may}"
    if len(said.note) > NOTE_LENGTH:
        yield f"the note has {len(said.note):,} characters: shorten it to {NOTE_LENGTH}"
    lacking = "; ".join(part for part in open_parts if part)
    if said.outcome == "passed" and lacking and not said.note.strip():
        yield f"{name} lacks {lacking}: say with --note why it passes all the same"
    if said.outcome != "passed" and not said.note.strip():
        yield f"say with --note why {name} is {said.outcome}"
    if review["state"] == "held" and not said.note.strip():
        yield f"{name} was {review['outcome']} at {review['decided_at']} UTC: say with --note why that is decided anew"
    if not all(item.title for item in said.items):
        yield "an action item says what is to be done: write it after --action"
    if (said.outcome == "postponed") != (said.until is not None):
        yield "a checkpoint that is postponed has a new time, and only that: give it with --until 2026-11-20T14:00"
    if said.until is not None and said.until <= now:
        yield f"--until {said.until:%Y-%m-%d %H:%M} has passed: name a time to come"
