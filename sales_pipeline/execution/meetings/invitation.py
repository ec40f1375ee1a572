"""A checkpoint as an invitation for calendars (.ics): one UID for good, a SEQUENCE that rises when it changes or is
cancelled.

Its bytes say nothing of a clock but the instant as of which it was made, so that the same week makes the same file.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, vCalAddress, vText

from sales_pipeline.execution.meetings.meeting import Meeting, Row
from sales_pipeline.execution.meetings.zones import vtimezone
from sales_pipeline.render.text import one_line

MAKER = "-//sales-pipeline//checkpoints//EN"
CANCEL = "CANCEL"
CANCELLED = "It is not held: the plan no longer asks for it, or the deal has moved on."
_UTC = ("UTC", "Etc/UTC")


def invitation(meeting: Meeting, as_of: datetime, sequence: int) -> bytes:
    """The invitation; who has no mail address is named in its text alone."""
    zone, start = meeting.house.zone, meeting.starts
    calendar = Calendar()
    for name, value in (("VERSION", "2.0"), ("PRODID", MAKER), ("METHOD", "REQUEST")):
        calendar.add(name, value)
    if zone.key in _UTC:
        start = start.astimezone(UTC)
    else:
        calendar.add_component(vtimezone(zone, start.year))
    calendar.add_component(_event(meeting, start, as_of, sequence))
    made: bytes = calendar.to_ical()
    return made


def renewed(before: bytes | None, least: int, make: Callable[[int], bytes]) -> bytes:
    """The invitation that stands: the one sent before where nothing changed, else a new one with a higher SEQUENCE."""
    told = None if before is None else _sequence(before)
    if before is None or told is None:
        return make(least)
    if told >= least and _without_stamp(make(told)) == _without_stamp(before):
        return before
    return make(max(told + 1, least))


def cancellation(before: bytes, as_of: datetime) -> bytes | None:
    """What takes an invitation out of calendars again; None where there is nothing to take out: it is over, was
    cancelled already, or is no invitation."""
    try:
        calendar = Calendar.from_ical(before)
        [event] = calendar.walk("VEVENT")
        is_over = event.start.astimezone(UTC) <= as_of.replace(tzinfo=UTC)
        changed = {"DTSTAMP": as_of.replace(tzinfo=UTC, microsecond=0), "SEQUENCE": int(event["SEQUENCE"]) + 1}
    except (ValueError, KeyError, AttributeError):
        return None
    if is_over or calendar.get("METHOD") == CANCEL:
        return None
    _change(calendar, {"METHOD": CANCEL})
    _change(event, {**changed, "STATUS": "CANCELLED", "DESCRIPTION": CANCELLED})
    made: bytes = calendar.to_ical()
    return made


def _change(component: Calendar | Event, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        component.pop(name, None)
        component.add(name, value)


def _event(meeting: Meeting, start: datetime, as_of: datetime, sequence: int) -> Event:
    event = Event()
    event.add("UID", str(uuid5(NAMESPACE_URL, f"sales-pipeline:{meeting.house.company}:{meeting.review['review_id']}")))
    event.add("DTSTAMP", as_of.replace(tzinfo=UTC, microsecond=0))
    event.add("SEQUENCE", sequence)
    event.add("DTSTART", start)
    event.add("DTEND", start + meeting.length)
    event.add("SUMMARY", one_line(meeting.title))
    event.add("DESCRIPTION", _words(meeting))
    event.add("STATUS", "CONFIRMED")
    for name, row, role in _people(meeting):
        event.add(name, _address(row, role), encode=0)
    return event


def _people(meeting: Meeting) -> Iterator[tuple[str, Row, str | None]]:
    """Who invites and who is asked: those who decide must come, the first of them leads; others are welcome."""
    known = [row for row in (*meeting.approvers, *meeting.guests) if row["email"]]
    # at the gate of a deal its owner is a guest of those who decide
    first = known if meeting.is_gate else [*(row for row in meeting.guests if row["email"]), *known]
    organiser = next(iter(first), None)
    if organiser:
        yield "ORGANIZER", organiser, None
    deciding = {row["person_id"] for row in meeting.approvers}
    seen: set[str] = set()
    for row in known:
        if row["person_id"] not in seen:
            role = "OPT-PARTICIPANT" if row["person_id"] not in deciding else "REQ-PARTICIPANT" if seen else "CHAIR"
            yield "ATTENDEE", row, role
            seen.add(row["person_id"])


def _address(row: Row, role: str | None) -> vCalAddress:
    made = vCalAddress(f"mailto:{one_line(row['email'])}")
    made.params["CN"] = vText(one_line(row["person_name"]))
    if role:
        made.params["ROLE"] = vText(role)
        made.params["CUTYPE"] = vText("INDIVIDUAL")
        made.params["PARTSTAT"] = vText("NEEDS-ACTION")
        made.params["RSVP"] = vText("TRUE")
    return made


def _words(meeting: Meeting) -> str:
    """What does not change from day to day: how things stand says the agenda."""
    decides = [f"{one_line(row['person_name'])} ({row['role'].replace('_', ' ')})" for row in meeting.approvers]
    lines = [f"{one_line(meeting.times['initiative_title'])}.", f"Decides: {', '.join(decides) or 'nobody yet'}."]
    if meeting.needs:
        lines.append(f"Needs: {', '.join(row['need'] for row in meeting.needs)}.")
    lines += [f"Criterion: {one_line(row['says'])}." for row in meeting.criteria]
    lines.append("The agenda lies beside this invitation, as agenda.md.")
    lines.append(f"Record: sales-pipeline checkpoint decide {meeting.review['review_id']} --as … --outcome …")
    return "\n".join(lines)


def _sequence(blob: bytes) -> int | None:
    """The SEQUENCE of an invitation; None where the file is none."""
    try:
        events = Calendar.from_ical(blob).walk("VEVENT")
        return int(events[0]["SEQUENCE"])
    except (ValueError, IndexError, KeyError):
        return None


def _without_stamp(blob: bytes) -> list[bytes]:
    return [line for line in blob.splitlines() if not line.startswith(b"DTSTAMP")]
