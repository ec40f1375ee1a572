"""A working week in minutes: 0 is Monday 8:00 on the company's clock, each of five days has 540, up to 17:00."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sales_pipeline.sample.days import TIME_ZONE

DAY = 540
END = 5 * DAY
_START = time(8)


def minute(day: int, hour: int) -> int:
    """The minute of an hour of a day; 0 is Monday."""
    return day * DAY + (hour - _START.hour) * 60


def instant(week: date, minute: int) -> datetime:
    """The moment in UTC; what lies past the end of a day is the next morning."""
    days, rest = divmod(minute, DAY)
    local = datetime.combine(week + timedelta(days=days), _START, ZoneInfo(TIME_ZONE)) + timedelta(minutes=rest)
    return local.astimezone(UTC)


def minute_of(week: date, at: datetime) -> int:
    """The minute of a moment; negative before the week's work begins."""
    local = at.astimezone(ZoneInfo(TIME_ZONE)).replace(tzinfo=None)
    days = (local.date() - week).days
    inside = (local - datetime.combine(local.date(), _START)) // timedelta(minutes=1)
    return days * DAY + min(max(inside, 0), DAY) if days >= 0 else -1


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
