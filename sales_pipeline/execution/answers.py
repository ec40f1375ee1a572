"""S1: how long a person took to answer when a task was theirs to do, in the company's working hours.

A case begins when a task is assigned, or when work on it begins if that is later. It ends with the first thing the
person does or says about it: noting a task as read is enough, and so is sending what was asked. What the machine does
is no answer. A task that was taken away again, or done by the machine, before the hours were up is no case.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from sales_pipeline.execution.course import ANSWERS
from sales_pipeline.execution.moments import Row

Clock = Callable[[datetime, datetime], Decimal]
# what a person did shows in these without a word; `publication` is the machine's
OWN_DEEDS = frozenset({"submission", "approval"})


@dataclass(frozen=True)
class Asked:
    """One time a task was given to a person, and when it was taken from them again."""

    number: int
    instance_id: str
    person_id: str
    at: datetime
    until: datetime | None


@dataclass(frozen=True)
class Case:
    """What a metric counts."""

    metric: str
    case_id: str
    subject_id: str
    person_id: str | None
    is_good: bool
    detail: str
    value_hours: Decimal | None = None
    cause: str | None = None


def asked(events: list[Row]) -> Iterator[Asked]:
    """Every time a task was given to somebody; told twice it is given once."""
    given = [e for e in events if e["kind"] in ("assigned", "reassigned") and e["to_person_id"]]
    for instance, group in groupby(sorted(given, key=lambda e: (e["subject_id"], e["event_number"])), _subject):
        turns = [next(turn) for _, turn in groupby(group, lambda e: e["to_person_id"])]
        for turn, later in zip(turns, [*turns[1:], None], strict=True):
            until = later["event_at"] if later else None
            yield Asked(turn["event_number"], instance, turn["to_person_id"], turn["event_at"], until)


def answered(
    events: list[Row], tasks: dict[str, Row], as_of: datetime, limit: Decimal, worked: Clock
) -> Iterator[Case]:
    """A case for everybody who was asked and has answered, or has had the time to."""
    said: dict[tuple[str, str], list[Row]] = {}
    for event in events:
        if event["kind"] in ANSWERS:
            said.setdefault((event["subject_id"], event["person_id"]), []).append(event)
    for turn in asked(events):
        task = tasks.get(turn.instance_id)
        if task is not None:
            begun = max(turn.at, task["starts_at"])
            answer = _answer(turn, task, said.get((turn.instance_id, turn.person_id), []))
            yield from _case(turn, begun, answer, _end(turn, task, as_of), limit, worked)


def unassigned(
    tasks: dict[str, Row], planned_at: datetime, as_of: datetime, limit: Decimal, worked: Clock
) -> Iterator[Case]:
    """A case for every task that has nobody, once the hours are up."""
    for name, task in tasks.items():
        if task["person_id"] is None and task["state"] != "completed":
            waited = worked(max(planned_at, task["starts_at"]), as_of)
            if waited > limit:
                yield Case("S1", name, name, None, False, f"nobody has it after {waited} hours", waited, "unassigned")


def _answer(turn: Asked, task: Row, said: list[Row]) -> datetime | None:
    """When the person first answered this time."""
    moments = [e["event_at"] for e in said if e["event_number"] > turn.number]
    if task["completed_by"] in OWN_DEEDS and task["person_id"] == turn.person_id:
        moments.append(task["completed_at"])
    return min((at for at in moments if turn.until is None or at <= turn.until), default=None)


def _end(turn: Asked, task: Row, as_of: datetime) -> datetime:
    """Until when the person could answer, as far as is known."""
    return min(at for at in (turn.until, task["completed_at"], as_of) if at is not None)


def _case(
    turn: Asked, begun: datetime, answer: datetime | None, end: datetime, limit: Decimal, worked: Clock
) -> Iterator[Case]:
    waited = worked(begun, answer or end)
    if answer is None and waited <= limit:
        return
    good = answer is not None and waited <= limit
    said = f"no answer after {waited} hours" if answer is None else f"answered after {waited} hours"
    cause = None if good else "unanswered" if answer is None else "late"
    yield Case("S1", str(turn.number), turn.instance_id, turn.person_id, good, said, waited, cause)


def _subject(event: Row) -> str:
    return str(event["subject_id"])
