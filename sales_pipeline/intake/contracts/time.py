"""What people can do and when they are there: as it is given, and absences as stretches of time."""

from sales_pipeline.contract import Count, Day, Instant, Ratio, Table, Text, column

SENIORITIES = ["junior", "middle", "senior"]
SKILL_KINDS = ["segment", "industry", "product", "technical"]
AVAILABILITY_KINDS = ["absence", "hours"]


class WorkProfiles(Table):
    """One row per person: how the person works, as people.csv says it beside name and role."""

    person_id: Text = column("The person")
    seniority: Text = column("Experience; blank = middle", isin=SENIORITIES)
    weekly_hours: Ratio = column("Hours of a week's work; blank = 40", unit="hours", ge=0, le=100)
    time_zone: Text = column("Zone of the person's clock; blank = the company's")

    class Config:
        metadata = {"grain": ("person_id",)}


class Skills(Table):
    """One row per person, skill and time the person had it at one level."""

    person_id: Text = column("The person")
    kind: Text = column("What it is about", isin=SKILL_KINDS)
    skill: Text = column("The skill, as tasks of the plan name it; of kind segment the segment")
    level: Count = column("1 knows it, 2 does it alone, 3 teaches it", ge=1, le=3)
    valid_from: Day = column("First day")
    valid_to: Day = column("Day it ended; blank while it holds", null=True)
    known_at: Day = column("Day it became known")

    class Config:
        metadata = {"grain": ("person_id", "kind", "skill", "valid_from"), "known": "known_at"}


class Availability(Table):
    """One row per absence, and per time with other weekly hours, as reference/availability.csv gives it."""

    person_id: Text = column("The person")
    kind: Text = column("Away on these days, or other weekly hours from then on", isin=AVAILABILITY_KINDS)
    starts_on: Day = column("First day")
    ends_on: Day = column("Last day; blank: of an absence the first, of hours until further notice", null=True)
    hours: Ratio = column("Hours of a week's work, on rows of kind hours", unit="hours", null=True, ge=0, le=100)
    note: Text = column("Why", null=True)
    known_at: Day = column("Day it became known; blank = always", null=True)

    class Config:
        metadata = {"grain": ("person_id", "kind", "starts_on"), "known": "known_at"}


class Absences(Table):
    """One row per stretch of time in which a person is away, of availability.csv and of calendars."""

    person_id: Text = column("The person")
    starts_at: Instant = column("From when; of whole days midnight where the person is", unit="UTC")
    ends_at: Instant = column("Until when", unit="UTC")
    note: Text = column("Why", null=True)
    known_at: Day = column("Day it became known; blank = always", null=True)
    source_file: Text = column("File it came from")
    source_line: Count = column("Line in that file", ge=1)

    class Config:
        metadata = {"grain": ("source_file", "source_line", "starts_at"), "known": "known_at"}
