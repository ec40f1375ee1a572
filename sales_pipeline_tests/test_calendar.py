"""Fiscal periods tile time, whatever the pattern, and a week's instant is midnight in the company's zone."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.calendar import (
    WEEK,
    instant,
    monday_at_or_after,
    monday_at_or_before,
    period_at,
    periods,
    weeks,
)
from sales_pipeline.company import Company, Fiscal

FISCALS = st.builds(
    Fiscal,
    start_month=st.integers(1, 12),
    period=st.sampled_from(["quarter", "month"]),
    pattern=st.sampled_from(["calendar", "4-4-5", "4-5-4", "5-4-4"]),
)
WEEK_FISCALS = FISCALS.filter(lambda fiscal: fiscal.pattern != "calendar")
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def company(fiscal: Fiscal) -> Company:
    return Company(name="Any", currency="USD", first_week=date(2020, 1, 6), fiscal=fiscal)


@given(FISCALS, st.integers(2000, 2050), st.integers(0, 12))
def test_periods_tile_time(fiscal: Fiscal, first_year: int, more: int) -> None:
    made = periods(fiscal, first_year, first_year + more)
    assert len(made) == (more + 1) * (4 if fiscal.period == "quarter" else 12)
    assert all(one.end == other.start for one, other in pairwise(made))
    assert len({period.id for period in made}) == len({period.label for period in made}) == len(made)


@given(FISCALS, DAYS, st.integers(-14, 14))
def test_period_at_is_the_inverse_of_periods(fiscal: Fiscal, day: date, offset: int) -> None:
    here = period_at(company(fiscal), day)
    assert here.start <= day < here.end
    there = period_at(company(fiscal), day, offset)
    assert period_at(company(fiscal), there.start, -offset) == here
    assert period_at(company(fiscal), there.end - timedelta(days=1), -offset) == here


@given(WEEK_FISCALS, st.integers(2000, 2050))
def test_years_of_whole_weeks_start_on_the_monday_nearest_to_their_month(fiscal: Fiscal, year: int) -> None:
    made = periods(fiscal, year, year)
    assert {period.start.weekday() for period in made} == {0}
    assert abs((made[0].start - date(year, fiscal.start_month, 1)).days) <= 3


@given(WEEK_FISCALS, st.integers(2000, 2050))
def test_a_year_of_whole_weeks_has_52_or_53_and_the_last_month_takes_the_53rd(fiscal: Fiscal, year: int) -> None:
    made = periods(fiscal, year, year)
    lengths = [(period.end - period.start).days // 7 for period in made]
    assert sum(lengths) in (52, 53)
    pattern = [int(count) for count in fiscal.pattern.split("-")] * 4
    usual = pattern if fiscal.period == "month" else [13] * 4
    assert lengths[:-1] == usual[:-1]
    assert lengths[-1] - usual[-1] == sum(lengths) - 52


def test_a_53_week_year_comes_every_five_or_six_years() -> None:
    fiscal = Fiscal(pattern="4-4-5")
    long = [
        year for year in range(2000, 2050) if sum((p.end - p.start).days for p in periods(fiscal, year, year)) == 53 * 7
    ]
    assert {later - earlier for earlier, later in pairwise(long)} == {5, 6}


@given(FISCALS, DAYS)
def test_weeks_left_count_down_by_one_to_0_or_1(fiscal: Fiscal, day: date) -> None:
    period = period_at(company(fiscal), day)
    mondays = weeks(monday_at_or_after(period.start), monday_at_or_before(period.end - timedelta(days=1)))
    left = [period.weeks_left(monday) for monday in mondays]
    # a period that ends with a Sunday has one week left on its last Monday, else less than one
    assert left == list(range(left[0], 0 if period.end.weekday() == 0 else -1, -1))


def test_calendar_quarters_run_from_13_or_12_down() -> None:
    found = set()
    for period in periods(Fiscal(), 2000, 2059):
        mondays = weeks(monday_at_or_after(period.start), period.end - timedelta(days=1))
        found.add((period.weeks_left(mondays[0]), period.weeks_left(mondays[-1])))
    assert found == {(13, 0), (13, 1), (12, 0), (12, 1)}


@pytest.mark.parametrize(
    ("fiscal", "day", "name", "label"),
    [
        (Fiscal(), date(2026, 8, 3), "FY2026-Q3", "Q3 FY26"),
        (Fiscal(start_month=2), date(2026, 1, 31), "FY2026-Q4", "Q4 FY26"),
        (Fiscal(start_month=2), date(2026, 2, 1), "FY2027-Q1", "Q1 FY27"),
        (Fiscal(period="month"), date(2026, 10, 31), "2026-10", "Oct 2026"),
        (Fiscal(start_month=7, period="month"), date(2026, 7, 1), "2026-07", "Jul 2026"),
        # the year of whole weeks that starts on 29 December 2025 is 2026's
        (Fiscal(pattern="4-4-5"), date(2025, 12, 29), "FY2026-Q1", "Q1 FY26"),
        (Fiscal(pattern="4-4-5", period="month"), date(2025, 12, 29), "2026-01", "Jan 2026"),
        (Fiscal(pattern="4-4-5"), date(2025, 12, 28), "FY2025-Q4", "Q4 FY25"),
    ],
)
def test_periods_are_named_by_the_year_in_which_the_fiscal_year_ends(
    fiscal: Fiscal, day: date, name: str, label: str
) -> None:
    period = period_at(company(fiscal), day)
    assert (period.id, period.label) == (name, label)


@given(DAYS)
def test_mondays_on_either_side_of_a_day(day: date) -> None:
    before, after = monday_at_or_before(day), monday_at_or_after(day)
    assert before.weekday() == after.weekday() == 0
    assert before <= day <= after
    assert after - before == (timedelta(0) if day.weekday() == 0 else WEEK)


def test_weeks_lists_both_ends_and_nothing_backwards() -> None:
    assert weeks(date(2026, 1, 5), date(2026, 1, 19)) == [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)]
    assert weeks(date(2026, 1, 5), date(2026, 1, 5)) == [date(2026, 1, 5)]
    assert weeks(date(2026, 1, 12), date(2026, 1, 5)) == []


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        ("UTC", date(2026, 3, 30), datetime(2026, 3, 30, 0)),
        ("Europe/Berlin", date(2026, 3, 23), datetime(2026, 3, 22, 23)),
        ("Europe/Berlin", date(2026, 3, 30), datetime(2026, 3, 29, 22)),
        ("America/New_York", date(2026, 11, 2), datetime(2026, 11, 2, 5)),
        ("America/New_York", date(2026, 10, 26), datetime(2026, 10, 26, 4)),
        ("Asia/Kolkata", date(2026, 1, 5), datetime(2026, 1, 4, 18, 30)),
        ("Pacific/Kiritimati", date(2026, 1, 5), datetime(2026, 1, 4, 10)),
    ],
)
def test_an_instant_is_midnight_in_the_companys_zone(zone: str, day: date, utc: datetime) -> None:
    assert instant(day, ZoneInfo(zone)) == utc


@given(st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago"]), DAYS)
def test_instants_keep_the_order_of_days(zone: str, day: date) -> None:
    here, next_day = instant(day, ZoneInfo(zone)), instant(day + timedelta(days=1), ZoneInfo(zone))
    assert timedelta(hours=23) <= next_day - here <= timedelta(hours=25)
    assert here.tzinfo is None
    assert here.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date() == day
