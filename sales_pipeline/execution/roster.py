"""Who is there, and who stands above whom: whom a blocked or late task goes to next."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sales_pipeline.execution.moments import Row

HIGHEST = "cro"


class Step(NamedTuple):
    """A level and who is there; nobody where the place is empty."""

    level: str
    person: Row | None


class Roster:
    """The people of a week by id."""

    def __init__(self, people: list[Row], on: date) -> None:
        self.people = {row["person_id"]: row for row in people}
        self._on = on

    def is_there(self, person: str | None) -> bool:
        """Whether somebody is employed that day."""
        row = self.people.get(person or "")
        if row is None:
            return False
        return (row["hired_on"] is None or row["hired_on"] <= self._on) and (
            row["left_on"] is None or row["left_on"] >= self._on
        )

    def holder(self, role: str | None) -> Row | None:
        """Who holds a role: of several the first by id."""
        held = (row for name, row in sorted(self.people.items()) if row["role"] == role and self.is_there(name))
        return next(held, None)

    def above(self, person: str | None) -> Row | None:
        """The nearest manager of somebody who is there."""
        seen: set[str] = set()
        row = self.people.get(person or "")
        while row is not None and row["manager_id"] not in seen:
            found = self.people.get(row["manager_id"] or "")
            if found is None or self.is_there(found["person_id"]):
                return found
            seen.add(row["manager_id"])
            row = found
        return None

    def way_up(self, assignee: str | None, beside: str | None, role: str | None) -> Iterator[Step]:
        """Assignee, manager, director, CRO, each once; where nobody is assigned it begins above `beside`, whose the
        task is by itself, else with the holder of a role. Who holds the highest role is reached at that level alone."""
        manager = self.above(assignee or beside) or (self.holder(role) if not assignee else None)
        director = self.above(manager["person_id"]) if manager else None
        told: set[str] = set()
        if assignee in self.people:
            told.add(assignee or "")
            yield Step("assignee", self.people[assignee or ""])
        for level, person in (("manager", manager), ("director", director)):
            if person and person["role"] != HIGHEST and person["person_id"] not in told:
                told.add(person["person_id"])
                yield Step(level, person)
        highest = self.holder(HIGHEST)
        if highest is None or highest["person_id"] not in told:
            yield Step(HIGHEST, highest)
