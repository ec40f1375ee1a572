"""What a person says about a task, checked before it becomes an event: the task, the person, whether it makes sense.

The event is on the disk when `say` returns. Neither looking nor saying takes the home's lock: how work stands is asked
of the same tables that a run makes, from the files as the last run took them in.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sales_pipeline import event_log
from sales_pipeline.company import Company
from sales_pipeline.event_log import Event
from sales_pipeline.home import Home
from sales_pipeline.lake import Lake
from sales_pipeline.render.text import one_line
from sales_pipeline.weeks import Weeks

CAUSES = ("missing_input", "failed_gate", "absent_person", "conflict", "said")
NOTE_LENGTH = 500
_TABLES = ("task_states", "task_courses", "blockers", "task_assignments", "escalations")
_SHOWN = 5
Row = Mapping[str, Any]


class SayError(Exception):
    """Something that can't be said; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Work:
    """The tasks of a week as they stand, by id, and the people."""

    week: date
    tasks: dict[str, Row]
    people: dict[str, Row]

    def task(self, text: str, person: str | None = None) -> Row:
        """The task of an id, or of a part of it that only one has; among several, the one of that person."""
        found = self._named(text)
        mine = [name for name in found if person and self.tasks[name]["person_id"] == person]
        if len(found) > 1 and len(mine) == 1:
            found = mine
        if len(found) == 1:
            return self.tasks[found[0]]
        if found:
            more = f", and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            raise SayError(f"{text!r} may be {', '.join(found[:_SHOWN])}{more}: write more of the id")
        near = get_close_matches(text, [*self.tasks, *{_short(name) for name in self.tasks}], _SHOWN, 0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "`sales-pipeline task list` shows what is owed"
        raise SayError(f"{text!r} is no task of week {self.week}: {hint}")

    def _named(self, text: str) -> list[str]:
        """The ids that a text stands for: itself, those that end with it, begin with it, or have it as a part."""
        ways: tuple[Callable[[str], bool], ...] = (
            lambda name: name == text,
            lambda name: bool(text) and name.endswith(text),
            lambda name: bool(text) and name.startswith(text),
            lambda name: f"/{text}/" in name,
        )
        return next((found for way in ways if (found := sorted(filter(way, self.tasks)))), [])

    def person(self, text: str, on: date) -> Row:
        """Who is meant by an id or a name, employed on a day."""
        wanted = text.casefold()
        found = [row for name, row in sorted(self.people.items()) if wanted in (name.casefold(), _name(row))]
        if len(found) != 1:
            known = [*self.people, *(row["person_name"] for row in self.people.values())]
            near = [row["person_id"] for row in found] or get_close_matches(text, known, _SHOWN)
            hint = f"did you mean {' or '.join(near)}?" if near else "write an id or name of reference/people.csv"
            raise SayError(f"{text!r} is {'several people' if found else 'nobody'} in reference/people.csv: {hint}")
        [row] = found
        if row["hired_on"] and row["hired_on"] > on:
            raise SayError(f"{row['person_name']} is employed from {row['hired_on']} on, not on {on}")
        if row["left_on"] and row["left_on"] < on:
            raise SayError(f"{row['person_name']} left on {row['left_on']}: name somebody who is there")
        return row


def look(home: Home, company: Company, week: date | None = None, weeks: Weeks | None = None) -> Work:
    """How work stands now; SayError where no week was made yet. `weeks`: those of an earlier look of this command."""
    lake = Lake(home.lake)
    made = lake.weeks("task_queue")
    if not made or (week and week not in made):
        shown = f"week {week} was not made yet" if week else "no week was made yet"
        raise SayError(f"{shown}: run it first (sales-pipeline run{f' --week {week}' if week else ''})")
    chosen = week or made[-1]
    frames = _frames(home, company, chosen, weeks)
    tasks: dict[str, dict[str, Any]] = {}
    for row in frames["task_states"].to_pylist():
        tasks[row["instance_id"]] = row
    for name in ("task_courses", "blockers", "task_assignments"):
        for row in frames[name].to_pylist():
            tasks[row["instance_id"]] |= {key: value for key, value in row.items() if key not in _OWN}
    people = {row["person_id"]: row for row in lake.read("people").to_pylist()}
    return Work(chosen, dict(tasks), people)


_OWN = ("week", "person_id", "person_name")


def _frames(home: Home, company: Company, week: date, weeks: Weeks | None) -> Any:
    """The tables as they stand now; made once more where a run that began meanwhile has swept what lay aside."""
    seen = weeks or Weeks(home, company, taken_in=True)
    seen.look_at_work()
    try:
        return seen.frames(_TABLES, week)
    except FileNotFoundError:
        return Weeks(home, company, taken_in=True).frames(_TABLES, week)


def say(
    home: Home, work: Work, kind: str, task: Row, person: Row, now: datetime, *, note: str = "",
    cause: str | None = None, to: Row | None = None, evidence: Path | None = None, hours: float | None = None,
) -> Event:  # fmt: skip
    """Add the event, once it makes sense for a task as it stands; SayError says why it doesn't."""
    problem = next(_problems(kind, task, person, cause, note, to), None)
    if problem:
        raise SayError(problem)
    details: dict[str, str | int | bool | None] = {"week": work.week.isoformat()}
    details |= {"note": one_line(note)} if note else {}
    details |= {"cause": cause} if cause else {}
    details |= {"to_person_id": to["person_id"]} if to else {}
    details |= _shown(home, evidence) if evidence else {}
    details |= {"spent_hours": f"{hours:.2f}"} if hours is not None else {}
    return event_log.append(home, kind, task["instance_id"], person["person_id"], details, now.astimezone(UTC))


def _problems(kind: str, task: Row, person: Row, cause: str | None, note: str, to: Row | None) -> Iterator[str]:
    """Why it makes no sense."""
    name, state, since = task["instance_id"], task["said_state"], f"{task['said_since_at']} UTC"
    if len(note) > NOTE_LENGTH:
        yield f"the note has {len(note):,} characters: shorten it to {NOTE_LENGTH}"
    if kind == "commented":
        if not note.strip():
            yield "a comment says something: write it after --note"
        return
    if state == "completed":
        yield f"{name} was completed at {since} by {task['completed_by']}: only a comment is left to say"
    if kind in ("started", "acknowledged"):
        yield from _of_others(task, person)
    if kind == "acknowledged" and task["acknowledged_at"] is not None:
        yield f"{name} was acknowledged at {task['acknowledged_at']} UTC"
    if kind == "started" and state != "pending":
        yield f"{name} is {state} since {since}: it can't be started"
    if kind == "done" and state == "blocked":
        yield f"{name} is blocked since {since}: say first that it no longer is (task unblock)"
    if kind == "blocked" and state == "blocked":
        yield f"{name} is blocked since {since}: add a comment"
    if kind == "blocked" and cause not in CAUSES:
        yield f"cause {cause!r} is not known: write one of {', '.join(CAUSES)}"
    if kind == "unblocked" and state != "blocked":
        yield f"nobody said that {name} is blocked" + (
            f": {task['suggested_move']}" if "suggested_move" in task else ""
        )
    if kind == "reassigned" and to is not None and to["person_id"] == task["person_id"]:
        yield f"{name} is {task['person_name']}'s already"


def _of_others(task: Row, person: Row) -> Iterator[str]:
    """Only whose a task is can say that they have heard of it, or begin."""
    name, whose = task["instance_id"], task["person_name"] or task["person_id"]
    if whose is None:
        yield f"{name} is nobody's: give it to somebody first (task reassign --to)"
    elif task["person_id"] != person["person_id"]:
        yield f"{name} is {whose}'s: they say so themselves, or it is given to somebody else first (task reassign)"


def _shown(home: Home, evidence: Path) -> dict[str, str]:
    """A file that shows the work: its name, and what it held when it was shown."""
    try:
        with evidence.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SayError(f"{evidence.name} can't be read ({error.strerror}): name a file that is there") from error
    path = evidence.resolve()
    inside = path.is_relative_to(home.root)
    return {"evidence": home.relative(path) if inside else path.name, "evidence_digest": digest}


def _short(name: str) -> str:
    """The end of an id, without what it is about."""
    return name.rsplit("/", 1)[-1]


def _name(row: Row) -> str:
    return str(row["person_name"]).casefold()
