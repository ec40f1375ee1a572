"""A table is replaced whole or not at all, carries what it was made from, and can't change its types unnoticed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from sales_pipeline import contract
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.lake import Lake, LakeError

FIRST, SECOND = date(2026, 1, 5), date(2026, 1, 12)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connect({}) as opened:
        yield opened


def query(plan_amount: str, count: int = 1) -> str:
    """Rows of `plans`."""
    return (
        f"SELECT CAST(n AS VARCHAR) AS node_id, DATE '2026-01-01' AS period_start_date, "
        f"CAST({plan_amount} AS DECIMAL(18,2)) AS plan_amount, 'USD' AS currency, 'spot' AS rate_policy, "
        f"'1' AS plan_version, DATE '2026-01-01' AS known_at FROM range({count}) AS numbers(n)"
    )


def put(lake: Lake, connection: duckdb.DuckDBPyConnection, text: str, week: date | None = None) -> Path:
    lake.replace(lake.stage(connection, text, "plans", week, "fingerprint"), "plans", week)
    return lake.path("plans", week)


def test_what_was_put_is_read_with_the_contracts_types(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    put(lake, connection, query("12.34"))
    made = lake.read("plans")
    assert made.schema == contract.arrow_schema(contract.catalogue()["plans"])
    assert made["plan_amount"].to_pylist() == [Decimal("12.34")]
    assert (lake.has("plans"), lake.row_count("plans")) == (True, 1)


def test_weeks_lie_side_by_side_and_are_listed_in_order(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    assert lake.weeks("plans") == []
    for week in (SECOND, FIRST):
        put(lake, connection, query("1"), week)
    before = lake.path("plans", SECOND).read_bytes()
    put(lake, connection, query("2"), FIRST)
    lake.stage(connection, query("3"), "plans", date(2026, 1, 19), "staged only")
    assert lake.weeks("plans") == [FIRST, SECOND]
    assert lake.path("plans", SECOND).read_bytes() == before
    assert not lake.has("plans")


def test_the_same_rows_give_the_same_bytes_whatever_the_threads(tmp_path: Path) -> None:
    made = []
    for threads in (1, 4, 4):
        with engine.workspace(tmp_path) as connection:
            connection.execute(f"SET threads = {threads}")
            made.append(put(Lake(tmp_path), connection, query("n", 300_000)).read_bytes())
    assert made[0] == made[1] == made[2]


def test_a_staged_file_is_not_visible_until_it_replaces(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    put(lake, connection, query("1"), FIRST)
    aside = lake.stage(connection, query("2"), "plans", FIRST, "later")
    assert lake.read("plans", FIRST)["plan_amount"].to_pylist() == [Decimal("1.00")]
    lake.replace(aside, "plans", FIRST)
    assert lake.read("plans", FIRST)["plan_amount"].to_pylist() == [Decimal("2.00")]
    assert lake.fingerprint("plans", FIRST) == "later"


def test_a_query_that_fails_leaves_the_table_as_it_was(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    path = put(lake, connection, query("1"), FIRST)
    before = path.read_bytes()
    with pytest.raises(duckdb.Error):
        lake.stage(connection, query("CAST('x' || n AS DECIMAL(18,2))", 300_000), "plans", FIRST, "broken")
    assert path.read_bytes() == before


def test_a_fingerprint_is_missing_where_there_is_no_whole_file(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    lake = Lake(tmp_path)
    assert lake.fingerprint("plans") is None
    path = put(lake, connection, query("1", 1000))
    assert lake.fingerprint("plans") == "fingerprint"
    whole = path.read_bytes()
    for broken in (b"", whole[:4], whole[: len(whole) // 2], whole[:-1], b"not parquet at all"):
        path.write_bytes(broken)
        assert lake.fingerprint("plans") is None


def test_a_file_of_another_contract_is_refused(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    put(lake, connection, f"SELECT * EXCLUDE (known_at) FROM ({query('1')})", FIRST)
    with pytest.raises(LakeError, match=r"2026-01-05\.parquet of plans has other columns than its contract"):
        lake.read("plans", FIRST)
    put(lake, connection, f"SELECT * REPLACE (CAST(plan_amount AS DOUBLE) AS plan_amount) FROM ({query('1')})", FIRST)
    with pytest.raises(LakeError):
        lake.read("plans", FIRST)


STAGE = """
import sys
from pathlib import Path
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.lake import Lake
lake = Lake(Path(sys.argv[1]))
with engine.connect({}) as connection:
    print("started", flush=True)
    while True:
        aside = lake.stage(connection, sys.argv[2], "plans", None, "theirs")
        print("staged", flush=True)
        lake.replace(aside, "plans")
"""


def test_a_kill_at_any_moment_leaves_the_old_or_the_new_table_whole(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    lake = Lake(tmp_path)
    put(lake, connection, query("1", 50_000))
    for after_lines in (1, 3):
        command = [sys.executable, "-c", STAGE, str(tmp_path), query("2", 50_000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(after_lines):
                process.stdout.readline()
            os.kill(process.pid, signal.SIGKILL)
        made = lake.read("plans")["plan_amount"]
        assert len(made) == 50_000
        assert len(set(made.to_pylist())) == 1
        assert lake.fingerprint("plans") is not None


def test_what_a_killed_run_left_is_swept_and_nothing_else(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    lake = Lake(tmp_path)
    kept = [put(lake, connection, query("1"), week) for week in (None, FIRST)]
    left = [lake.stage(connection, query("2"), "plans", week, "left") for week in (None, FIRST)]
    left.append(tmp_path / ".workspace.1.tmp")
    left[-1].mkdir()
    (left[-1] / ".intake.duckdb.tmp").touch()
    lake.sweep()
    assert all(path.exists() for path in kept)
    assert not any(path.exists() for path in left)


def test_sweeping_a_lake_that_is_not_there_yet_is_no_error(tmp_path: Path) -> None:
    Lake(tmp_path / "lake").sweep()
