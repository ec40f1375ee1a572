"""Hours of the working day between two instants, and the instant so many of them after another.

Service levels and time spent are counted in working hours: what is blocked on Friday evening has been blocked for no
hour on Monday morning. Instants are UTC, as tables hold them; days are those of the company's clock.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sales_pipeline.execution.moments import DAY, Row, utc, working_hours

_SATURDAY = 5


@dataclass(frozen=True)
class WorkingTime:
    """The working day of a company: its zone, the hour it begins and how many it has."""

    zone: ZoneInfo
    first_hour: int
    day_hours: int

    @classmethod
    def of(cls, settings: Row) -> "WorkingTime":
        """As the one row of `settings` has it."""
        return cls(ZoneInfo(settings["time_zone"]), settings["work_day_start_hour"], settings["work_day_hours"])

    def hours(self, start: datetime, end: datetime) -> Decimal:
        """Working hours from one instant to another, to the hundredth; none where the second is not later."""
        found = working_hours(self._local(start), self._local(end), self.first_hour, self.day_hours)
        return round(Decimal(str(found)), 2)

    def after(self, start: datetime, hours: Decimal | int) -> datetime:
        """The instant by which so many working hours have passed since another."""
        left = timedelta(hours=float(hours))
        at = self._local(start)
        while True:
            begin = datetime.combine(at.date(), time()) + timedelta(hours=self.first_hour)
            end = begin + timedelta(hours=self.day_hours)
            at = max(at, begin)
            if at.weekday() < _SATURDAY and at + left <= end:
                return utc(at + left, self.zone)
            if at.weekday() < _SATURDAY and at < end:
                left -= end - at
            at = datetime.combine(at.date() + DAY, time())

    def _local(self, at: datetime) -> datetime:
        """A moment on the company's clock."""
        return at.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)
