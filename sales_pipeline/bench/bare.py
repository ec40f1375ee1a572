"""The same SQL without the pipeline: the texts of the tables in one DuckDB connection, on the same Parquet."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sales_pipeline import contract, sql
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.intake.course import COURSE, ranges
from sales_pipeline.lake import Lake, quoted
from sales_pipeline.sql import Input
from sales_pipeline.week_tables import week_tables
from sales_pipeline.weeks import Weeks


def run_tables(weeks: Weeks, week: date, names: Iterable[str], instants: tuple[str, ...] = ()) -> int:
    """Run tables as temporary ones, in order; the number of rows of the last. `instants` keeps some of those compared.

    Nothing is written to the lake, no column is cast, no row ordered. Tables of other weeks come from the lake.
    """
    lake = weeks.lake
    calendar = week_tables(weeks.company, week)
    if instants:
        mask = [value in instants for value in calendar["instants"].column("instant").to_pylist()]
        calendar["instants"] = calendar["instants"].filter(mask)
    rows = 0
    with engine.connect(calendar) as connection:
        for name in sql.undated():
            engine.offer(connection, lake, Input(name, "undated"), [])
        for name in names:
            for needed in sql.tables()[name].inputs:
                if needed.form in sql.EARLIER:
                    earlier = [w for w in weeks.weeks_of(needed, week) if w < week and lake.has(needed.name, w)]
                    engine.offer(connection, lake, needed, earlier)
            made = engine.query(connection, sql.tables()[name]).strip().rstrip(";")
            rows = int(connection.execute(f"CREATE TEMP TABLE {name} AS {made}").fetchall()[0][0])
    return rows


def needed_for(name: str) -> list[str]:
    """A table and all of its week that it rests on, in order."""
    wanted, found = [name], {name}
    while wanted:
        for needed in sql.tables()[wanted.pop()].inputs:
            if needed.form == "this" and needed.name not in found:
                found.add(needed.name)
                wanted.append(needed.name)
    return [each for each in sql.order() if each in found]


def write_changes(lake: Lake, target: Path) -> None:
    """History as the changes it was made from: no ends, no numbers; `tie` orders changes of one instant."""
    kept = ", ".join(_state_columns())
    with engine.connect({}) as connection:
        connection.execute(
            f"COPY (SELECT {kept}, change_seq AS tie FROM read_parquet('{quoted(lake.path('opportunity_history'))}') "
            f"ORDER BY opportunity_id, change_seq) TO '{quoted(target)}' (FORMAT parquet, COMPRESSION zstd)"
        )


def write_ranges(changes: Path, target: Path) -> None:
    """Changes to validity ranges with each deal's course, as intake makes them, to a file like the lake's."""
    kept = ", ".join(_state_columns())
    with engine.connect({}) as connection:
        connection.execute(
            f"CREATE TEMP TABLE states AS SELECT {kept} FROM read_parquet('{quoted(changes)}') "
            "ORDER BY opportunity_id, valid_from, tie"
        )
        connection.execute(f"CREATE TEMP TABLE course AS {ranges('states')}")
        connection.execute(f"COPY (SELECT * FROM states POSITIONAL JOIN course) TO '{quoted(target)}' (FORMAT parquet)")


def _state_columns() -> list[str]:
    columns = contract.columns(contract.catalogue()["opportunity_history"])
    return [c.name for c in columns if c.name not in ("change_seq", "valid_to", "created_date", "known_date", *COURSE)]
