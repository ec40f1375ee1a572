"""How the work of a week becomes visible: each part is a function of the tables and the week, done in this order.

A part writes whole or not at all and can be done again; whoever calls them holds the home's lock.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from sales_pipeline import clock, feedback, meetings, noted, progress_page, task_files
from sales_pipeline.approvals import final
from sales_pipeline.earlier_weeks import behind
from sales_pipeline.publish import publish_work
from sales_pipeline.telling.tell import tell
from sales_pipeline.weeks import Weeks, lived

Part = Callable[[Weeks, date], object]


def make(weeks: Weeks, week: date, names: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Make tables of how work stands, in the order they come in, with the number of rows of each.

    What is new in them is noted first: the log of events is what they are made from, so they hold it and stay true. A
    few that are asked for alone note nothing.
    """
    if set(noted.TABLES) <= set(names):
        noted.note(weeks, week)
    for name in names:
        yield name, weeks.renew(name, week)


def show(weeks: Weeks, week: date) -> None:
    """Show how the work of a week stands, and before it that of earlier weeks of which something was told since."""
    for each in behind(weeks, week):
        noted.note(weeks, each)
        _show(weeks, each)
    _show(weeks, week)


def _show(weeks: Weeks, week: date) -> None:
    """Have every table of how the work of a week stands, and do each part."""
    for name in lived():
        weeks.ensure(name, week)
    for part in PARTS:
        part(weeks, week)


def _publish(weeks: Weeks, week: date) -> None:
    """Into the database, once there is one."""
    if weeks.home.database.exists():
        publish_work(weeks.home, weeks.lake, week)


def _heal_finals(weeks: Weeks, week: date) -> None:
    """Note what a kill left without its event."""
    final.heal(weeks.home, clock.now())


PARTS: tuple[Part, ...] = (
    _heal_finals, feedback.write_requests, task_files.rebuild, meetings.write, progress_page.write,
    # before the database, so that it holds what was told
    tell, _publish,
)  # fmt: skip
