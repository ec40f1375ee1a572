"""A time zone as calendars read it: each change of its clocks in the years around a meeting, by its own rule.

Written from the zone itself, since the library's own way has clocks that go forward do so an hour late.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_SECOND = timedelta(seconds=1)


def vtimezone(zone: ZoneInfo, year: int) -> Timezone:
    """The zone from the year before to the year after."""
    first, last = datetime(year - 1, 1, 1, tzinfo=UTC), datetime(year + 2, 1, 1, tzinfo=UTC)
    made = Timezone()
    made.add("TZID", zone.key)
    offset = _offset(first, zone)
    made.add_component(_observance(first, offset, zone))
    for at in changes(zone, first, last):
        made.add_component(_observance(at, offset, zone))
        offset = _offset(at, zone)
    return made


def changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The instants between two at which its clocks change."""
    step, at = timedelta(days=1), first
    while at < last:
        if _offset(at, zone) != _offset(at + step, zone):
            yield _change(zone, at, at + step)
        at += step


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second with the new offset."""
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        before, after = (middle, after) if _offset(middle, zone) == _offset(before, zone) else (before, middle)
    return after


def _observance(at: datetime, offset: timedelta, zone: ZoneInfo) -> TimezoneDaylight | TimezoneStandard:
    """The rule from an instant on. Its start is told on the clock as it went until then."""
    there = at.astimezone(zone)
    made = TimezoneDaylight() if there.dst() else TimezoneStandard()
    made.add("DTSTART", (at + offset).replace(tzinfo=None))
    made.add("TZOFFSETFROM", offset)
    made.add("TZOFFSETTO", _offset(at, zone))
    made.add("TZNAME", there.tzname() or zone.key)
    return made


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
