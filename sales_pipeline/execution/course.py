"""How far one task has come: by what was said of it, in the order of the events' numbers, and what finished it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sales_pipeline.execution.moments import Row
from sales_pipeline.execution.working_time import WorkingTime

# who does one of these has heard of the task
ANSWERS = frozenset({"acknowledged", "started", "blocked", "unblocked", "done", "commented"})
# when two facts finish a task at one instant, the nearer to the work is told
NEAREST = ("submission", "said", "publication", "approval")


@dataclass
class Course:
    """A task on its way. `stretches`: from when to when somebody worked on it; the last may be open."""

    state: str
    since: datetime
    started_at: datetime | None = None
    cause: str | None = None
    note: str | None = None
    attempts: int = 0
    stretches: list[tuple[datetime, datetime | None]] = field(default_factory=list)

    @classmethod
    def of(cls, starts_at: datetime, events: Iterable[Row]) -> "Course":
        """The course that events tell, in their order; what comes after `done` changes nothing."""
        course = cls("pending", starts_at)
        for event in events:
            if event["kind"] == "done":
                break
            course._take(event)
        return course

    def _take(self, event: Row) -> None:
        kind, at = event["kind"], event["event_at"]
        if kind == "started" and self.state == "pending":
            self.attempts += 1
            self.started_at = self.started_at or at
            self._turn("in_progress", at)
        elif kind == "blocked" and self.state != "blocked":
            self.cause, self.note = event["cause"] or "said", event["note"]
            self._turn("blocked", at)
        elif kind == "unblocked" and self.state == "blocked":
            self._turn("in_progress" if self.started_at else "pending", at)
        elif kind == "reassigned":
            self._hand_over(at)

    def _hand_over(self, at: datetime) -> None:
        """Another person has it: whoever that is has not begun, and is there."""
        if self.state == "in_progress" or (self.state == "blocked" and self.cause == "absent_person"):
            self._turn("pending", at)
        self.started_at = None

    def _turn(self, state: str, at: datetime) -> None:
        if self.state == "in_progress":
            self._close(at)
        if state == "in_progress":
            self.stretches.append((at, None))
        self.state, self.since = state, at

    def _close(self, at: datetime) -> None:
        begin, _ = self.stretches[-1]
        self.stretches[-1] = (begin, at)

    def spent(self, until: datetime, working: WorkingTime) -> Decimal:
        """Working hours spent on it until an instant."""
        hours = (working.hours(begin, min(end or until, until)) for begin, end in self.stretches)
        return sum(hours, Decimal(0))


def acknowledged_at(events: Iterable[Row], person: str | None, since: int) -> datetime | None:
    """When a person first answered, after the event of that number by which the task was given to them."""
    answers = (e for e in events if e["person_id"] == person and e["kind"] in ANSWERS and e["event_number"] > since)
    first = min(answers, key=lambda e: e["event_number"], default=None)
    return None if first is None else first["event_at"]


def finished_by(receipts: Iterable[Row], ready_at: datetime | None) -> Row | None:
    """The fact that finished a task: the first; a publication counts from when what the task waits for was done.

    `ready_at`: that instant, None while something is open. Of words the first by number counts, whatever its clock.
    """
    words = [row for row in receipts if row["source"] == "said"]
    counted = [
        row
        for row in receipts
        if row["source"] in ("submission", "approval")
        or (row["source"] == "publication" and ready_at is not None and row["received_at"] >= ready_at)
    ]
    if words:
        counted.append(min(words, key=lambda row: row["event_number"]))
    order = {name: place for place, name in enumerate(NEAREST)}
    return min(counted, key=lambda r: (r["received_at"], order[r["source"]], r["receipt_id"]), default=None)
