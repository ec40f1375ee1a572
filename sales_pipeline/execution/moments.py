"""When a rule of the plan comes true: in the week, month or quarter at hand, on the clock of the company.

Moments are the company's wall clock until they are shown; then they are UTC, as all tables have them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
Row = dict[str, Any]


@dataclass(frozen=True)
class Span:
    """The days in which a rule is looked for: its first, and the day after its last."""

    start: date
    stop: date


def moment(row: Row, prefix: str, span: Span, checkpoint: datetime | None = None) -> datetime | None:
    """The moment of a rule of the plan (`when_…` or `due_…`); None for an offset from nothing."""
    kind, at = row[f"{prefix}_kind"], row[f"{prefix}_time"]
    if kind == "offset":
        if checkpoint is None:
            return None
        shifted = checkpoint + timedelta(hours=int(row[f"{prefix}_offset_hours"]))
        return shifted if at is None else _on(shifted.date(), at)
    if kind == "date":
        return _on(row[f"{prefix}_date"], at)
    weekday = int(row[f"{prefix}_weekday_number"])
    if kind == "weekday":
        return _on(_weekday(span.start, weekday), at)
    return _on(_nth(span, weekday, int(row[f"{prefix}_ordinal_number"])), at)


def utc(local: datetime, zone: ZoneInfo) -> datetime:
    """A moment of the company's clock as tables have it."""
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def working_hours(start: datetime, end: datetime, first_hour: int, hours: int) -> float:
    """Hours of working days, Monday to Friday, between two moments of the company's clock."""
    if end <= start:
        return 0.0
    whole = _weekdays(start.date(), end.date()) * hours
    return max(0.0, whole - _worked(start, first_hour, hours) + _worked(end, first_hour, hours))


def _weekdays(first: date, last: date) -> int:
    """Working days from one day to before another."""
    weeks, rest = divmod((last - first).days, 7)
    return weeks * 5 + sum((first + DAY * n).weekday() < 5 for n in range(rest))


def _worked(at: datetime, first_hour: int, hours: int) -> float:
    """Hours of a day's work that lie before a moment of it."""
    if at.weekday() >= 5:
        return 0.0
    return min(float(hours), max(0.0, at.hour + at.minute / 60 - first_hour))


def _on(day: date, at: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(at))


def _weekday(first: date, weekday: int) -> date:
    """The first such day at or after another; Monday is 1."""
    return first + DAY * ((weekday - 1 - first.weekday()) % 7)


def _nth(span: Span, weekday: int, ordinal: int) -> date:
    if ordinal > 0:
        return _weekday(span.start, weekday) + DAY * 7 * (ordinal - 1)
    last = span.stop - DAY
    return last - DAY * ((last.weekday() - (weekday - 1)) % 7)
