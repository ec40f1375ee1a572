"""Sessions kept per week: an input is shown as the week asks for it, and few of many weeks stay open."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from sales_pipeline.calendar import WEEK
from sales_pipeline.company import Company
from sales_pipeline.lake import Lake
from sales_pipeline.sessions import KEPT, Sessions
from sales_pipeline.sql import Input
from sales_pipeline_tests.sql_case import put

MONDAY = date(2026, 8, 10)
COMPANY = Company(name="Acme", first_week=date(2026, 1, 5), time_zone="UTC", currency="EUR")
LAST_WEEK = Input("nodes", "last_week")
NO_WORK: Callable[[date], dict[str, pa.Table]] = lambda week: {}  # noqa: E731


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path)
    with duckdb.connect() as connection:
        for week in (MONDAY, MONDAY - WEEK):
            put(connection, made, "nodes", week, [{"week": week, "node_id": f"of {week}"}])
    return made


def shown(connection: Any) -> list[str]:
    return [node for (node,) in connection.execute("SELECT node_id FROM nodes_last_week ORDER BY 1").fetchall()]


def test_a_week_keeps_its_session(lake: Lake) -> None:
    sessions = Sessions(COMPANY, lake, lambda needed, week: [week - WEEK], NO_WORK)
    first = sessions.showing([LAST_WEEK], MONDAY)
    assert sessions.showing([LAST_WEEK], MONDAY) is first
    assert sessions.showing([], MONDAY + WEEK) is not first
    assert first.execute("SELECT week FROM this_week").fetchall() == [(MONDAY,)]


def test_an_input_that_comes_to_show_other_weeks_is_shown_anew(lake: Lake) -> None:
    """Calls that arrive while a command works make another week count."""
    weeks = [MONDAY]
    sessions = Sessions(COMPANY, lake, lambda needed, week: list(weeks), NO_WORK)
    assert shown(sessions.showing([LAST_WEEK], MONDAY)) == [f"of {MONDAY}"]
    weeks.append(MONDAY - WEEK)
    assert shown(sessions.showing([LAST_WEEK], MONDAY)) == [f"of {MONDAY - WEEK}", f"of {MONDAY}"]


def test_a_table_made_anew_is_read_anew(lake: Lake) -> None:
    sessions = Sessions(COMPANY, lake, lambda needed, week: [week - WEEK], NO_WORK)
    assert shown(sessions.showing([LAST_WEEK], MONDAY)) == [f"of {MONDAY - WEEK}"]
    with duckdb.connect() as connection:
        put(connection, lake, "nodes", MONDAY - WEEK, [{"week": MONDAY - WEEK, "node_id": "replaced"}])
    assert shown(sessions.showing([LAST_WEEK], MONDAY)) == ["replaced"]


def test_the_weeks_asked_for_first_are_closed(lake: Lake) -> None:
    sessions = Sessions(COMPANY, lake, lambda needed, week: [], NO_WORK)
    first = sessions.showing([], MONDAY)
    for number in range(1, KEPT + 1):
        last = sessions.showing([], MONDAY + number * WEEK)
    with pytest.raises(duckdb.ConnectionException):
        first.execute("SELECT 1")
    assert last.execute("SELECT 1").fetchall() == [(1,)]
    assert sessions.showing([], MONDAY).execute("SELECT week FROM this_week").fetchall() == [(MONDAY,)]


def test_the_clock_and_the_log_are_shown_as_they_are_now(lake: Lake) -> None:
    told = [1]
    sessions = Sessions(COMPANY, lake, lambda needed, week: [], lambda week: {"work_clock": pa.table({"n": told})})
    asked = [Input("work_clock", "work")]
    assert sessions.showing(asked, MONDAY).execute("SELECT n FROM work_clock").fetchall() == [(1,)]
    told[0] = 2
    assert sessions.showing(asked, MONDAY).execute("SELECT n FROM work_clock").fetchall() == [(2,)]
