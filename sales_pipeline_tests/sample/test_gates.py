"""The sample's weeks can be run: gates warn in them, as they should in a company, but none stops a week."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from sales_pipeline import sql
from sales_pipeline.calendar import weeks as mondays
from sales_pipeline.gates import Verdict
from sales_pipeline.weeks import Weeks
from sales_pipeline_tests.conftest import WEEK
from sales_pipeline_tests.sample.committed import histories, instant

OVERDUE = "open_deals_close_in_the_future"
FIRST = date(2024, 1, 8)
# just after a month's end, the last weeks of quarters, the first week and the newest: dates pass then
DELICATE = [
    date.fromisoformat(text)
    for text in (
        "2024-01-08", "2024-03-04", "2024-12-23", "2024-12-30", "2025-06-30", "2025-09-01", "2025-09-22",
        "2025-09-29", "2025-12-01", "2026-02-02", "2026-06-01", "2026-11-16",
    )
]  # fmt: skip


def verdicts(weeks: Weeks, week: date, tables: Iterable[str]) -> list[Verdict]:
    return [verdict for table in tables for verdict in weeks.verdicts(table, week)]


def stopped(weeks: Weeks, chosen: Iterable[date], tables: Iterable[str]) -> list[str]:
    """The gates that would stop a run of these weeks, and what they found."""
    return [
        f"{week} {v.gate}: {v.measured}, {v.detail}"
        for week in chosen
        for v in verdicts(weeks, week, tables)
        if v.stops
    ]


def every_gated() -> list[str]:
    return [name for name in (*sql.undated(), *sql.tables()) if sql.gates_on(name)]


def test_no_gate_on_the_pipeline_stops_a_week_in_which_dates_pass(whole: Weeks) -> None:
    assert stopped(whole, DELICATE, ["pipeline_snapshot"]) == []


def test_no_gate_at_all_stops_the_newest_week(whole: Weeks) -> None:
    assert stopped(whole, [WEEK], every_gated()) == []


@pytest.mark.long
def test_no_gate_at_all_stops_any_week(whole: Weeks) -> None:
    assert stopped(whole, mondays(FIRST, WEEK), every_gated()) == []


def test_deals_are_overdue_nevertheless(whole: Weeks) -> None:
    """A clean list would be a company that doesn't exist, and a gate nobody ever sees."""
    states = {
        week: v.state for week in DELICATE for v in verdicts(whole, week, ["pipeline_snapshot"]) if v.gate == OVERDUE
    }
    assert list(states) == DELICATE
    assert sum(state == "warn" for state in states.values()) >= 8


def overdue_shares() -> list[float]:
    """On each Monday, how many of the open deals have a close date that has passed."""
    cuts = [
        (monday, datetime.combine(monday, time(), ZoneInfo("America/New_York")).astimezone(UTC))
        for monday in mondays(FIRST, WEEK)
    ]
    seen: dict[date, list[bool]] = defaultdict(list)
    for changes in histories().values():
        stamps = [instant(row["CreatedDate"]) for row in changes]
        for monday, cut in cuts:
            state = next((row for row, at in zip(reversed(changes), reversed(stamps), strict=True) if at < cut), None)
            if state and state["IsDeleted"] == "false" and not state["StageName"].startswith("Closed"):
                seen[monday].append(state["CloseDate"] < monday.isoformat())
    return [sum(seen[monday]) / len(seen[monday]) for monday, _ in cuts]


def test_a_few_in_a_hundred_are_overdue_on_an_ordinary_monday() -> None:
    shares = overdue_shares()
    assert len(shares) == len(mondays(FIRST, WEEK))
    assert 0.03 < median(shares) < 0.08
    assert sum(0.01 < share < 0.1 for share in shares) > 0.75 * len(shares)
    assert max(shares) < 0.2
    assert all(any(shares[at : at + 4]) for at in range(len(shares) - 3))
