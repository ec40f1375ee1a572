"""Whom a task goes to next: up the managers who are there, each person once, the CRO at that level alone."""

from datetime import date
from typing import Any

import pytest

from sales_pipeline.execution.roster import Roster

DAY = date(2026, 11, 16)


def person(id: str, role: str, manager: str | None, left: date | None = None) -> dict[str, Any]:
    return {
        "person_id": id, "person_name": id.title(), "role": role, "manager_id": manager, "hired_on": None,
        "left_on": left,
    }  # fmt: skip


PEOPLE = [
    person("ann", "representative", "mia"), person("bob", "representative", "max"), person("mia", "manager", "rex"),
    person("max", "manager", "rex", date(2026, 11, 13)), person("rex", "regional_vp", "cro"),
    person("oda", "sales_operations", "cro"), person("cro", "cro", None), person("a", "representative", "b"),
    person("b", "manager", "a", date(2026, 1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("assignee", "beside", "role", "way"),
    [
        ("ann", None, None, [("assignee", "ann"), ("manager", "mia"), ("director", "rex"), ("cro", "cro")]),
        # the manager has left: the next above
        ("bob", None, None, [("assignee", "bob"), ("manager", "rex"), ("cro", "cro")]),
        ("oda", None, None, [("assignee", "oda"), ("cro", "cro")]),
        ("cro", None, None, [("assignee", "cro")]),
        (None, "ann", None, [("manager", "mia"), ("director", "rex"), ("cro", "cro")]),
        (None, None, "manager", [("manager", "mia"), ("director", "rex"), ("cro", "cro")]),
        (None, None, "finance", [("cro", "cro")]),
        ("stranger", None, None, [("cro", "cro")]),
        # people.csv makes two people each other's manager
        ("a", None, None, [("assignee", "a"), ("cro", "cro")]),
    ],
)
def test_the_way_up(assignee: str | None, beside: str | None, role: str | None, way: list[tuple[str, str]]) -> None:
    """C6, I3."""
    found = Roster(PEOPLE, DAY).way_up(assignee, beside, role)
    assert [(step.level, step.person["person_id"]) for step in found if step.person] == way
