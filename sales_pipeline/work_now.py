"""How the work of a week stands now, to be looked at by a command: its tasks by id, and the people.

A look takes no lock of the home: it asks the same tables that a run makes, from the files as the last run took them in.
What a person says about a task is checked in work_say.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from sales_pipeline.company import Company
from sales_pipeline.home import Home
from sales_pipeline.lake import Lake
from sales_pipeline.weeks import Weeks

_TABLES = ("task_states", "task_courses", "blockers", "task_assignments", "escalations")
# of tables beside the states: what these say better
_OWN = ("week", "person_id", "person_name")
_SHOWN = 5
Row = Mapping[str, Any]


class UnknownError(Exception):
    """A task, person or week that nobody knows; the message says what is wrong and what to do."""


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
            raise UnknownError(f"{text!r} may be {', '.join(found[:_SHOWN])}{more}: write more of the id")
        near = get_close_matches(text, [*self.tasks, *{_short(name) for name in self.tasks}], _SHOWN, 0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "`sales-pipeline task list` shows what is owed"
        raise UnknownError(f"{text!r} is no task of week {self.week}: {hint}")

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
            raise UnknownError(f"{text!r} is {'several people' if found else 'nobody'} in reference/people.csv: {hint}")
        [row] = found
        if row["hired_on"] and row["hired_on"] > on:
            raise UnknownError(f"{row['person_name']} is employed from {row['hired_on']} on, not on {on}")
        if row["left_on"] and row["left_on"] < on:
            raise UnknownError(f"{row['person_name']} left on {row['left_on']}: name somebody who is there")
        return row


def look(home: Home, company: Company, week: date | None = None, weeks: Weeks | None = None) -> Work:
    """How work stands now; UnknownError where no week was made yet. `weeks`: those of an earlier look."""
    lake = Lake(home.lake)
    made = lake.weeks("task_queue")
    if not made or (week and week not in made):
        shown = f"week {week} was not made yet" if week else "no week was made yet"
        raise UnknownError(f"{shown}: run it first (sales-pipeline run{f' --week {week}' if week else ''})")
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


def _frames(home: Home, company: Company, week: date, weeks: Weeks | None) -> Any:
    """The tables as they stand now; made once more where a run that began meanwhile has swept what lay aside."""
    seen = weeks or Weeks(home, company, taken_in=True)
    seen.look_at_work()
    try:
        return seen.frames(_TABLES, week)
    except FileNotFoundError:
        return Weeks(home, company, taken_in=True).frames(_TABLES, week)


def _short(name: str) -> str:
    """The end of an id, without what it is about."""
    return name.rsplit("/", 1)[-1]


def _name(row: Row) -> str:
    return str(row["person_name"]).casefold()
