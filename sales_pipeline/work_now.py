"""How the work of a week stands now, to be looked at by a command: its tasks by id, and the people.

A look takes no lock of the home: it asks the same tables that a run makes, from the files as the last run took them in.
What a person says about a task is checked in work_say.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sales_pipeline import meant
from sales_pipeline.company import Company
from sales_pipeline.home import Home
from sales_pipeline.lake import Lake
from sales_pipeline.weeks import Weeks

_TABLES = ("task_states", "task_courses", "blockers", "task_assignments", "escalations")
# of tables beside the states: what these say better
_OWN = ("week", "person_id", "person_name")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Work:
    """The tasks of a week as they stand, by id, and the people."""

    week: date
    tasks: dict[str, Row]
    people: dict[str, Row]

    def task(self, text: str, person: str | None = None) -> Row:
        """The task of an id, or of a part of it that only one has; among several, the one of that person."""
        own = [name for name, row in self.tasks.items() if person and row["person_id"] == person]
        what, elsewhere = f"task of week {self.week}", "`sales-pipeline task list` shows what is owed"
        return self.tasks[meant.one_of(text, sorted(self.tasks), what, elsewhere, own)]

    def person(self, text: str, on: date) -> Row:
        """Who is meant by an id or a name, employed on a day."""
        return meant.person(text, self.people, on)


def look(home: Home, company: Company, week: date | None = None, weeks: Weeks | None = None) -> Work:
    """How work stands now; NotMadeError where no week was made yet. `weeks`: those of an earlier look."""
    lake = Lake(home.lake)
    chosen = meant.week_made(lake, "task_queue", week)
    frames = _frames(home, company, chosen, weeks)
    tasks: dict[str, dict[str, Any]] = {}
    for row in frames["task_states"].to_pylist():
        tasks[row["instance_id"]] = row
    for name in ("task_courses", "blockers", "task_assignments"):
        for row in frames[name].to_pylist():
            tasks[row["instance_id"]] |= {key: value for key, value in row.items() if key not in _OWN}
    return Work(chosen, dict(tasks), meant.people(lake))


def _frames(home: Home, company: Company, week: date, weeks: Weeks | None) -> Any:
    """The tables as they stand now; made once more where a run that began meanwhile has swept what lay aside."""
    seen = weeks or Weeks(home, company, taken_in=True)
    seen.look_at_work()
    try:
        return seen.frames(_TABLES, week)
    except FileNotFoundError:
        return Weeks(home, company, taken_in=True).frames(_TABLES, week)
