"""Weeks launched from the UI with a mouse give what the command gives, and wait for each other."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sales_pipeline import contract, sql
from sales_pipeline.documents import documents
from sales_pipeline.home import Home
from sales_pipeline.lock import run_lock
from sales_pipeline.publish import weekly_tables
from sales_pipeline.weeks import lived
from sales_pipeline_tests.browser.conftest import Launched
from sales_pipeline_tests.browser.pages import Pages
from sales_pipeline_tests.ui_home import FIVE, ONE

pytestmark = pytest.mark.browser


def test_a_week_materialised_from_the_graph_is_the_one_of_the_command(
    pages: Pages, launched: Launched, home: Home, command_home: Home
) -> None:
    status, steps = pages.run(launched.one_week)
    assert (status, steps["published_week"]) == ("SUCCESS", "SUCCESS")
    # what was just published nobody has approved
    assert not home.final(date.fromisoformat(ONE)).exists()
    assert files(home, ONE) == files(command_home, ONE)
    assert len(files(home, ONE)) == len(documents())
    here, there = rows(home, [ONE]), rows(command_home, [ONE])
    assert [name for name in there if here[name] != there[name]] == []
    assert here["publications"]


def test_a_backfill_of_five_weeks_is_the_one_of_the_command(
    pages: Pages, launched: Launched, home: Home, command_home: Home
) -> None:
    assert pages.backfill(launched.five_weeks) == ["SUCCESS"] * 5
    pages.open(f"/runs/b/{launched.five_weeks}")
    pages.text("100% completed")
    assert [week for week in FIVE if files(home, week) != files(command_home, week)] == []
    here, there = rows(home, FIVE), rows(command_home, FIVE)
    assert [name for name in there if here[name] != there[name]] == []
    assert len(here["publications"]) == 5


def test_a_run_of_the_ui_waits_while_the_command_works_and_says_for_whom(pages: Pages, home: Home) -> None:
    with run_lock(home):
        run = pages.launch("/assets/nodes", ONE)
        pages.text(f"Waiting for process {os.getpid()}, which is running on this home.")
        assert pages.status(run) == "STARTED"
    assert pages.run(run) == ("SUCCESS", {"nodes": "SUCCESS", "nodes_checks": "SUCCESS"})


def files(home: Home, week: str) -> dict[str, bytes]:
    """Every published file of a week, by name."""
    folder = home.root / "outputs" / week
    return {path.name: path.read_bytes() for path in _visible(folder)}


def _visible(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")]


def rows(home: Home, weeks: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of the published database, ordered by its key; of weekly ones the rows of these weeks."""
    found = {}
    with duckdb.connect(str(home.database), read_only=True) as connection:
        # how work stands is as of when it was looked at
        settled = [name for name in weekly_tables() if name not in lived()]
        for name in (*sql.undated(), *settled, "publications"):
            columns = [column.name for column in contract.columns(contract.catalogue()[name])]
            chosen = "" if name in sql.undated() else "WHERE week::VARCHAR IN (SELECT unnest(?))"
            query = f"SELECT {', '.join(columns)} FROM {name} {chosen} ORDER BY ALL"
            found[name] = connection.execute(query, [list(weeks)] if chosen else []).fetchall()
    return found
