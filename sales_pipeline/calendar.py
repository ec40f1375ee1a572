"""Weeks and fiscal periods. SQL reads them as tables; no other module does date arithmetic on periods.

A period is named `FY2026-Q3` (fiscal year by the calendar year in which it ends) or `2026-10`.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from sales_pipeline.company import Company, Fiscal

WEEK = timedelta(days=7)
PERIODS_A_YEAR = {"quarter": 4, "month": 12}
_WEEKS_OF_MONTHS = {"4-4-5": (4, 4, 5), "4-5-4": (4, 5, 4), "5-4-4": (5, 4, 4)}


@dataclass(frozen=True, order=True)
class Period:
    """A fiscal quarter or month: its first day, the day after its last, and which month of its quarter it is."""

    start: date
    end: date
    id: str
    label: str
    slot: int

    def weeks_left(self, week: date) -> int:
        """Whole weeks from `week` to the day after the period's end."""
        return (self.end - week).days // 7


def monday_at_or_before(day: date) -> date:
    return day - timedelta(days=day.weekday())


def monday_at_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def instant(day: date, zone: ZoneInfo) -> datetime:
    """Midnight of a day in the company's zone, as a naive UTC timestamp (the form tables use)."""
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _year_start(year: int, fiscal: Fiscal) -> date:
    """First day of the fiscal year that starts in a calendar year; of whole weeks: the nearest Monday."""
    first = date(year, fiscal.start_month, 1)
    if fiscal.pattern == "calendar":
        return first
    before = monday_at_or_before(first)
    return before if (first - before).days <= 3 else before + WEEK


def _month_starts(year: int, fiscal: Fiscal) -> list[date]:
    start = _year_start(year, fiscal)
    if fiscal.pattern == "calendar":
        return [_add_months(start, month) for month in range(12)]
    weeks = _WEEKS_OF_MONTHS[fiscal.pattern] * 4
    # a 53rd week lengthens the last month: the next year starts where it starts
    return [start + WEEK * sum(weeks[:month]) for month in range(12)]


def _name(fiscal: Fiscal, start: date, fiscal_year: int, index: int) -> tuple[str, str]:
    if fiscal.period == "quarter":
        return f"FY{fiscal_year}-Q{index + 1}", f"Q{index + 1} FY{fiscal_year % 100:02d}"
    month = start if fiscal.pattern == "calendar" else start + timedelta(days=14)
    return f"{month:%Y-%m}", f"{month:%b %Y}"


@cache
def periods(fiscal: Fiscal, first_year: int, last_year: int) -> tuple[Period, ...]:
    """All periods of the fiscal years that start in the given calendar years, in order."""
    step = 3 if fiscal.period == "quarter" else 1
    starts: list[tuple[date, int, int]] = []
    for year in range(first_year, last_year + 2):
        fiscal_year = year if fiscal.start_month == 1 else year + 1
        months = _month_starts(year, fiscal)[::step]
        starts += [(start, fiscal_year, index) for index, start in enumerate(months)]
    return tuple(
        # quarters are all alike; a month's place in its quarter tells how busy it is
        Period(start, following[0], *_name(fiscal, start, fiscal_year, index), index % 3 + 1 if step == 1 else 1)
        for (start, fiscal_year, index), following in pairwise(starts)
        if start < _year_start(last_year + 1, fiscal)
    )


def period_at(company: Company, day: date, offset: int = 0) -> Period:
    """The period that holds a day, or the one `offset` periods away."""
    years = 2 + abs(offset)
    known = periods(company.fiscal, day.year - years, day.year + years)
    return known[bisect_right([p.start for p in known], day) - 1 + offset]


def weeks(first: date, last: date) -> list[date]:
    """Every Monday from first to last."""
    return [first + WEEK * n for n in range((last - first).days // 7 + 1)]
