"""DuckDB: shows a file its inputs as views cut at the week, and runs it.

Everything a query can see is listed here explicitly, file by file, so that no query can name a later week.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import cache
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

import duckdb
import pyarrow as pa

from sales_pipeline import contract, sql
from sales_pipeline.contract import Column
from sales_pipeline.lake import Lake, LakeError, quoted
from sales_pipeline.sql import Input, WeeklyTable

WORKSPACE_MEMORY = "600MB"
# of sorts and hash tables; what is beyond goes to files
OPERATOR_MEMORY = "200MB"
ENDS = ("valid_to", "left_on")
FUNCTION_RESULT = "SELECT * FROM function_result"
_EXACT = {"BIGINT": 0, "DECIMAL(18,2)": 2, "DECIMAL(18,6)": 6}


def session(calendar: Mapping[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """A session in memory that knows the calendar tables of one week; whatever it makes is temporary and its own."""
    connection = _database().cursor()
    _settle(connection)
    # clients before 2.0 don't know it and take what they need
    with suppress(duckdb.Error):
        connection.execute(f"SET operator_memory_limit = '{OPERATOR_MEMORY}'")
    for name, table in calendar.items():
        connection.register(name, table)
    return connection


@contextmanager
def connect(calendar: Mapping[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A session for one piece of work."""
    connection = session(calendar)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def workspace(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own in a file below `folder`, so that large inputs do not have to fit in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".workspace.", suffix=".tmp", dir=folder) as place:
        connection = duckdb.connect(Path(place) / "intake.duckdb", config={"memory_limit": WORKSPACE_MEMORY})
        try:
            _settle(connection)
            yield connection
        finally:
            connection.close()


@cache
def _database() -> duckdb.DuckDBPyConnection:
    # opening a database costs as much as a small query; a week asks for a hundred sessions
    spills = Path(gettempdir()) / f"sales_pipeline.{os.getpid()}"
    database = duckdb.connect(config={"temp_directory": str(spills)})
    # a run works in one process: what a table needed goes back before the next is made
    database.execute("SET allocator_flush_threshold = '16MB'")
    return database


def limit_memory(limit: str) -> None:
    """Hold all sessions of this process, together, to so much memory, such as 1GB."""
    _database().execute(f"SET memory_limit = '{limit}'")


def limit_threads(count: int) -> None:
    """Let all sessions of this process use so many threads, together."""
    _database().execute(f"SET threads = {count}")


