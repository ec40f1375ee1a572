"""analytics.duckdb holds the old publication or the new one, whole; a week replaces itself and nothing else."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sales_pipeline import contract, publish, sql
from sales_pipeline.contract import Column
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.home import Home
from sales_pipeline.lake import Lake
from sales_pipeline.publish import publish_database, weekly_tables
from sales_pipeline.render.run import Run
from sales_pipeline_tests.sql_case import put

FIRST, SECOND = date(2026, 1, 5), date(2026, 1, 12)
ROLLUP = "forecast_rollup"


def run(week: date, run_id: str = "abc") -> Run:
    as_of = datetime(week.year, week.month, week.day, tzinfo=UTC)
    return Run("Acme", week.isoformat(), as_of, "Q1 FY26", 12, "USD", "acv", run_id, "def", "0.1")


def fill(lake: Lake, week: date, amount: int) -> None:
    """A lake with one row in every table; the roll-up expects `amount`."""
    with engine.connect({}) as connection:
        for name in sql.undated():
            put(connection, lake, name, None, [{}])
        for name in weekly_tables():
            put(connection, lake, name, week, [{"expected_amount": amount} if name == ROLLUP else {}])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("filled")
    for week, amount in ((FIRST, 100), (SECOND, 200)):
        fill(Lake(Home(root).lake), week, amount)
    return root


@pytest.fixture
def whole_home(filled: Path, tmp_path: Path) -> Home:
    shutil.copytree(filled, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def home(whole_home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The same home, of which four tables are enough to see how publishing works."""
    monkeypatch.setattr(sql, "undated", lambda: ("plans", "stages"))
    monkeypatch.setattr(publish, "settled", lambda: ["nodes", ROLLUP])
    monkeypatch.setattr(publish, "lived", list)
    return whole_home


def publish_week(home: Home, week: date, run_id: str = "abc") -> None:
    publish_database(home, Lake(home.lake), {week: run(week, run_id)})


def expect(home: Home, amount: int) -> None:
    """Have the lake's first week expect another amount."""
    with engine.connect({}) as connection:
        put(connection, Lake(home.lake), ROLLUP, FIRST, [{"expected_amount": amount}])


def ask(home: Home, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.database), read_only=True) as connection:
        found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
    return found


def expected(home: Home) -> list[tuple[Any, ...]]:
    return ask(home, f"SELECT week, CAST(expected_amount AS BIGINT) FROM {ROLLUP} ORDER BY week")


def test_every_table_is_there_with_its_types_and_comments(whole_home: Home) -> None:
    home = whole_home
    publish_week(home, FIRST)
    # those of a backtest are there after one
    tables = set(contract.catalogue()) - set(sql.backtests())
    assert {row[0] for row in ask(home, "SELECT table_name FROM duckdb_tables()")} == tables
    found = ask(home, f"SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = '{ROLLUP}'")
    model = contract.catalogue()[ROLLUP]
    assert [row[:2] for row in found] == [(c.name, c.sql_type) for c in contract.columns(model)]
    assert ("expected_amount", "Closed + expected, by the method that stands (company currency)") in [
        (row[0], row[2]) for row in found
    ]
    assert ask(home, f"SELECT comment FROM duckdb_tables() WHERE table_name = '{ROLLUP}'") == [
        (contract.meaning(model),)
    ]
    views = {row[0] for row in ask(home, "SELECT view_name FROM duckdb_views() WHERE NOT internal")}
    assert views == {f"latest_{name}" for name in [*weekly_tables(), "publications"]}


def test_a_week_replaces_itself_and_leaves_the_others(home: Home) -> None:
    publish_week(home, FIRST)
    publish_week(home, SECOND)
    expect(home, 150)
    publish_week(home, FIRST, "new")
    assert expected(home) == [(FIRST, 150), (SECOND, 200)]
    assert ask(home, "SELECT week, run_id FROM publications ORDER BY week") == [(FIRST, "new"), (SECOND, "abc")]
    assert {row[0] for row in ask(home, "SELECT count(*) FROM plans UNION ALL SELECT count(*) FROM stages")} == {1}


def test_views_show_the_newest_published_week(home: Home) -> None:
    publish_week(home, SECOND)
    publish_week(home, FIRST)
    assert ask(home, f"SELECT week, CAST(expected_amount AS BIGINT) FROM latest_{ROLLUP}") == [(SECOND, 200)]


