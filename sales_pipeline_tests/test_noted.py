"""What the system notes of work: to whom a task was given, and who had to hear of it; each once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from sales_pipeline import event_log, noted
from sales_pipeline.home import Home

WEEK = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


class FakeWeeks:
    """The two tables that are read, and how often the log was looked at again."""

    def __init__(self, home: Home, states: list[dict[str, Any]], reached: list[dict[str, Any]]) -> None:
        self.home, self.looks = home, 0
        self.rows = {"task_states": pa.Table.from_pylist(states), "escalations": pa.Table.from_pylist(reached)}

    def frames(self, names: tuple[str, ...], week: date) -> dict[str, pa.Table]:
        return {name: self.rows[name] for name in names}

    def look_at_work(self) -> None:
        self.looks += 1


def state(instance: str, person: str | None, said: str = "pending") -> dict[str, Any]:
    return {"instance_id": instance, "person_id": person, "state": said, "effort_hours": Decimal("1.50")}


def reached(instance: str, level: str, *, is_digest: bool = False) -> dict[str, Any]:
    return {
        "instance_id": instance, "level": level, "reason": "late", "person_id": "boss", "is_digest": is_digest,
    }  # fmt: skip


@pytest.fixture
def home(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("SALES_PIPELINE_NOW", NOW.isoformat())
    return Home(tmp_path)


def told(home: Home) -> list[tuple[str, str, Any]]:
    return [(e.kind, e.subject, e.details.get("to_person_id")) for e in event_log.read(home)]


def test_a_task_is_noted_as_given_once_and_again_when_it_is_another_s(home: Home) -> None:
    """X5: whose a task is, is a fact of the log; nobody's and done ones are not."""
    weeks = FakeWeeks(home, [state("a", "ann"), state("b", None), state("c", "cy", "completed")], [])
    weeks.rows["escalations"] = pa.Table.from_pylist([], schema=pa.schema([("instance_id", pa.string())]))
    assert [noted.note(weeks, WEEK), noted.note(weeks, WEEK)] == [1, 0]  # type: ignore[arg-type]
    assert weeks.looks == 1
    weeks.rows["task_states"] = pa.Table.from_pylist([state("a", "bo")])
    assert noted.note(weeks, WEEK) == 1  # type: ignore[arg-type]
    assert told(home) == [("assigned", "a", "ann"), ("assigned", "a", "bo")]
    assert {e.details["week"] for e in event_log.read(home)} == {"2026-11-16"}


def test_what_a_person_gave_away_is_not_given_again(home: Home) -> None:
    event_log.append(home, "reassigned", "a", "boss", {"week": str(WEEK), "to_person_id": "ann"}, NOW)
    weeks = FakeWeeks(home, [state("a", "ann")], [reached("x", "manager", is_digest=True)])
    assert noted.note(weeks, WEEK) == 0  # type: ignore[arg-type]


def test_each_level_that_was_reached_is_noted_once(home: Home) -> None:
    """C6: a row that only counts others is no event."""
    rows = [reached("a", "manager"), reached("a", "director"), reached("digest/boss", "cro", is_digest=True)]
    weeks = FakeWeeks(home, [state("a", None)], rows)
    assert [noted.note(weeks, WEEK), noted.note(weeks, WEEK)] == [2, 0]  # type: ignore[arg-type]
    found = [(e.subject, e.details["outcome"], e.details["cause"]) for e in event_log.read(home)]
    assert found == [("a", "manager", "late"), ("a", "director", "late")]