def _settle(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET enable_progress_bar = false")
    # what depends on a zone must not depend on the machine's
    connection.execute("SET TimeZone = 'UTC'")


def offer(connection: duckdb.DuckDBPyConnection, lake: Lake, needed: Input, weeks: list[date]) -> None:
    """Make the view under which a file reads an input: these weeks of a weekly table, an undated one up to its cut."""
    if needed.form in ("calendar", "work"):
        return
    model = contract.catalogue()[needed.name]
    if needed.form == "undated":
        shown = _reaching_back(model, as_known(lake, needed.name, *_this_week(connection)))
    else:
        source = [lake.path(needed.name, week) for week in weeks]
        shown = f"SELECT {', '.join(c.name for c in contract.columns(model))} FROM ({_rows(model, source)})"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {needed.view} AS {shown}")


def as_known(lake: Lake, name: str, week: date, at: datetime) -> str:
    """The query for the rows of an undated table as they were known at a week, whose instant is `at`."""
    model = contract.catalogue()[name]
    return f"WITH rows AS ({_rows(model, [lake.path(name)])}) {_cut(model, week, at)}"


def _rows(model: type[contract.Table], source: list[Any]) -> str:
    if source:
        files = ", ".join(f"'{quoted(path)}'" for path in source)
        return f"SELECT * FROM read_parquet([{files}], hive_partitioning = false, union_by_name = true)"
    columns = ", ".join(f"CAST(NULL AS {c.sql_type}) AS {c.name}" for c in contract.columns(model))
    return f"SELECT {columns} WHERE false"


def _this_week(connection: duckdb.DuckDBPyConnection) -> tuple[date, datetime]:
    [(week, at)] = connection.execute("SELECT week, week_at FROM this_week").fetchall()
    return week, at


def _cut(model: type[contract.Table], week: date, at: datetime) -> str:
    """Rows known at the week, their ends open where they lie after it. Bounds are literals: files are read by them."""
    known = contract.meta(model, "known")
    kinds = {c.name: c for c in contract.columns(model)}

    def by_the_week(column: Column) -> str:
        # what happens at the week's own instant belongs to the next week; a day counts when it begins
        limit = f"< TIMESTAMP '{at}'" if column.sql_type == "TIMESTAMP" else f"<= DATE '{week}'"
        return f"rows.{column.name} {limit}"

    shown = ", ".join(
        f"CASE WHEN {by_the_week(c)} THEN rows.{c.name} END AS {c.name}" if c.name in ENDS else f"rows.{c.name}"
        for c in kinds.values()
    )
    blank = f"rows.{known} IS NULL OR " if known and kinds[known].nullable else ""
    where = f" WHERE {blank}{by_the_week(kinds[known])}" if known else ""
    return f"SELECT {shown} FROM {_told(model, known, week)} AS rows{where}"


def _reaching_back(model: type[contract.Table], rows: str) -> str:
    """Of a table whose first row of a thing also holds before its first day: `starts_on`, blank there."""
    thing = contract.reaching_back(model)
    if not thing:
        return rows
    first = f"row_number() OVER (PARTITION BY {', '.join(thing)} ORDER BY valid_from) = 1"
    return f"SELECT *, CASE WHEN NOT {first} THEN valid_from END AS {contract.STARTS_ON} FROM ({rows})"


def is_retold(model: type[contract.Table]) -> bool:
    """Whether the end of a row may be another one once its successor becomes known."""
    ends = any(c.name == "valid_to" for c in contract.columns(model))
    return ends and contract.meta(model, "known") not in (None, "valid_from")


def _told(model: type[contract.Table], known: str | None, week: date) -> str:
    """Rows whose ends are those told by the week: a successor that became known later has not ended a row yet."""
    if not is_retold(model):
        return "rows"
    thing = " AND ".join(f"other.{c} = rows.{c}" for c in contract.meta(model, "grain") if c != "valid_from")
    return (
        f"(SELECT rows.* REPLACE (CASE WHEN EXISTS (SELECT 1 FROM rows AS other WHERE {thing} "
        f"AND other.valid_from = rows.valid_to AND other.{known} > DATE '{week}') "
        f"THEN (SELECT min(other.valid_from) FROM rows AS other WHERE {thing} "
        f"AND other.valid_from > rows.valid_from AND other.{known} <= DATE '{week}') "
        "ELSE rows.valid_to END AS valid_to) FROM rows)"
    )


def typed(connection: duckdb.DuckDBPyConnection, name: str, text: str) -> str:
    """A query for a table's columns as its contract has them, in the order of its grain; LakeError when they differ."""
    text = text.strip().rstrip(";")
    columns = tuple(contract.columns(contract.catalogue()[name]))
    # all inputs but a function's result have the types of their contracts: asked once, a text's types are known
    if text == FUNCTION_RESULT or (text, columns) not in _agreeing:
        _compare(name, columns, connection.execute(f"DESCRIBE {text}").fetchall())
        _agreeing.add((text, columns))
    shown = ", ".join(f"CAST({c.name} AS {c.sql_type}) AS {c.name}" for c in columns)
    return f"SELECT {shown} FROM ({text}\n) ORDER BY {', '.join(sql.grain(name))}"


_agreeing: set[tuple[str, tuple[Column, ...]]] = set()


def _compare(name: str, columns: tuple[Column, ...], described: list[tuple[Any, ...]]) -> None:
    made = {row[0]: str(row[1]) for row in described}
    if list(made) != [c.name for c in columns]:
        raise LakeError(_difference(name, list(made), [c.name for c in columns]))
    for column in columns:
        _refuse_rounding(name, column, made[column.name])


def _difference(name: str, made: list[str], wanted: list[str]) -> str:
    missing, extra = [c for c in wanted if c not in made], [c for c in made if c not in wanted]
    if not missing and not extra:
        return f"{name} gives its columns in another order than its contract: {', '.join(wanted)}"
    said = f"missing {', '.join(missing) or 'nothing'}; not in it {', '.join(extra) or 'nothing'}"
    return f"{name} differs from its contract: {said}"


def _refuse_rounding(name: str, column: Column, made: str) -> None:
    scale = _EXACT.get(column.sql_type)
    if scale is not None and _places(made) > scale:
        raise LakeError(f"{name}.{column.name} is {made}: round it once in the SQL, to {column.sql_type}")
    if column.sql_type == "DATE" and made.startswith("TIMESTAMP"):
        raise LakeError(f"{name}.{column.name} is {made}: say in the SQL which day it falls on, in the company's zone")


def _places(made: str) -> float:
    """Decimal places of a type's values."""
    if made in ("DOUBLE", "FLOAT"):
        return inf
    return int(made[:-1].split(",")[1]) if made.startswith("DECIMAL") else 0


def query(
    connection: duckdb.DuckDBPyConnection, table: WeeklyTable, read: Callable[[Input], pa.Table] | None = None
) -> str:
    """The query for a table's rows: its text, or one over what its function makes of the views it names; `read` knows
    their rows without asking the engine."""
    if table.function is None:
        return table.text
    shown = {needed.view: read(needed) if read else ordered(connection, needed) for needed in table.inputs}
    connection.register("function_result", table.function(**shown))
    return FUNCTION_RESULT


def ordered(connection: duckdb.DuckDBPyConnection, needed: Input) -> pa.Table:
    """The rows of a view in the order of its key, so that no function depends on the engine's order."""
    return connection.sql(f"SELECT * FROM {needed.view} ORDER BY {_key(needed)}").to_arrow_table()


def _key(needed: Input) -> str:
    return "ALL" if needed.form in ("calendar", "work") else ", ".join(sql.grain(needed.name))


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries."""
    cursor = connection.execute(query)
    names = [item[0] for item in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
