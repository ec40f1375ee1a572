"""Nobody is told anything in their quiet hours, wherever they are and whatever clocks do; and not later than needed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales_pipeline.execution.quiet_hours import Quiet, telling_time

NIGHTS = Quiet(20, 7, weekends=True)
# northern and southern changes of clocks, one of half an hour, one at midnight, offsets of quarters
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu"]
MINUTES = st.integers(0, 366 * 24 * 12).map(lambda n: datetime(2026, 1, 1) + timedelta(minutes=5 * n))
HOURS = st.integers(0, 23)


def wall(at: datetime, zone: str) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


@settings(max_examples=150, deadline=None)
@given(MINUTES, st.sampled_from(ZONES), HOURS, HOURS, st.booleans())
def test_the_first_moment_that_is_not_quiet(at: datetime, zone: str, start: int, end: int, weekends: bool) -> None:
    """B1: against looking at the wall's clock every five minutes."""
    quiet = Quiet(start, end, weekends)
    found, looked_at = telling_time(at, ZoneInfo(zone), quiet), at
    while quiet.holds(wall(looked_at, zone)):
        looked_at += timedelta(minutes=5)
    assert found == looked_at


@pytest.mark.parametrize(
    ("at", "zone", "told"),
    [
        # a Wednesday evening in Berlin is the morning after; in New York it is still afternoon
        ("2026-11-18 19:30", "Europe/Berlin", "2026-11-19 06:00"),
        ("2026-11-18 19:30", "America/New_York", "2026-11-18 19:30"),
        # over the weekend on which clocks go back, and over the one on which they go forward
        ("2026-10-23 20:00", "Europe/Berlin", "2026-10-26 06:00"),
        ("2026-03-27 20:00", "Europe/Berlin", "2026-03-30 05:00"),
        # on the minute
        ("2026-11-18 19:00", "Europe/Berlin", "2026-11-19 06:00"),
        ("2026-11-19 06:00", "Europe/Berlin", "2026-11-19 06:00"),
    ],
)
def test_evenings_and_weekends_wait_for_the_morning(at: str, zone: str, told: str) -> None:
    assert str(telling_time(datetime.fromisoformat(at), ZoneInfo(zone), NIGHTS))[:16] == told


def test_the_same_hour_twice_is_never_quiet() -> None:
    at = datetime(2026, 11, 18, 3)
    assert telling_time(at, ZoneInfo("UTC"), Quiet(7, 7, weekends=False)) == at
