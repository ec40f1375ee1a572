"""Days as whole numbers (ordinals), with what the sample asks of them looked up, never computed twice.

Here are also the sample's fixed points: when its history starts and the Monday at which it stands.
"""

from datetime import date
from functools import cache

from sales_pipeline.calendar import Period, periods
from sales_pipeline.company import Fiscal

BEFORE_HISTORY = date(2023, 7, 3).toordinal()
HISTORY_START = date(2024, 1, 1).toordinal()
NOW = date(2026, 11, 16).toordinal()
FIRST_WEEK = date(2024, 1, 8)
TIME_ZONE = "America/New_York"
PAST_QUARTERS_WITH_CALLS = 8
WEEKS_WITH_CALLS = tuple(date.fromordinal(NOW - 7 * back) for back in range(5, -1, -1))

_FIRST = date(2021, 1, 1).toordinal()
_LAST = date(2032, 12, 31).toordinal()
_ISO = [date.fromordinal(day).isoformat() for day in range(_FIRST, _LAST + 1)]
_MINUTES = [f"T{minute // 60:02d}:{minute % 60:02d}:" for minute in range(24 * 60)]
QUARTERS: tuple[Period, ...] = periods(Fiscal(), 2021, 2032)
_MONTHS: tuple[Period, ...] = periods(Fiscal(period="month"), 2021, 2032)


def _last_days(spans: tuple[Period, ...]) -> list[int]:
    """For every day the last day of its period."""
    return [span.end.toordinal() - 1 for span in spans for _ in range((span.end - span.start).days)]


_MONTH_END = _last_days(_MONTHS)
_QUARTER_END = _last_days(QUARTERS)


def iso(day: int) -> str:
    return _ISO[day - _FIRST]


def instant(day: int, minute: int, second: int = 0) -> str:
    """A moment as Salesforce writes it, in UTC."""
    return f"{_ISO[day - _FIRST]}{_MINUTES[minute]}{second:02d}.000Z"


def month_end(day: int) -> int:
    return _MONTH_END[day - _FIRST]


def quarter_end(day: int) -> int:
    return _QUARTER_END[day - _FIRST]


def weekday(day: int) -> int:
    """0 is Monday."""
    return (day + 6) % 7


def working_day(day: int) -> int:
    """The day, or the Monday after a weekend."""
    return day + max(0, 7 - weekday(day)) % 7 if weekday(day) > 4 else day


def friday(day: int) -> int:
    """The Friday of the day's week, the last working day before the next forecast."""
    return day - weekday(day) + 4


def last_working_day(day: int) -> int:
    """The day, or the Friday before a weekend."""
    return day - max(0, weekday(day) - 4)


@cache
def quarters(first: date, last: date) -> tuple[Period, ...]:
    """The fiscal quarters that start in the given stretch."""
    return tuple(quarter for quarter in QUARTERS if first <= quarter.start <= last)


def quarter_of(day: int) -> Period:
    """The fiscal quarter that holds a day."""
    return next(quarter for quarter in QUARTERS if quarter.start.toordinal() <= day < quarter.end.toordinal())


@cache
def past_call_weeks() -> tuple[date, ...]:
    """Two Mondays of each of the last eight quarters: with as many weeks left as now, and the last one."""
    first = QUARTERS.index(quarter_of(NOW)) - PAST_QUARTERS_WITH_CALLS
    now_left = quarter_of(NOW).weeks_left(date.fromordinal(NOW))
    found = []
    for quarter in QUARTERS[first : first + PAST_QUARTERS_WITH_CALLS]:
        last = quarter.end.toordinal() - 1
        monday = last - weekday(last)
        found += [date.fromordinal(monday - 7 * now_left), date.fromordinal(monday)]
    return tuple(found)
