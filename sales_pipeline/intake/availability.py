"""What people can do and when they are away: rows that can't be meant are set aside, and absences become instants.

Days are those of the person: midnight to midnight on the clock of his time zone.
"""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.calendar import instant
from sales_pipeline.company import time_zones
from sales_pipeline.intake import calendars
from sales_pipeline.intake.contracts.time import Absences
from sales_pipeline.intake.plain import one_per_key, reject
from sales_pipeline.intake.sources import Reading
from sales_pipeline.intake.sql_text import literal
from sales_pipeline.intake.staging import SCHEMA, Staging, staged

DAY = timedelta(days=1)


def settle(staging: Staging) -> None:
    """Set aside what can't be meant, before the tables are written."""
    zones = ", ".join(map(literal, sorted(time_zones())))
    unknown_zone = f"time_zone NOT IN ({zones})"
    reject(staging, "people", unknown_zone, "time_zone", "is no time zone name such as Europe/Berlin")
    for table in ("skills", "availability"):
        strange = f"person_id NOT IN (SELECT person_id FROM {staged('people')})"
        reject(staging, table, strange, "person_id", "is no person of people")
    reject(staging, "availability", "ends_on < starts_on", "ends_on", "ends before it starts")
    reject(staging, "availability", "kind = 'hours' AND hours IS NULL", "hours", "is required in a row of kind hours")
    reject(
        staging, "availability", "kind = 'absence' AND hours IS NOT NULL", "hours", "belongs to rows of kind hours only"
    )


def build(staging: Staging, reading: Reading) -> None:
    """Fill work_profiles and absences; people, skills and availability are written."""
    staging.run(
        f"INSERT INTO work_profiles SELECT person_id, seniority, weekly_hours, time_zone FROM ({one_per_key('people')})"
    )
    zones = {person: ZoneInfo(zone) for person, zone in staging.rows("SELECT person_id, time_zone FROM work_profiles")}
    rows = _days_away(staging, zones)
    span = calendars.span(staging.company.first_week)
    for path in reading.calendars:
        rows += _of_calendar(staging, path, zones, span)
    _write(staging, rows)


def _days_away(staging: Staging, zones: dict[str, ZoneInfo]) -> list[dict[str, Any]]:
    """The absences of availability.csv."""
    found = staging.rows(f"""
        SELECT person_id, starts_on, coalesce(ends_on, starts_on), note, known_at, n.source_file, source_line
        FROM ({one_per_key("availability")}) JOIN {SCHEMA}.names n USING (file_no) WHERE kind = 'absence'""")
    return [_row(person, zones, first, last + DAY, *rest) for person, first, last, *rest in found]


def _row(person: str, zones: dict[str, ZoneInfo], first: date, stop: date, *rest: Any) -> dict[str, Any]:
    days = (instant(first, zones[person]), instant(stop, zones[person]))
    return dict(zip(contract.arrow_schema(Absences).names, (person, *days, *rest), strict=True))


def _of_calendar(staging: Staging, path: Any, zones: dict[str, ZoneInfo], span: calendars.Span) -> list[dict[str, Any]]:
    """The absences of one person's calendar; what can't be read of it is set aside."""
    name = next(name for name in staging.names if name.endswith(f"availability/{path.name}"))
    person, file_no = path.stem, staging.names.index(name)
    counts = staging.counts[file_no, "absences"]
    if person in zones:
        found = calendars.read(path, name, zones[person], span)
    else:
        found = calendars.Found([], [calendars.stranger(person)])
    staging.reject(file_no, "absences", found.faults)
    lines = {stay.line for stay in found.stays} | set(found.idle)
    counts.accepted, counts.rejected = len(lines), len(found.faults)
    counts.read = counts.accepted + counts.rejected
    return [
        {"person_id": person, "starts_at": stay.starts_at, "ends_at": stay.ends_at, "note": stay.note,
         "known_at": None, "source_file": name, "source_line": stay.line}
        for stay in found.stays
    ]  # fmt: skip


def _write(staging: Staging, rows: list[dict[str, Any]]) -> None:
    staging.connection.register("absence_rows", pa.Table.from_pylist(rows, contract.arrow_schema(Absences)))
    staging.run("INSERT INTO absences SELECT * FROM absence_rows")
    staging.connection.unregister("absence_rows")
