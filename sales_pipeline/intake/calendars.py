"""A person's calendar (.ics) as stretches of absence: every event in it, each time it recurs, is time away.

Events that are cancelled or marked as free (TRANSPARENT) are none. A time without a zone is the person's own clock's.
A file that is no calendar is refused; an event that can't be read is set aside, with the line it begins in.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.files import unreadable
from sales_pipeline.intake.text_rows import Fault

# a rule without an end goes on for ever; nobody plans absences so far ahead
_BEFORE, _AFTER = timedelta(days=366), timedelta(days=366 * 15)
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_SHOWN = 200
# what the two libraries raise over values that no calendar should hold
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, IndexError)
Span = tuple[date, date]
Event = Any


@dataclass(frozen=True)
class Stay:
    """One time away, UTC, and the line its event begins in."""

    starts_at: datetime
    ends_at: datetime
    note: str | None
    line: int


@dataclass
class Found:
    """What a calendar says: times away, events that can't be used, lines of events that are no absence."""

    stays: list[Stay]
    faults: list[Fault]
    idle: list[int] = field(default_factory=list)


def span(first_week: date) -> Span:
    """The days in which what recurs is looked for."""
    return first_week - _BEFORE, first_week + _AFTER


def stranger(person: str) -> Fault:
    return Fault(1, person, "is no person of people: name the file after the person's id")


def read(path: Path, name: str, zone: ZoneInfo, days: Span) -> Found:
    """The times away that a file tells; InputError when it is no calendar."""
    try:
        content = path.read_bytes()
        calendar = icalendar.Calendar.from_ical(content)
    except OSError as error:
        raise unreadable(name, error) from error
    except _UNREADABLE as error:
        why = " ".join(str(error).split())[:80]
        raise InputError(f"{name} is no calendar ({why}): export it again as .ics, or take it away") from error
    text = content.decode("utf-8", "replace").splitlines()
    lines = [number for number, line in enumerate(text, 1) if line.strip().upper() == "BEGIN:VEVENT"]
    found = Found([], [])
    for group in _groups(list(zip(lines, calendar.walk("VEVENT"), strict=True)), found):
        _add(found, calendar, group, zone, days)
    found.stays.sort(key=lambda stay: (stay.line, stay.starts_at))
    return found


def _groups(events: list[tuple[int, Event]], found: Found) -> list[list[tuple[int, Event]]]:
    """Events that can be read, those of one id together: a series and its changed dates."""
    groups: dict[str, list[tuple[int, Event]]] = defaultdict(list)
    for line, event in events:
        why = _fault(event)
        if why:
            found.faults.append(Fault(line, str(event.get("SUMMARY", ""))[:_SHOWN], why))
        else:
            groups[str(event.get("UID", "")) or f"line {line}"].append((line, event))
    return list(groups.values())


def _fault(event: Event) -> str | None:
    """Why an event can't be used."""
    if event.errors:
        return f"{event.errors[0][0]} can't be read"
    if "DTSTART" not in event:
        return "has no DTSTART"
    rule = event.get("RRULE")
    if isinstance(rule, list):
        return "has several RRULE"
    if rule and str(rule.get("FREQ", [""])[0]).upper() in _TOO_OFTEN:
        return "recurs more often than daily"
    start, end = event.decoded("DTSTART"), event.decoded("DTEND", None)
    is_backwards = type(end) is type(start) and _bare(end) < _bare(start)
    return "ends before it starts" if is_backwards else None


def _bare(value: Any) -> Any:
    """What can be compared whatever zone it has: a day, or an instant."""
    return _utc(value, ZoneInfo("UTC")) if isinstance(value, datetime) else value


def _add(found: Found, calendar: Any, group: list[tuple[int, Event]], zone: ZoneInfo, days: Span) -> None:
    line, event = group[0]
    single = icalendar.Calendar()
    for part in [*calendar.walk("VTIMEZONE"), *(event for _, event in group)]:
        single.add_component(part)
    try:
        times = recurring_ical_events.of(single).between(*days)
        stays = [_stay(each, line, zone) for each in times if not _is_idle(each)]
    except _UNREADABLE as error:
        why = f"can't be placed in a calendar ({' '.join(str(error).split())[:80]})"
        found.faults += [Fault(number, str(each.get("SUMMARY", ""))[:_SHOWN], why) for number, each in group]
        return
    if any(stay.ends_at <= stay.starts_at for stay in stays):
        said = str(event.get("SUMMARY", ""))[:_SHOWN]
        found.faults += [Fault(number, said, "ends before it starts, or has no end") for number, _ in group]
        return
    # one series may have two changed dates that begin together
    found.stays += {stay.starts_at: stay for stay in sorted(stays, key=lambda stay: stay.ends_at)}.values()
    found.idle += [number for number, _ in group]


def _is_idle(event: Event) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED" or str(event.get("TRANSP", "")).upper() == "TRANSPARENT"


def _stay(event: Event, line: int, zone: ZoneInfo) -> Stay:
    start = event.decoded("DTSTART")
    end = event.decoded("DTEND") if "DTEND" in event else start
    if not isinstance(start, datetime) and end == start:
        end = start + timedelta(days=1)
    return Stay(_utc(start, zone), _utc(end, zone), str(event.get("SUMMARY", ""))[:_SHOWN] or None, line)


def _utc(value: date | datetime, zone: ZoneInfo) -> datetime:
    """As tables have it; whole days and times without a zone are the person's."""
    at = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC).replace(tzinfo=None)