def test_a_reader_that_holds_the_old_database_open_goes_on_with_it(home: Home) -> None:
    publish_week(home, FIRST)
    with subprocess.Popen(
        [sys.executable, "-c", READ, str(home.database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline().strip() == "100.00"
        expect(home, 150)
        publish_week(home, FIRST)
        assert reader.communicate("again\n")[0].split() == ["100.00", "100.00"]
    assert expected(home) == [(FIRST, 150)]


READ = f"""
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print(connection.execute("SELECT expected_amount FROM {ROLLUP}").fetchone()[0], flush=True)
sys.stdin.readline()
connection.execute("SELECT * FROM plans").fetchall()
for _ in range(2):
    print(connection.execute("SELECT expected_amount FROM latest_{ROLLUP}").fetchone()[0], flush=True)
"""


@pytest.mark.parametrize("step", ["_fill", "_check", "_move"])
def test_a_failure_before_the_move_leaves_the_publication_as_it_was(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    publish_week(home, FIRST)
    before = home.database.read_bytes()

    def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(publish, step, fail)
        with pytest.raises(RuntimeError):
            publish_week(home, SECOND)
    assert home.database.read_bytes() == before
    publish_week(home, SECOND)
    assert expected(home) == [(FIRST, 100), (SECOND, 200)]
    assert [name for name in os.listdir(home.root) if "duckdb" in name] == ["analytics.duckdb"]


def test_what_a_killed_publication_left_is_swept_and_a_stale_wal_does_no_harm(home: Home) -> None:
    publish_week(home, FIRST)
    for name in (".analytics.duckdb.1.tmp", ".analytics.duckdb.1.tmp.wal", "analytics.duckdb.wal"):
        (home.root / name).write_bytes(b"left")
    publish_week(home, SECOND)
    assert expected(home) == [(FIRST, 100), (SECOND, 200)]
    assert [name for name in os.listdir(home.root) if "duckdb" in name] == ["analytics.duckdb"]


PUBLISH = """
import sys
from datetime import date
from pathlib import Path
from sales_pipeline.home import Home
from sales_pipeline_tests.test_publish import SECOND, publish_week
print("started", flush=True)
while True:
    publish_week(Home(Path(sys.argv[1])), SECOND)
    print("published", flush=True)
"""


@pytest.mark.parametrize("seconds", [0.05, pytest.param(0.2, marks=pytest.mark.long)])
def test_a_kill_while_publishing_leaves_a_whole_database(home: Home, seconds: float) -> None:
    publish_week(home, FIRST)
    with subprocess.Popen(
        [sys.executable, "-c", PUBLISH, str(home.root)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
    assert expected(home) in ([(FIRST, 100)], [(FIRST, 100), (SECOND, 200)])
    publish_week(home, SECOND)
    assert expected(home) == [(FIRST, 100), (SECOND, 200)]


def test_a_changed_contract_makes_the_table_anew_and_keeps_what_fits(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_week(home, FIRST)
    real = contract.columns
    changed = contract.catalogue()[ROLLUP]

    def columns(model: type[contract.Table]) -> tuple[Column, ...]:
        """The roll-up as a later version of the contract has it: a column gone, one new, one of another type."""
        if model is not changed:
            return real(model)
        text = next(c for c in real(model) if c.name == "node_name")
        kept = [c for c in real(model) if c.name not in ("level", "depth")]
        return (
            *kept,
            Column("depth", text.arrow_type, True, "", "Now text"),
            Column("note", text.arrow_type, True, "", "New"),
        )

    monkeypatch.setattr(contract, "columns", columns)
    with engine.connect({}) as connection:
        put(connection, Lake(home.lake), ROLLUP, SECOND, [{"expected_amount": 200, "note": "hello", "depth": "deep"}])
    publish_week(home, SECOND)
    assert ask(home, f"SELECT week, expected_amount, depth, note FROM {ROLLUP} ORDER BY week") == [
        (FIRST, Decimal("100.00"), None, None),
        (SECOND, Decimal("200.00"), "deep", "hello"),
    ]
    assert ask(home, f"SELECT count(*) FROM latest_{ROLLUP}") == [(1,)]
    assert ask(home, "SELECT week, count(*) FROM nodes GROUP BY week ORDER BY week") == [(FIRST, 1), (SECOND, 1)]


def test_a_changed_meaning_reaches_the_comments(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_week(home, FIRST)
    monkeypatch.setattr(publish, "_words", lambda column: "in other words")
    publish_week(home, SECOND)
    assert ask(home, f"SELECT DISTINCT comment FROM duckdb_columns() WHERE table_name = '{ROLLUP}'") == [
        ("in other words",)
    ]
    assert expected(home) == [(FIRST, 100), (SECOND, 200)]


OLD_CLIENT = f"""
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print(duckdb.__version__, connection.execute("SELECT week, expected_amount FROM latest_{ROLLUP}").fetchall())
"""


# the oldest that come built for this Python: compiling one would take longer than all other tests
OLD_CLIENTS = ["1.0.0", "1.1.3", "1.4.0"] if sys.version_info < (3, 13) else ["1.2.2", "1.4.0"]


@pytest.mark.real_data
@pytest.mark.parametrize("version", OLD_CLIENTS)
def test_older_clients_read_what_is_published(whole_home: Home, version: str) -> None:
    home = whole_home
    publish_week(home, FIRST)
    publish_week(home, SECOND)
    client = ["uv", "run", "--no-project", "--no-build", "--python", sys.executable, "--with", f"duckdb=={version}"]
    made = subprocess.run(
        [*client, "python", "-c", OLD_CLIENT, str(home.database)], capture_output=True, text=True, check=True
    )
    assert made.stdout == f"{version} [(datetime.date(2026, 1, 12), Decimal('200.00'))]\n"
