"""The chain of an undated table: for every week in which something of it becomes visible, sums over all visible then.

What is added up are hashes of rows, so their order doesn't matter. A row counts from the week that knows it, its end
from the week that sees the end: the rule is the engine's, and a test holds both to each other. DuckDB's `hash` gives
the same on every machine and in every version this runs with.
"""

import json
from datetime import date
from itertools import accumulate
from operator import add
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.calendar import WEEK, instant, monday_at_or_before, weeks
from sales_pipeline.contract import Column
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.provenance import PROVENANCE

# Mondays before and after all weeks that are made; an instant far beyond has no place in a calendar
_FIRST, _LAST = date(1900, 1, 1), date(2200, 1, 6)
_MONDAYS = "visible_mondays"
Sums = tuple[int, int, int]
"Of rows, of hashes of what they say, and of hashes of where they came from."


def sums(connection: duckdb.DuckDBPyConnection, model: type[contract.Table], rows: str) -> Sums:
    """The sums over rows as they are shown, their ends among them."""
    facts, places = _hashes(contract.columns(model))
    query = f"SELECT count(*), coalesce(sum({facts}), 0), coalesce(sum({places}), 0) FROM {rows} AS rows"
    [(count, said, origin)] = connection.execute(query).fetchall()
    return count, int(said), int(origin)


def chain(connection: duckdb.DuckDBPyConnection, name: str, rows: str, zone: ZoneInfo) -> str:
    """The chain of a table, from a table or query of its rows: weeks and the sums from each on, blank where retold."""
    model = contract.catalogue()[name]
    connection.register(_MONDAYS, _mondays(connection, model, rows, zone))
    try:
        if engine.is_retold(model):
            return json.dumps([(str(week), None) for (week,) in connection.execute(_changes(model, rows)).fetchall()])
        found = connection.execute(_steps(model, rows)).fetchall()
    finally:
        connection.unregister(_MONDAYS)
    running = accumulate((row[1:] for row in found), lambda so_far, more: [*map(add, so_far, more)])
    return json.dumps([(str(week), made) for (week, *_), made in zip(found, running, strict=True)])


def _steps(model: type[contract.Table], rows: str) -> str:
    """Weeks with what becomes visible in each: rows without their ends, and ends, each with the key of its row."""
    known, key = _known(model), ", ".join(f"rows.{name}" for name in contract.meta(model, "grain"))
    ends = [c for c in contract.columns(model) if c.name in engine.ENDS]
    facts, places = _hashes(tuple(c for c in contract.columns(model) if c not in ends))
    shown = f"{_since(known)} AS week, 1 AS row_count, {facts} AS facts, {places} AS places"
    events = [f"SELECT {shown} {_from(rows, known)}"]
    for end in ends:
        week, fact = f"greatest({_since(known)}, {_since(end)})", f"hash(hash('{end.name}', {key}, rows.{end.name}))"
        events.append(f"SELECT {week}, 0, {fact}, 0 {_from(rows, known, end)} AND rows.{end.name} IS NOT NULL")
    totals = ", ".join(f"CAST(sum({name}) AS HUGEINT)" for name in ("row_count", "facts", "places"))
    return f"SELECT week, {totals} FROM ({' UNION ALL '.join(events)}) GROUP BY week ORDER BY week"


def _changes(model: type[contract.Table], rows: str) -> str:
    """Every week in which something may change: a row becomes known, starts or ends."""
    dated = [c for c in contract.columns(model) if c == _known(model) or c.name in ("valid_from", *engine.ENDS)]
    each = [f"SELECT {_since(c)} AS week {_from(rows, c)}" for c in dated]
    return f"SELECT DISTINCT week FROM ({' UNION ALL '.join(each)}) ORDER BY week"


def _hashes(columns: tuple[Column, ...]) -> tuple[str, str]:
    """Hash of what a row says in these columns, and of that with where it came from; mixed twice, to be added up."""
    said = f"hash({', '.join(f'rows.{c.name}' for c in columns if c.name not in PROVENANCE)})"
    origin = [f"rows.{c.name}" for c in columns if c.name in PROVENANCE]
    return f"hash({said})", f"hash(hash({', '.join([said, *origin])}))" if origin else "0"


def _known(model: type[contract.Table]) -> Column | None:
    name = contract.meta(model, "known")
    return next((c for c in contract.columns(model) if c.name == name), None)


def _since(column: Column | None) -> str:
    """The first week that sees a value; what has no date is seen always."""
    if column is None:
        return f"DATE '{_FIRST}'"
    at, of = _within(column), f"of_{column.name}"
    if column.sql_type == "DATE":
        week = f"CAST(date_trunc('week', {at} + 6) AS DATE)"
    else:
        week = f"{of}.week + CASE WHEN {at} < {of}.at THEN 0 WHEN {at} < {of}.next_at THEN 7 ELSE 14 END"
    return f"coalesce({week}, DATE '{_FIRST}')"


def _within(column: Column) -> str:
    """A value, moved to the first or last Monday there is from beyond it."""
    first, last = (f"{column.sql_type} '{day}'" for day in (_FIRST, _LAST))
    return f"CASE WHEN rows.{column.name} IS NOT NULL THEN greatest({first}, least({last}, rows.{column.name})) END"


def _from(rows: str, known: Column | None, *others: Column) -> str:
    """Rows that are ever known, each with the Mondays around its instants."""
    dated = [c for c in (known, *others) if c is not None]
    joins = [
        f"LEFT JOIN {_MONDAYS} AS of_{c.name} ON of_{c.name}.week = CAST(date_trunc('week', {_within(c)}) AS DATE)"
        for c in dict.fromkeys(dated)
        if c.sql_type == "TIMESTAMP"
    ]
    where = f"rows.{known.name} IS NOT NULL" if known and not known.nullable else "true"
    return f"FROM {rows} AS rows {' '.join(joins)} WHERE {where}"


def _mondays(connection: duckdb.DuckDBPyConnection, model: type[contract.Table], rows: str, zone: ZoneInfo) -> pa.Table:
    """The Mondays around all instants of a table, and when they and the next ones begin in the company's zone."""
    days: list[date] = []
    for column in contract.columns(model):
        if column.sql_type == "TIMESTAMP" and (column == _known(model) or column.name in engine.ENDS):
            at = f"CAST({_within(column)} AS DATE)"
            [found] = connection.execute(f"SELECT min({at}), max({at}) FROM {rows} AS rows").fetchall()
            days += [day for day in found if day]
    mondays = weeks(monday_at_or_before(min(days)), max(days)) if days else []
    return pa.table(
        {
            "week": pa.array(mondays, pa.date32()),
            "at": pa.array([instant(monday, zone) for monday in mondays], pa.timestamp("us")),
            "next_at": pa.array([instant(monday + WEEK, zone) for monday in mondays], pa.timestamp("us")),
        }
    )
