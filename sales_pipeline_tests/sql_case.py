"""Given/expect cases: a YAML file with a week, small tables in, and the rows a table or gate must give.

week: 2026-11-16, table (or gate): its name, company: settings to override, given: {input: [rows]}, expect: [rows].
Inputs are named as the SQL names them (`forecast_rollup_last_week` too). Columns a given row leaves out are blank, or a
plain default where blank is not allowed; only the columns that `expect` names are compared. What states of deals say of
their course so far is told as intake tells it, unless a row gives it.
"""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from sales_pipeline import contract, sql
from sales_pipeline.calendar import WEEK
from sales_pipeline.company import Company
from sales_pipeline.contract import Column
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.intake.course import COURSE, ranges
from sales_pipeline.lake import Lake
from sales_pipeline.week_tables import week_tables
from sales_pipeline.work_facts import CLOCK, LOG

COMPANY = {"name": "Case", "currency": "USD", "first_week": date(2020, 1, 6)}


def cases(folder: Path) -> list[Path]:
    """Every case below a folder."""
    return sorted(folder.rglob("*.yaml"))


def run_case(path: Path, lake_folder: Path) -> None:
    """Run one case; AssertionError shows both sides."""
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    name = case.get("table") or case.get("gate")
    made = run_sql(name, case["week"], case.get("given", {}), lake_folder, case.get("company"))
    wanted = case["expect"]
    shown = list(dict.fromkeys(column for row in wanted for column in row))
    assert [{c: _plain(row[c]) for c in shown} for row in made] == [
        {c: _plain(row.get(c)) for c in shown} for row in wanted
    ]


def run_sql(
    name: str,
    week: date,
    given: dict[str, list[dict[str, Any]]],
    lake_folder: Path,
    company: dict[str, Any] | None = None,
    *,
    is_kept: bool = False,
) -> list[dict[str, Any]]:
    """The rows a table or gate gives for small inputs, through the engine that runs it for real.

    `is_kept`: an input that another table in the same folder has read is the same one, and isn't written again.
    """
    settings = Company.model_validate({**COMPANY, **(company or {})})
    item = sql.tables().get(name) or sql.backtests().get(name) or sql.gates()[name]
    with engine.connect(week_tables(settings, week)) as connection:
        for needed in item.inputs:
            if needed.form == "calendar":
                continue
            if needed.form == "work":
                connection.register(needed.name, _told(needed.name, week, given.get(needed.name, [])))
                continue
            when = {"undated": None, "last_week": week - WEEK}.get(needed.form, week)
            # a folder each: a table and its last week may both be given
            lake = Lake(lake_folder / needed.view)
            if not (is_kept and lake.has(needed.name, when)):
                put(connection, lake, needed.name, when, given.get(needed.view, []))
            engine.offer(connection, lake, needed, [] if when is None else [when])
        unknown = set(given) - {needed.view for needed in item.inputs}
        assert not unknown, f"{name} does not read {sorted(unknown)}"
        table = sql.tables().get(name) or sql.backtests().get(name)
        text = engine.typed(connection, name, engine.query(connection, table)) if table else item.text
        return engine.rows(connection, text)


def _told(name: str, week: date, rows: list[dict[str, Any]]) -> pa.Table:
    """The clock or the log as given; the clock stands at the week's end unless a row says otherwise."""
    over = {"week": week, "as_of_at": datetime.combine(week + WEEK, datetime.min.time()), "is_over": True}
    filled = [{**over, **row} for row in rows or [{}]] if name == "work_clock" else rows
    return pa.Table.from_pylist(filled, schema={"work_clock": CLOCK, "event_log": LOG}[name])


def put(connection: Any, lake: Lake, name: str, week: date | None, rows: list[dict[str, Any]]) -> None:
    """Rows as a table of a lake; columns they leave out are blank or a plain default."""
    model = contract.catalogue()[name]
    columns = contract.columns(model)
    unknown = {key for row in rows for key in row} - {c.name for c in columns}
    assert not unknown, f"{name} has no column {sorted(unknown)}"
    told = (*COURSE, "known_date") if name == "opportunity_history" else ()
    filled = [
        {c.name: _typed(c, row.get(c.name, _default(c, week))) for c in columns if c.name not in told} for row in rows
    ]
    given = [{**row, **{name: source.get(name) for name in told}} for row, source in zip(filled, rows, strict=True)]
    table = pa.Table.from_pylist(given, schema=contract.arrow_schema(model))
    if told:
        connection.register("given_rows", table)
        table = connection.sql(_with_course(connection, [c.name for c in columns])).to_arrow_table()
        connection.unregister("given_rows")
    # written by Arrow, which takes a tenth of what the engine takes for a few rows
    lake.path(name, week).parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, lake.path(name, week), compression="none")


def _with_course(connection: Any, columns: list[str]) -> str:
    """The given states with their course: what a row gives itself stands."""
    first = "CAST(first_value(valid_from) OVER (PARTITION BY opportunity_id ORDER BY change_seq) AS DATE) AS first_date"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE states AS SELECT *, {first} FROM given_rows ORDER BY opportunity_id, change_seq"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE course AS {ranges('states')}")
    found = {name: f"coalesce(s.{name}, c.{name})" for name in COURSE}
    found["known_date"] = "coalesce(known_date, first_date)"
    shown = [f"{found.get(name, 's.' + name)} AS {name}" for name in columns]
    return f"SELECT {', '.join(shown)} FROM states s POSITIONAL JOIN course c"


def _default(column: Column, week: date | None) -> Any:
    if column.nullable:
        return None
    if column.name == "week":
        return week
    kinds = {
        "VARCHAR": "given",
        "BIGINT": 1,
        "BOOLEAN": False,
        "DATE": date(2020, 1, 1),
        "TIMESTAMP": datetime(2020, 1, 1),
    }
    return kinds.get(column.sql_type, Decimal(0))


def _typed(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.sql_type.startswith("DECIMAL"):
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-column.arrow_type.scale))
    if column.sql_type == "TIMESTAMP" and not isinstance(value, datetime):
        return datetime.combine(value, datetime.min.time())
    return value


def _plain(value: Any) -> Any:
    """Numbers alike whatever their places; instants and dates as text."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, Decimal)):
        return Decimal(str(value)).normalize() + 0
    return str(value) if isinstance(value, (date, datetime)) else value
