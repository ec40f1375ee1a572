"""Invitations, read back as a calendar reads them: when, who, how often changed; right on both sides of a change of
clocks, and by the zone's rules as they stand in the file itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Timezone

from sales_pipeline.execution.meetings.invitation import cancellation, invitation, renewed
from sales_pipeline.execution.meetings.meeting import Meeting
from sales_pipeline.execution.meetings.zones import vtimezone
from sales_pipeline_tests.execution.meeting_rows import HOSTILE, company_review, gate, person

AS_OF = datetime(2026, 11, 16, 12, 0, 0, 5)


def read(blob: bytes) -> Any:
    """The only event of an invitation."""
    [event] = Calendar.from_ical(blob).walk("VEVENT")
    return event


def test_it_says_when_and_who() -> None:
    """X7: organiser, those who decide and the first of them leads, who answers for the work may come."""
    event = read(invitation(company_review(), AS_OF, 3))
    assert event["SUMMARY"] == "Weekly review"
    assert event.start.astimezone(UTC) == datetime(2026, 11, 17, 20, tzinfo=UTC)
    assert event.end - event.start == timedelta(minutes=60)
    assert event["DTSTAMP"].dt == datetime(2026, 11, 16, 12, tzinfo=UTC)
    assert int(event["SEQUENCE"]) == 3
    assert event["ORGANIZER"] == "mailto:quinn@example.com"
    assert [(str(a), a.params["ROLE"], a.params["CN"]) for a in event["ATTENDEE"]] == [
        ("mailto:mia@example.com", "CHAIR", "Mia"), ("mailto:max@example.com", "REQ-PARTICIPANT", "Max"),
        ("mailto:fay@example.com", "REQ-PARTICIPANT", "Fay"), ("mailto:quinn@example.com", "OPT-PARTICIPANT", "Quinn"),
    ]  # fmt: skip


def test_at_the_gate_of_a_deal_who_decides_invites_the_owner() -> None:
    event = read(invitation(gate(), AS_OF, 0))
    assert event["SUMMARY"] == "Is the proposal right? Big deal"
    assert event.end - event.start == timedelta(minutes=30)
    assert event["ORGANIZER"] == "mailto:mia@example.com"
    assert [str(each) for each in event["ATTENDEE"]] == ["mailto:mia@example.com", "mailto:ann@example.com"]


@pytest.mark.parametrize(
    ("at", "wall"),
    [(datetime(2026, 3, 3, 20), "15:00"), (datetime(2026, 3, 10, 19), "15:00"), (datetime(2026, 10, 27, 19), "15:00"),
     (datetime(2026, 11, 3, 20), "15:00"), (datetime(2026, 3, 8, 6, 30), "01:30"), (datetime(2026, 3, 8, 7), "03:00")],
)  # fmt: skip
def test_its_time_is_the_same_on_both_sides_of_a_change_of_clocks(at: datetime, wall: str) -> None:
    event = read(invitation(company_review(review_at=at), AS_OF, 0))
    assert event.start.astimezone(UTC).replace(tzinfo=None) == at
    assert f"{event.start:%H:%M}" == wall


@pytest.mark.parametrize(
    "key", ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe",
            "America/Sao_Paulo", "Pacific/Apia"],
)  # fmt: skip
def test_the_zone_in_the_file_is_the_zone(key: str) -> None:
    """Every hour of two years, and the seconds around each change, by the rules in the file alone."""
    zone = ZoneInfo(key)
    told = Timezone.from_ical(vtimezone(zone, 2026).to_ical())
    rules = sorted(
        ((rule["DTSTART"].dt - rule["TZOFFSETFROM"].td), rule["TZOFFSETTO"].td) for rule in told.subcomponents
    )
    at, end = datetime(2026, 1, 1), datetime(2027, 12, 31)
    while at < end:
        offset = [to for start, to in rules if start <= at][-1]
        assert offset == at.replace(tzinfo=UTC).astimezone(zone).utcoffset(), at
        at += timedelta(minutes=30)
    for start, to in rules[1:]:
        before = (start - timedelta(seconds=1)).replace(tzinfo=UTC).astimezone(zone).utcoffset()
        assert before != to == start.replace(tzinfo=UTC).astimezone(zone).utcoffset()


def test_in_utc_it_has_no_zone() -> None:
    blob = invitation(company_review(ZoneInfo("UTC")), AS_OF, 0)
    assert b"DTSTART:20261117T200000Z" in blob
    assert b"VTIMEZONE" not in blob


def make(meeting: Meeting, as_of: datetime = AS_OF) -> Any:
    return lambda sequence: invitation(meeting, as_of, sequence)


def test_the_same_makes_the_same_bytes_and_an_hour_later_the_file_stands() -> None:
    meeting = company_review()
    first = renewed(None, 0, make(meeting))
    assert first == invitation(company_review(), AS_OF, 0)
    assert renewed(first, 0, make(meeting, AS_OF + timedelta(hours=1))) == first


def test_what_changes_keeps_its_uid_and_raises_the_sequence() -> None:
    """X7: a new time, a new person, a postponement: the same appointment, changed."""
    first = renewed(None, 0, make(company_review()))
    moved = renewed(first, 1, make(company_review(review_at=datetime(2026, 11, 18, 20), postponed_count=1)))
    others = company_review(review_at=datetime(2026, 11, 18, 20), postponed_count=1)
    joined = renewed(moved, 1, make(replace(others, approvers=[*others.approvers, person("cleo", "cro")])))
    events = [read(blob) for blob in (first, moved, joined)]
    assert [int(event["SEQUENCE"]) for event in events] == [0, 1, 2]
    assert len({str(event["UID"]) for event in events}) == 1
    assert str(read(invitation(gate(), AS_OF, 0))["UID"]) != str(events[0]["UID"])


def test_a_file_that_is_no_invitation_is_replaced() -> None:
    assert int(read(renewed(b"not a calendar", 2, make(company_review())))["SEQUENCE"]) == 2


def test_outside_text_adds_no_line_and_nobody_without_an_address() -> None:
    meeting = gate(HOSTILE)
    meeting = replace(meeting, approvers=[person("mia", "manager") | {"email": None}], review=dict(meeting.review))
    blob = invitation(replace(meeting, guests=()), AS_OF, 0)
    assert b"\r\nBEGIN:VEVENT; " not in blob
    event = read(blob)
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event
    assert "Mia (manager)" in event["DESCRIPTION"]


def test_what_is_no_longer_held_is_cancelled_once_and_comes_back_as_an_update() -> None:
    """X7: the same UID, a higher SEQUENCE each time."""
    first = renewed(None, 2, make(company_review()))
    cancelled = cancellation(first, AS_OF + timedelta(hours=1))
    assert cancelled is not None
    assert Calendar.from_ical(cancelled)["METHOD"] == "CANCEL"
    again = renewed(cancelled, 0, make(company_review()))
    events = [read(blob) for blob in (first, cancelled, again)]
    assert [(str(e["STATUS"]), int(e["SEQUENCE"])) for e in events] == [
        ("CONFIRMED", 2), ("CANCELLED", 3), ("CONFIRMED", 4),
    ]  # fmt: skip
    assert len({(str(e["UID"]), e.start, str(e["ORGANIZER"]), len(e["ATTENDEE"])) for e in events}) == 1
    assert events[1]["DTSTAMP"].dt == datetime(2026, 11, 16, 13, tzinfo=UTC)
    assert Calendar.from_ical(again)["METHOD"] == "REQUEST"
    assert cancellation(cancelled, AS_OF) is None


@pytest.mark.parametrize("blob", [b"", b"not a calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_what_is_over_or_no_invitation_is_not_cancelled(blob: bytes) -> None:
    assert cancellation(blob, AS_OF) is None
    assert cancellation(invitation(company_review(), AS_OF, 0), datetime(2026, 11, 17, 20)) is None
