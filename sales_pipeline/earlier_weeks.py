"""Which earlier weeks are shown otherwise than they stand: somebody told something of them since, or they have ended.

Asked with every look at the work, so it is cheap: one query of the published database and one reading of the log. What
a look itself notes is not counted, or each look would start the next. A week whose forecast would be made otherwise
today, by new files or settings, is left as it was published: what people approve of it is not changed by a look.
"""

from contextlib import suppress
from datetime import date

import duckdb

from sales_pipeline import event_log, noted
from sales_pipeline.calendar import WEEK, instant
from sales_pipeline.content import approved_tables
from sales_pipeline.home import Home
from sales_pipeline.outputs import published_weeks
from sales_pipeline.telling import log
from sales_pipeline.weeks import Weeks

# more of them wait for the next look: after a change of everything the newest week comes first
AT_ONCE = 4
_OWN = (noted.ASSIGNED, noted.ESCALATED, log.SENDING, log.REFUSED, log.DELIVERED, log.UNDELIVERED)
_SHOWN = f"""
    SELECT work_as_of.week, work_as_of.is_over, coalesce(max(work_events.event_number), 0)
    FROM work_as_of
    LEFT JOIN work_events
        ON work_events.week = work_as_of.week AND work_events.event_week = work_as_of.week
        AND work_events.kind NOT IN {_OWN}
    GROUP BY ALL
"""


def behind(weeks: Weeks, week: date) -> list[date]:
    """The weeks before this one that are to be shown again, the earliest first."""
    shown, told = _shown(weeks.home), _told(weeks.home)
    found = [
        each
        for each in published_weeks(weeks.home)
        if each < week and _is_behind(shown.get(each), told.get(each.isoformat(), 0), _is_over(weeks, each))
    ]
    return [each for each in found[-AT_ONCE:] if _stands(weeks, each)]


def _is_behind(shown: tuple[bool, int] | None, told: int, is_over: bool) -> bool:
    return shown is None or shown[1] < told or (is_over and not shown[0])


def _stands(weeks: Weeks, week: date) -> bool:
    """Whether the forecast's tables of a week are what its inputs say."""
    return all(weeks.lake.fingerprint(name, week) == weeks.expected(name, week) for name in approved_tables())


def _is_over(weeks: Weeks, week: date) -> bool:
    return weeks.work.now >= instant(week + WEEK, weeks.company.zone)


def _shown(home: Home) -> dict[date, tuple[bool, int]]:
    """Of each week in the database whether it had ended, and the last event about it."""
    # one that is missing, damaged or from before this table: whoever publishes into it says so
    with suppress(duckdb.Error), duckdb.connect(str(home.database), read_only=True) as connection:
        return {week: (is_over, last) for week, is_over, last in connection.execute(_SHOWN).fetchall()}
    return {}


def _told(home: Home) -> dict[str, int]:
    """The last event about each week that a look did not note itself."""
    events = (event for event in event_log.read(home) if event.kind not in _OWN)
    return {str(event.details.get("week")): event.seq for event in events}
