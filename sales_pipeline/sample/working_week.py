"""A working week in minutes: 0 is Monday 8:00 on the company's clock, each of five days has 540, up to 17:00."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sales_pipeline.sample.days import TIME_ZONE

DAY = 540
END = 5 * DAY
_FIRST_HOUR = 8


def minute(day: int, hour: int) -> int:
    """The minute of an hour of a day; 0 is Monday."""
    return day * DAY + (hour - _FIRST_HOUR) * 60


def instant(week: date, minute: int) -> datetime:
    """The moment in UTC; what lies past the end of a day is the next morning."""
    days, rest = divmod(minute, DAY)
    local = _start(week + timedelta(days=days)) + timedelta(minutes=rest)
    return local.replace(tzinfo=ZoneInfo(TIME_ZONE)).astimezone(UTC)


def minute_of(week: date, at: datetime) -> int:
    """The minute of a moment; negative before the week's work begins."""
    local = at.astimezone(ZoneInfo(TIME_ZONE)).replace(tzinfo=None)
    days = (local.date() - week).days
    inside = (local - _start(local.date())) // timedelta(minutes=1)
    return days * DAY + min(max(inside, 0), DAY) if days >= 0 else -1


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, _FIRST_HOUR)


def present(week: date, absences: Iterable[tuple[date, date]]) -> tuple[int, int]:
    """The first stretch of the week in which somebody is there, from and until; (0, 0) for a week away."""
    away = {day for first, last in absences for day in range((first - week).days, (last - week).days + 1)}
    there = [day for day in range(5) if day not in away]
    if not there:
        return 0, 0
    first = last = there[0]
    while last + 1 in there:
        last += 1
    return first * DAY, (last + 1) * DAY
