"""Hours of the working day between instants, and the instant so many of them later: the service levels rest on both."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.execution.working_time import WorkingTime

UTC = WorkingTime(ZoneInfo("UTC"), 8, 8)
BERLIN = WorkingTime(ZoneInfo("Europe/Berlin"), 8, 8)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-16 09:00", "2", "2026-11-16 11:00"),
        ("2026-11-16 00:00", "2", "2026-11-16 10:00"),
        ("2026-11-16 08:00", "8", "2026-11-16 16:00"),
        ("2026-11-16 15:00", "2", "2026-11-17 09:00"),
        ("2026-11-20 15:00", "4", "2026-11-23 11:00"),
        ("2026-11-21 12:00", "0.5", "2026-11-23 08:30"),
        ("2026-11-16 12:00", "0", "2026-11-16 12:00"),
        ("2026-11-16 12:00", "40", "2026-11-23 12:00"),
    ],
)
def test_hours_go_on_over_nights_and_weekends(start: str, hours: str, end: str) -> None:
    """C6, I3: what is blocked on Friday afternoon reaches the manager on Monday."""
    begin = datetime.fromisoformat(start)
    assert UTC.after(begin, Decimal(hours)) == datetime.fromisoformat(end)
    assert UTC.hours(begin, datetime.fromisoformat(end)) == Decimal(hours)


def test_the_working_day_is_the_company_s_on_both_sides_of_a_change_of_clocks() -> None:
    """Clocks go back in Berlin on Sunday 25 October: eight o'clock is another instant."""
    friday = datetime(2026, 10, 23, 13)
    assert BERLIN.after(friday, 2) == datetime(2026, 10, 26, 8)
    assert BERLIN.hours(friday, datetime(2026, 10, 26, 8)) == 2


@given(st.integers(0, 365 * 96), st.integers(1, 400))
def test_one_is_the_other_backwards(begin: int, quarters: int) -> None:
    start, hours = datetime(2026, 1, 1) + timedelta(minutes=15 * begin), Decimal(quarters) / 4
    end = UTC.after(start, hours)
    assert UTC.hours(start, end) == hours
    assert UTC.hours(start, end - timedelta(minutes=15)) == hours - Decimal("0.25")
