"""As of when a week's work stands: now while it runs; later its end, or what people said of it last."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sales_pipeline import event_log
from sales_pipeline.home import CLOCK_VARIABLE, Home
from sales_pipeline.work_facts import WorkFacts
from sales_pipeline_tests import tiny_home

WEEK = date(2026, 1, 5)
# Monday 00:00 in Berlin
END = datetime(2026, 1, 11, 23)
LATER, LATEST = datetime(2026, 3, 2, 9), datetime(2026, 3, 3, 9)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv(CLOCK_VARIABLE, "2027-06-01T09:00:00Z")
    return tiny_home.make(tmp_path / "home")


def as_of(home: Home) -> datetime:
    [clock] = WorkFacts(home, tiny_home.weeks_of(home).company).tables(WEEK)["work_clock"].to_pylist()
    found: datetime = clock["as_of_at"]
    return found


def told(home: Home, kind: str, person: str, at: datetime) -> None:
    event_log.append(home, kind, "week", person, {"week": WEEK.isoformat()}, at.replace(tzinfo=UTC))


def test_a_week_that_runs_stands_as_of_now(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CLOCK_VARIABLE, "2026-01-07T09:30:00Z")
    assert as_of(home) == datetime(2026, 1, 7, 9, 30)


@pytest.mark.parametrize("kind", ["published", "assigned", "escalated", "delivered"])
def test_no_look_at_a_week_that_is_over_makes_anything_late(home: Home, kind: str) -> None:
    told(home, kind, event_log.SYSTEM, LATER)
    assert as_of(home) == END


def test_what_people_say_of_it_later_counts(home: Home) -> None:
    told(home, "done", "ann", LATER)
    told(home, "published", event_log.SYSTEM, LATEST)
    assert as_of(home) == LATER
