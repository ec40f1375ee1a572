"""Hours of the company's working days between two instants of the tables: a night is nobody's fault."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sales_pipeline.execution.answers import Clock
from sales_pipeline.execution.moments import Row, working_hours


def worked_of(rules: Row) -> Clock:
    """A function of two instants, by the settings: hours to the second hundredth."""
    zone = ZoneInfo(rules["time_zone"])

    def local(at: datetime) -> datetime:
        return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)

    def worked(start: datetime, end: datetime) -> Decimal:
        hours = working_hours(local(start), local(end), rules["work_day_start_hour"], rules["work_day_hours"])
        return round(Decimal(str(hours)), 2)

    return worked
