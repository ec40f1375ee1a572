"""The one clock: what time it is now, for commands, schedules and how work stands. No forecast depends on it.

SALES_PIPELINE_NOW, an instant such as 2026-11-17T09:30:00Z, makes it stand still: for tests, and to show a past week as
it was on a day of it.
"""

from datetime import UTC, datetime

from sales_pipeline.home import CLOCK_VARIABLE, Home, HomeError


def now() -> datetime:
    """The instant, in UTC; HomeError when the clock was set to something that is none."""
    told = Home.clock()
    if told is None:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(told)
    except ValueError as error:
        raise HomeError(f"{CLOCK_VARIABLE} is {told!r}, which is no instant such as 2026-11-17T09:30:00Z") from error
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
