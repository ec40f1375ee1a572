"""What was told of tasks and people before: who was given what, who began, what went wrong, what was done lately."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from sales_pipeline.calendar import WEEK
from sales_pipeline.execution.assignment_model import HOUR, Job, Person

Row = dict[str, Any]
SAID, KEPT, TOLD, RULE, CHOSEN = "said", "kept", "told", "rule", "chosen"
_BEGAN = ("started", "acknowledged")
# the level at which a task has gone wrong, and not only been called to mind
_TROUBLE = "director"


class Past:
    """The events of a week as the assignment reads them, the latest told last."""

    def __init__(self, events: list[Row], week: date, fairness_weeks: int, *, is_over: bool = False) -> None:
        self._is_over = is_over
        self.told: dict[str, str] = {}
        self.settled_by: dict[str, tuple[str, str]] = {}
        self.said_by: dict[str, tuple[str, str | None]] = {}
        self.done: dict[str, str] = {}
        self.failures: Counter[str] = Counter()
        self.minutes: dict[str, int] = defaultdict(int)
        given: dict[tuple[date, str], tuple[str, int]] = {}
        for row in sorted(events, key=lambda row: row["event_number"]):
            self._note(row)
            is_lately = week - WEEK * fairness_weeks <= row["event_week"] < week
            if row["kind"] == "assigned" and is_lately and row["to_person_id"]:
                hours = row["effort_hours"]
                effort = HOUR if hours is None else int(hours * HOUR)
                given[row["event_week"], row["subject_id"]] = (row["to_person_id"], effort)
        for person, effort in given.values():
            self.minutes[person] += effort

    def _note(self, row: Row) -> None:
        kind, subject, person, to = (row[name] for name in ("kind", "subject_id", "person_id", "to_person_id"))
        if kind in ("assigned", "reassigned") and to:
            self.told[subject] = to
        if kind == "reassigned" and to:
            self.settled_by[subject] = (SAID, to)
            self.said_by[subject] = (person, row["note"])
        elif kind in _BEGAN and self.settled_by.get(subject) != (SAID, person):
            self.settled_by[subject] = (KEPT, person)
        elif kind == "done":
            self.done[subject] = person
        elif kind == "blocked" or (kind == "escalated" and row["outcome"] == _TROUBLE):
            self.failures[subject] += 1

    def settled(self, job: Job, people: dict[str, Person]) -> Job:
        """A task with whose it is before anything is chosen: who was said, who began, who was told, whose own it is."""
        by, name = self.settled_by.get(job.id, ("", ""))
        person = people.get(name)
        if person and (by == SAID or job.is_done or self._keeps(job, person)):
            return replace(job, fixed_id=name, fixed_by=by)
        told = people.get(self.told.get(job.id, ""))
        if self._is_over and told:
            return replace(job, fixed_id=told.id, fixed_by=TOLD)
        owner = people.get(job.owner_id or "")
        is_own = owner is not None and owner.role == job.role and not job.is_review
        if owner and is_own and self._keeps(job, owner) and not self._is_stood_in_for(job, owner, people):
            return replace(job, fixed_id=owner.id, fixed_by=RULE)
        did = people.get(self.done.get(job.id, ""))
        return replace(job, fixed_id=did.id, fixed_by=KEPT) if did else job

    def _is_stood_in_for(self, job: Job, owner: Person, people: dict[str, Person]) -> bool:
        """Whether what has become late was given to somebody else, who is there: the owner's week away goes on."""
        other = people.get(self.told.get(job.id, ""))
        return job.is_late and other is not None and other.id != owner.id and self._keeps(job, other)

    @staticmethod
    def _keeps(job: Job, person: Person) -> bool:
        return job.is_done or not person.time.is_away(job.release, job.limit)
