"""From the lake to analytics.duckdb: whole, or not at all. Documents are published by outputs.py.

The database is built beside the published one and moved over it, so a reader has the old or the new week,
never half of one. Which tables there are comes from the contracts.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from sales_pipeline import contract, files, sql
from sales_pipeline.contract import Column
from sales_pipeline.home import Home
from sales_pipeline.lake import Lake, quoted
from sales_pipeline.render.run import Run
from sales_pipeline.weeks import GATE_RESULTS, lived, settled

PUBLICATIONS = "publications"
Known = defaultdict[str, list[tuple[str, str, str]]]


class PublicationError(Exception):
    """The published database can't be added to; the message says how to make it anew."""


def publish_database(home: Home, lake: Lake, runs: Mapping[date, Run], *, anew: bool = False) -> Path:
    """Put weeks into the published database; others stay as they were published, or are gone when it is made anew."""
    target = home.database
    for orphan in target.parent.glob(f".{target.name}.*"):
        files.remove(orphan)
    aside = files.aside(target)
    if target.exists() and not anew:
        _copy(target, aside)
    with _published(aside) as connection:
        _fill(connection, lake, runs)
    _check(aside)
    _move(aside, target)
    return target


def publish_work(home: Home, lake: Lake, week: date) -> None:
    """Put how the work of a published week stands into the database; everything else in it stays."""
    target = home.database
    aside = files.aside(target)
    _copy(target, aside)
    with _published(aside) as connection:
        known = _known(connection)
        for name in lived():
            _replace_week(connection, known, name, week, _file(lake.path(name, week)))
    _check(aside)
    _move(aside, target)


def weekly_tables() -> list[str]:
    return [*settled(), *lived()]


def publishable(lake: Lake) -> list[date]:
    """Weeks of which the lake holds every table, none of them stopped by a gate."""
    return [week for week in lake.weeks(GATE_RESULTS) if _is_whole(lake, week)]


def _is_whole(lake: Lake, week: date) -> bool:
    if not all(lake.has(name, week) for name in settled()):
        return False
    return "error" not in lake.read(GATE_RESULTS, week).column("state").to_pylist()


def _copy(target: Path, aside: Path) -> None:
    """What was published before, to be added to; PublicationError when it is no database any more."""
    with files.naming(target):
        shutil.copyfile(target, aside)
    try:
        _check(aside)
    except duckdb.Error as error:
        raise PublicationError(
            f"{target.name} is damaged ({str(error).splitlines()[0]}): make it anew from the lake with "
            "`sales-pipeline publish`, then run again"
        ) from error


def _fill(connection: duckdb.DuckDBPyConnection, lake: Lake, runs: Mapping[date, Run]) -> None:
    for name in [*sql.undated(), *(name for name in sql.backtests() if lake.has(name))]:
        _create(connection, name, _file(lake.path(name)))
    known = _known(connection)
    for week, run in runs.items():
        # how work stands is put in after the week that it is about
        for name in [*settled(), *(name for name in lived() if lake.has(name, week))]:
            _replace_week(connection, known, name, week, _file(lake.path(name, week)))
        connection.register("publication", _publication(week, run))
        _replace_week(connection, known, PUBLICATIONS, week, "publication")


@contextmanager
def _published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database file to write into, in one transaction."""
    # readers of DuckDB 1.x and the browser build refuse newer storage
    connection = duckdb.connect()
    try:
        connection.execute(f"ATTACH '{quoted(path)}' AS published (STORAGE_VERSION 'v1.0.0')")
        connection.execute("USE published")
        # statements on their own would be flushed to disk one by one
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT published")
    finally:
        connection.close()


def _publication(week: date, run: Run) -> pa.Table:
    row = {
        "week": week, "run_id": run.run_id, "settings_hash": run.settings_hash,
        "version": run.version, "status": run.status,
    }  # fmt: skip
    return pa.Table.from_pylist([row], schema=contract.arrow_schema(contract.catalogue()[PUBLICATIONS]))


def _known(connection: duckdb.DuckDBPyConnection) -> Known:
    """Name, type and comment of the columns that every published table has."""
    found: Known = defaultdict(list)
    asked = connection.execute(
        "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() "
        "WHERE database_name = 'published' ORDER BY table_name, column_index"
    )
    for name, *column in asked.fetchall():
        found[name].append(tuple(column))
    return found


def _replace_week(
    connection: duckdb.DuckDBPyConnection, known: Known, name: str, week: date, source: str
) -> None:  # fmt: skip
    """Swap one week of a table; one whose contract has changed since is made anew and keeps what still fits."""
    wanted = [(c.name, c.sql_type, _words(c)) for c in contract.columns(contract.catalogue()[name])]
    found, known[name] = known[name], wanted
    if found == wanted:
        connection.execute(f"DELETE FROM {name} WHERE week = ?", [week])
        connection.execute(f"INSERT INTO {name} SELECT {', '.join(column for column, *_ in wanted)} FROM {source}")
        return
    if found:
        connection.execute(f"CREATE TEMP TABLE earlier AS SELECT * FROM {name} WHERE week <> ?", [week])
    _create(connection, name, source)
    if found:
        now = {(column, kind) for column, kind, _ in wanted}
        fitting = ", ".join(column for column, kind, _ in found if (column, kind) in now)
        connection.execute(f"INSERT INTO {name} BY NAME SELECT {fitting} FROM temp.earlier")
        connection.execute("DROP TABLE temp.earlier")


def _create(connection: duckdb.DuckDBPyConnection, name: str, source: str) -> None:
    """A table with the contract's types and comments, and for a weekly one the view of its latest week."""
    model = contract.catalogue()[name]
    columns = contract.columns(model)
    shown = ", ".join(f"CAST({c.name} AS {c.sql_type}) AS {c.name}" for c in columns)
    connection.execute(f"DROP VIEW IF EXISTS latest_{name}")
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {shown} FROM {source}")
    connection.execute(f"COMMENT ON TABLE {name} IS '{_escaped(contract.meaning(model))}'")
    for column in columns:
        connection.execute(f"COMMENT ON COLUMN {name}.{column.name} IS '{_escaped(_words(column))}'")
    if name in weekly_tables() or name == PUBLICATIONS:
        connection.execute(
            f"CREATE VIEW latest_{name} AS SELECT * FROM {name} WHERE week = (SELECT max(week) FROM {name})"
        )


def _words(column: Column) -> str:
    return f"{column.meaning} ({column.unit})" if column.unit else column.meaning


def _check(path: Path) -> None:
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute(f"SELECT count(*) FROM {PUBLICATIONS}").fetchone()


def _move(aside: Path, target: Path) -> None:
    """The protocol under which a reader opens the old file or the new one, whole."""
    leftover = aside.with_name(aside.name + ".wal")
    if leftover.exists():
        raise OSError(f"{leftover.name} was left by the checkpoint: {target.name} stays as it was; run again")
    files.remove(target.with_name(target.name + ".wal"))
    files.move(aside, target)
    files.sync_folder(target.parent)


def _file(path: Path) -> str:
    return f"read_parquet('{quoted(path)}')"


def _escaped(text: str) -> str:
    return text.replace("'", "''")
