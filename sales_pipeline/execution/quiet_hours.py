"""When somebody may be told something: not at night and not on days off, on the clock of where they are.

Instants are UTC without a zone, as tables hold them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SATURDAY = 5
# a night, a weekend and a change of clocks are over by then
LOOK_AHEAD_DAYS = 5


@dataclass(frozen=True)
class Quiet:
    """Hours from and until which nobody is told anything (the same hour: none), and whether weekends are quiet."""

    from_hour: int
    until_hour: int
    weekends: bool

    def holds(self, local: datetime) -> bool:
        """Whether it is quiet at a moment of the wall's clock."""
        if self.weekends and local.weekday() >= SATURDAY:
            return True
        if self.from_hour <= self.until_hour:
            return self.from_hour <= local.hour < self.until_hour
        return local.hour >= self.from_hour or local.hour < self.until_hour


def telling_time(at: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """The first moment, from an instant on, that is not quiet where somebody is."""
    local = _local(at, zone)
    if not quiet.holds(local):
        return at
    return min(end for end in _ends(local, zone, quiet) if end > at and not quiet.holds(_local(end, zone)))


def _ends(local: datetime, zone: ZoneInfo, quiet: Quiet) -> list[datetime]:
    """Every instant of the next days at which a quiet time may end; an hour that clocks show twice counts twice."""
    days = [local.date() + DAY * number for number in range(LOOK_AHEAD_DAYS)]
    walls = [datetime.combine(day, time(hour)) for day in days for hour in (0, quiet.until_hour)]
    return [_utc(wall.replace(fold=fold), zone) for wall in walls for fold in (0, 1)]


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(zone)


def _utc(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
