"""Tell people what there is to tell about a week: on their pages, and through the channels of the settings.

Whoever calls it holds the home's lock. Killed at any moment, it goes on where it was: what a page shows is written
again, what a channel did not answer is sent again with the id it had.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, timedelta

from sales_pipeline import clock
from sales_pipeline.calendar import WEEK, instant
from sales_pipeline.notification_rules import FILES
from sales_pipeline.outputs import published_weeks
from sales_pipeline.telling import log, pages
from sales_pipeline.telling.rows import Rows, rows_of
from sales_pipeline.telling.sending import Due, Sender
from sales_pipeline.weeks import Weeks

Counts = Counter[tuple[str, str]]


def tell(weeks: Weeks, week: date) -> Counts:
    """Tell it, and what is left of the week before; how many messages were delivered, refused, given up, by channel."""
    counts = Counts()
    for each in (*_just_over(weeks, week), week):
        counts += _tell(weeks, each)
    return counts


def _just_over(weeks: Weeks, week: date) -> Iterator[date]:
    """The week before, where it is not long over: what came about on its last evening waited for the morning."""
    over = clock.now() - instant(week, weeks.company.zone).replace(tzinfo=UTC)
    if over < timedelta(days=weeks.company.notifications.forget_days) and week - WEEK in published_weeks(weeks.home):
        yield week - WEEK


def _tell(weeks: Weeks, week: date) -> Counts:
    rows = rows_of(weeks, week, clock.now())
    sender = Sender(weeks.home, weeks.company)
    sender.resume(rows, log.told(weeks.home))
    told = log.told(weeks.home)
    sender.send_all(rows, sender.due(rows, told))
    _write_pages(weeks, rows, told, sender.counts)
    weeks.look_at_work()
    # what was just told shows at once; other tables wait for the next pass
    weeks.ensure("deliveries", week)
    return sender.counts


def would_tell(weeks: Weeks, week: date) -> list[Due]:
    """What would be sent through channels now, with nothing sent."""
    rows = rows_of(weeks, week, clock.now())
    return Sender(weeks.home, weeks.company).due(rows, log.told(weeks.home))


def _write_pages(weeks: Weeks, rows: Rows, told: log.Told, counts: Counts) -> None:
    """Write the pages, then note what stands on them for the first time and has no other way."""
    shown = pages.write(weeks.home, rows)
    new = [
        (row["notification_key"], row["person_id"])
        for row in shown
        if row["channel"] == FILES and row["notification_key"] not in told.keys
    ]
    log.note_pages(weeks.home, rows.week.isoformat(), new, clock.now())
    if new:
        counts[log.DELIVERED, FILES] += len({person for _, person in new})
