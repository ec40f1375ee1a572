"""What people can do and when they are away: skills, availability, calendars, and people.csv's own columns (A4)."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline.intake.errors import InputError
from sales_pipeline_tests.intake.homes import ONE_DEAL, built, lines

PEOPLE = lines("person_id,role,seniority,weekly_hours,time_zone", "ann,representative,senior,32,Europe/Berlin",
               "bob,manager,,,")  # fmt: skip
ANN = "reference/availability/ann.ics"


def calendar(*events: str) -> str:
    """A calendar with one event a text, its lines separated by bars."""
    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test"]
    for number, event in enumerate(events):
        uid = [] if "UID:" in event else [f"UID:{number}"]
        parts += ["BEGIN:VEVENT", *uid, *event.split("|"), "END:VEVENT"]
    return "\r\n".join([*parts, "END:VCALENDAR", ""])


def stays(root: Path, *events: str) -> list[tuple[object, ...]]:
    home = built(root, {**ONE_DEAL, "reference/people.csv": PEOPLE, ANN: calendar(*events)})
    return home.rows("SELECT starts_at, ends_at, note FROM absences ORDER BY ALL")


def test_without_files_tables_are_empty_and_people_have_defaults(tmp_path: Path) -> None:
    home = built(tmp_path, {**ONE_DEAL, "reference/people.csv": lines("person_id,role", "ann,representative")},
                 time_zone="Europe/Berlin")  # fmt: skip
    assert home.rows("SELECT * FROM work_profiles") == [("ann", "middle", Decimal(40), "Europe/Berlin")]
    for table in ("skills", "availability", "absences"):
        assert home.rows(f"SELECT * FROM {table}") == []


def test_people_say_how_they_work(tmp_path: Path) -> None:
    home = built(tmp_path, {**ONE_DEAL, "reference/people.csv": PEOPLE})
    assert home.rows("SELECT * FROM work_profiles ORDER BY 1") == [
        ("ann", "senior", Decimal(32), "Europe/Berlin"), ("bob", "middle", Decimal(40), "UTC"),
    ]  # fmt: skip


def test_a_skill_holds_until_its_next_level(tmp_path: Path) -> None:
    """A3"""
    skills = lines("person_id,kind,skill,level,valid_from,valid_to", "ann,segment,Enterprise,2,,",
                   "ann,segment,Enterprise,3,2026-02-01,", "ann,technical,Enterprise,1,,2026-03-01")  # fmt: skip
    home = built(tmp_path, {**ONE_DEAL, "reference/people.csv": PEOPLE, "reference/skills.csv": skills})
    assert home.rows("SELECT kind, level, valid_from, valid_to, known_at FROM skills ORDER BY 1, 2") == [
        ("segment", 2, date(1900, 1, 1), date(2026, 2, 1), date(1900, 1, 1)),
        ("segment", 3, date(2026, 2, 1), None, date(2026, 2, 1)),
        ("technical", 1, date(1900, 1, 1), date(2026, 3, 1), date(1900, 1, 1)),
    ]


def test_days_away_are_those_of_the_person(tmp_path: Path) -> None:
    """A4"""
    rows = lines("person_id,kind,starts_on,ends_on,hours,note", "ann,absence,2026-03-27,2026-03-29,,Leave",
                 "ann,hours,2026-04-01,,20,Part time", "bob,absence,2026-03-27,,,")  # fmt: skip
    home = built(tmp_path, {**ONE_DEAL, "reference/people.csv": PEOPLE, "reference/availability.csv": rows})
    # Berlin's clock goes forward on the last of these nights
    assert home.rows("SELECT person_id, starts_at, ends_at, note, source_line FROM absences ORDER BY 1") == [
        ("ann", datetime(2026, 3, 26, 23), datetime(2026, 3, 29, 22), "Leave", 2),
        ("bob", datetime(2026, 3, 27), datetime(2026, 3, 28), None, 4),
    ]
    assert home.rows("SELECT person_id, hours FROM availability WHERE kind = 'hours'") == [("ann", Decimal(20))]


def test_calendars_know_zones_series_and_their_changed_dates(tmp_path: Path) -> None:
    assert stays(
        tmp_path,
        "DTSTART;VALUE=DATE:20260309|DTEND;VALUE=DATE:20260312|SUMMARY:Holiday",
        "UID:s|DTSTART;TZID=America/New_York:20260227T130000|DTEND;TZID=America/New_York:20260227T170000|"
        "RRULE:FREQ=WEEKLY;COUNT=3|EXDATE;TZID=America/New_York:20260306T130000|SUMMARY:Fridays",
        "UID:s|RECURRENCE-ID;TZID=America/New_York:20260313T130000|DTSTART:20260312T080000Z|DTEND:20260312T090000Z|"
        "SUMMARY:Moved",
        "DTSTART:20260401T090000|DURATION:PT90M|SUMMARY:No zone",
        "DTSTART;VALUE=DATE:20260501|TRANSP:TRANSPARENT|SUMMARY:Free",
        "DTSTART;VALUE=DATE:20260502|STATUS:CANCELLED|SUMMARY:Off",
    ) == [
        (datetime(2026, 2, 27, 18), datetime(2026, 2, 27, 22), "Fridays"),
        (datetime(2026, 3, 8, 23), datetime(2026, 3, 11, 23), "Holiday"),
        (datetime(2026, 3, 12, 8), datetime(2026, 3, 12, 9), "Moved"),
        (datetime(2026, 4, 1, 7), datetime(2026, 4, 1, 8, 30), "No zone"),
    ]  # fmt: skip


def test_a_series_without_end_ends_where_nobody_plans(tmp_path: Path) -> None:
    found = stays(tmp_path, "DTSTART;VALUE=DATE:20260109|RRULE:FREQ=WEEKLY")
    assert 500 < len(found) < 900


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("SUMMARY:x", "has no DTSTART"),
        ("DTSTART:2026", "DTSTART can't be read"),
        ("DTSTART:20260401T090000Z|RRULE:FREQ=WEEKLY;UNTIL=never", "RRULE can't be read"),
        ("DTSTART:20260401T090000Z|DTEND:20260401T080000Z", "ends before it starts"),
        ("DTSTART:20260401T090000Z", "ends before it starts, or has no end"),
        ("DTSTART:20260401T090000Z|DURATION:PT1H|RRULE:FREQ=SECONDLY", "recurs more often than daily"),
    ],
)
def test_an_event_that_cannot_be_meant_is_set_aside(tmp_path: Path, event: str, why: str) -> None:
    good = "DTSTART;VALUE=DATE:20260309|SUMMARY:Day"
    home = built(tmp_path, {**ONE_DEAL, "reference/people.csv": PEOPLE, ANN: calendar(good, event)})
    assert home.rows("SELECT note FROM absences") == [("Day",)]
    assert home.rows("SELECT table_name, source_line, reason FROM rejected_rows") == [("absences", 9, why)]
    assert home.counts("absences") == (2, 1, 1)


@pytest.mark.parametrize("content", [b"", b"not a calendar", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n",
                                     b"person_id,starts_on\n"])  # fmt: skip
def test_a_file_that_is_no_calendar_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError, match=r"^reference/availability/ann.ics is no calendar \(.*\): export it again"):
        built(tmp_path, {**ONE_DEAL, "reference/people.csv": PEOPLE, ANN: content})


def test_rows_that_cannot_be_meant_are_set_aside(tmp_path: Path) -> None:
    home = built(tmp_path, {
        **ONE_DEAL,
        "reference/people.csv": f"{PEOPLE}" + lines("cy,manager,boss,,", "di,manager,,,Mars/X", "ed,manager,,200,"),
        "reference/skills.csv": lines("person_id,kind,skill,level", "ann,technical,sql,9", "zed,technical,sql,1"),
        "reference/availability.csv": lines(
            "person_id,kind,starts_on,ends_on,hours", "bob,hours,2026-01-01,,", "bob,absence,2026-01-05,2026-01-01,",
            "bob,absence,2026-01-06,,3", "zed,absence,2026-01-06,,", "bob,leave,2026-01-06,,",
        ),
        "reference/availability/zed.ics": calendar("DTSTART;VALUE=DATE:20260309"),
    })  # fmt: skip
    assert home.rows(
        "SELECT replace(source_file, 'reference/', ''), source_line, value, reason FROM rejected_rows ORDER BY ALL"
    ) == [
        ("availability.csv", 2, None, "is required in a row of kind hours"),
        ("availability.csv", 3, "2026-01-01", "ends before it starts"),
        ("availability.csv", 4, "3.000000", "belongs to rows of kind hours only"),
        ("availability.csv", 5, "zed", "is no person of people"),
        ("availability.csv", 6, "leave", "is not one of absence, hours"),
        ("availability/zed.ics", 1, "zed", "is no person of people: name the file after the person's id"),
        ("people.csv", 4, "boss", "is not one of junior, middle, senior"),
        ("people.csv", 5, "Mars/X", "is no time zone name such as Europe/Berlin"),
        ("people.csv", 6, "200", "is more than 100"),
        ("skills.csv", 2, "9", "is more than 3"),
        ("skills.csv", 3, "zed", "is no person of people"),
    ]  # fmt: skip
    assert home.rows("SELECT * FROM absences") == []
