"""How the work of a week becomes visible: each part is a function of the tables and the week, done in this order.

A part writes whole or not at all and can be done again; whoever calls them holds the home's lock.
"""

from collections.abc import Callable
from datetime import date

from sales_pipeline import task_files
from sales_pipeline.publish import publish_work
from sales_pipeline.telling.tell import tell
from sales_pipeline.weeks import Weeks, lived

Part = Callable[[Weeks, date], None]


def show(weeks: Weeks, week: date) -> None:
    """Make every table of how work stands, and do each part."""
    for name in lived():
        weeks.ensure(name, week)
    for part in PARTS:
        part(weeks, week)


def _publish(weeks: Weeks, week: date) -> None:
    """Into the database, once there is one."""
    if weeks.home.database.exists():
        publish_work(weeks.home, weeks.lake, week)


def _tell(weeks: Weeks, week: date) -> None:
    """People, on their pages and through the channels of the settings; before the database, so that it holds it."""
    tell(weeks, week)


PARTS: tuple[Part, ...] = (_tell, _publish, task_files.rebuild)
