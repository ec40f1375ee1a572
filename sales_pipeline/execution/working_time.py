"""When a person works: days of the week on the clock of their zone, less absences, in minutes that can be counted.

Minutes are whole and counted from 1970, UTC. What lies between two instants is a difference of two counts.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
_WORKING_DAYS = 5
_EPOCH = datetime(1970, 1, 1)
Block = tuple[int, int]


def minute(at: datetime) -> int:
    """An instant of a table as a whole minute."""
    return int((at - _EPOCH).total_seconds()) // 60


def moment(at: int) -> datetime:
    """A minute as tables have instants."""
    return _EPOCH + timedelta(minutes=at)


class WorkingTime:
    """The working time of one person in a stretch of days."""

    def __init__(self, blocks: Iterable[Block], away: Iterable[Block] = ()) -> None:
        self.usual = _Count(list(blocks))
        self.there = _Count(list(_without(self.usual.blocks, sorted(away))))

    def minutes(self, start: int, end: int) -> int:
        """Minutes of work between two instants, absences left out."""
        return self.there.between(start, end)

    def is_away(self, start: int, end: int) -> bool:
        """Whether absences take all of the time in which he would work."""
        return self.usual.between(start, end) > 0 and self.there.between(start, end) == 0

    def finish(self, start: int, work: int) -> int:
        """When so much work is done if it begins then; the end of the stretch of days if it can't be."""
        return self.there.at(self.there.before(start) + work)


class _Count:
    """Blocks of time with how many minutes lie before each."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self._starts = [start for start, _ in blocks]
        self._sums = [0, *accumulate(end - start for start, end in blocks)]

    def before(self, at: int) -> int:
        place = bisect_right(self._starts, at) - 1
        if place < 0:
            return 0
        start, end = self.blocks[place]
        return self._sums[place] + min(at, end) - start

    def between(self, start: int, end: int) -> int:
        return max(0, self.before(end) - self.before(start))

    def at(self, count: int) -> int:
        """The instant at which so many minutes have gone by."""
        place = min(bisect_right(self._sums, max(count - 1, 0)), len(self.blocks)) - 1
        if place < 0:
            return 0
        start, end = self.blocks[place]
        return min(end, start + count - self._sums[place])


def days(
    first: date, last: date, zone: ZoneInfo, first_hour: int, minutes_on: dict[date, int], usual: int
) -> Iterator[Block]:
    """The working blocks of a clock, Monday to Friday: `usual` minutes a day, or what is said of a day."""
    for number in range((last - first).days + 1):
        day = first + DAY * number
        length = minutes_on.get(day, usual)
        if day.weekday() < _WORKING_DAYS and length > 0:
            at = datetime.combine(day, time(first_hour), zone).astimezone(UTC).replace(tzinfo=None)
            yield minute(at), minute(at) + length


def daily(weekly_minutes: int) -> int:
    """Minutes of a working day of somebody who works so many a week."""
    return weekly_minutes // _WORKING_DAYS


def _without(blocks: list[Block], away: list[Block]) -> Iterator[Block]:
    """Blocks less the stretches away; neither overlap among themselves after this."""
    for start, end in blocks:
        for gone, back in away:
            if back <= start or gone >= end:
                continue
            if gone > start:
                yield start, gone
            start = max(start, back)
            if start >= end:
                break
        if start < end:
            yield start, end
