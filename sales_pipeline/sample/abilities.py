"""What people can do and when they are away: skills, seniority, absences and other hours, from draws of their own."""

from collections.abc import Iterator
from datetime import date, timedelta

from sales_pipeline.sample.accounts import SEGMENTS
from sales_pipeline.sample.draws import Draws
from sales_pipeline.sample.organisation import Organisation, Person, person_id

Row = tuple[object, ...]
_ZONES = {"uki": "Europe/London"}
_FAMILIES = ("Planning", "Execution", "Insight")
# what the plan asks for, by the role that is asked
_TECHNICAL = {
    "representative": ("discovery", "solution", "negotiation"), "manager": ("negotiation",),
    "sales_analyst": ("forecasting", "territory", "market"), "sales_operations": ("capacity",),
}  # fmt: skip
# in post so long that it is said of them: one analyst, one of operations, one of finance
_SENIORS = frozenset(person_id(number) for number in (2, 4, 6))
_SENIOR_YEAR = 2022
_MONDAY = date(2026, 11, 16)
_PART_TIME = person_id(5)
_CALENDAR_OF = person_id(7)


def seniority(person: Person) -> str:
    """Of sellers by the year they came, of the staff by name."""
    if person.role in ("representative", "manager"):
        return (
            "senior" if person.hired_on.year < _SENIOR_YEAR else "junior" if person.hired_on.year > 2025 else "middle"
        )
    return "senior" if person.id in _SENIORS else "middle"


def zones(organisation: Organisation) -> dict[str, str]:
    """Where sellers in the United Kingdom and Ireland have their clock; the others keep the company's."""
    return {
        term.person_id: _ZONES[name] for name in _ZONES for seat in organisation.seats[name] for term in seat.terms
    }  # fmt: skip


def skill_rows(seed: int, organisation: Organisation) -> Iterator[Row]:
    """Technical skills of every role; of sellers their segments and products too."""
    for person in organisation.people:
        draws = Draws(seed, "skills", person.id)
        for skill in _TECHNICAL.get(person.role, ()):
            level = min(3, draws.between(1, 3) + (seniority(person) == "senior"))
            yield (person.id, "technical", skill, level, person.hired_on)
        if person.role in ("representative", "manager"):
            yield (person.id, "segment", draws.pick(SEGMENTS), draws.between(2, 3), person.hired_on)
            yield (person.id, "product", draws.pick(_FAMILIES), draws.between(2, 3), person.hired_on)


def availability_rows(seed: int, organisation: Organisation) -> Iterator[Row]:
    """Somebody part time, and in the months around the newest week a few days away for every fourth person."""
    yield (_PART_TIME, "hours", date(2026, 9, 1), "", 32, "Four days a week")
    for person in organisation.people:
        draws = Draws(seed, "away", person.id)
        if draws.chance(250) and person.left_on is None and person.role != "cro":
            first = _MONDAY + timedelta(days=7 * draws.between(-4, 4) + draws.below(4))
            last = first + timedelta(days=draws.between(0, 4))
            yield (person.id, "absence", first, last, "", draws.pick(("Leave", "Training")))


CALENDAR_FILE = f"reference/availability/{_CALENDAR_OF}.ics"
CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Fernhollow Systems//Absences//EN
BEGIN:VEVENT
UID:course@fernhollow.example
DTSTAMP:20260901T090000Z
DTSTART;TZID=America/New_York:20260904T130000
DTEND;TZID=America/New_York:20260904T160000
RRULE:FREQ=WEEKLY;COUNT=16
SUMMARY:Course in statistics
END:VEVENT
BEGIN:VEVENT
UID:leave@fernhollow.example
DTSTAMP:20260901T090000Z
DTSTART;VALUE=DATE:20261123
DTEND;VALUE=DATE:20261128
SUMMARY:Leave
END:VEVENT
END:VCALENDAR
"""
