"""The published database of one week, asked for rows: every question goes through here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import duckdb

from sales_pipeline.explain.part import ExplainError
from sales_pipeline.home import Home

FACTS = "forecast_facts.json"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Published:
    """A week as it was published; use it as a context, it holds the database open for reading."""

    home: Home
    week: date
    connection: duckdb.DuckDBPyConnection

    @classmethod
    def open(cls, home: Home, week: date | None) -> "Published":
        """The week, by default the newest published one; ExplainError when it isn't there."""
        if not home.database.exists():
            raise ExplainError("Nothing is published yet: analytics.duckdb is missing. `sales-pipeline run` makes it.")
        connection = duckdb.connect(str(home.database), read_only=True)
        known = [found for (found,) in connection.execute("SELECT week FROM publications ORDER BY week").fetchall()]
        if not known or (week and week not in known):
            said = ", ".join(str(each) for each in known[-5:]) or "none"
            raise ExplainError(
                f"Week {week} is not published; the newest published are {said}. `sales-pipeline run --week {week}` "
                "publishes it."
            )
        return cls(home, week or known[-1], connection)

    def __enter__(self) -> "Published":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def rows(self, table: str, order: str = "", **where: object) -> list[Row]:
        """Rows of this week whose columns equal the values given, compared as text where a key is text."""
        columns = self.columns(table)
        wanted = {**({"week": self.week} if "week" in columns else {}), **where}
        unknown = sorted(set(wanted) - set(columns))
        if unknown:
            raise ExplainError(f"{table} has no column {unknown[0]}: it has {', '.join(columns)}.")
        test = " AND ".join(_test(name) for name in wanted) or "true"
        return self.ask(f"SELECT * FROM {table} WHERE {test} ORDER BY {order or 'ALL'}", list(wanted.values()))

    def kept(self, table: str, **where: object) -> list[Row]:
        """The same, read once: of a small table that many deals are looked up in."""
        key = (table, *sorted((name, str(value)) for name, value in where.items()))
        if key not in self._kept:
            self._kept[key] = self.rows(table, "", **where)
        return self._kept[key]

    def ask(self, query: str, values: list[object] | None = None) -> list[Row]:
        found = self.connection.execute(query, values or [])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def columns(self, table: str) -> list[str]:
        return self._columns.get(table, [])

    @cached_property
    def facts(self) -> dict[str, Mapping[str, Any]]:
        """What the week's sentences say, by id."""
        path = self.home.outputs(self.week) / FACTS
        if not path.exists():
            return {}
        return {fact["id"]: fact for fact in json.loads(path.read_text(encoding="utf-8"))["facts"]}

    @cached_property
    def _kept(self) -> dict[tuple[object, ...], list[Row]]:
        return {}

    @cached_property
    def _columns(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for table, column in self.connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'main' ORDER BY column_index"
        ).fetchall():
            found.setdefault(table, []).append(column)
        return found


def _test(column: str) -> str:
    # as a day, other weeks are passed over unread
    return "week = ?" if column == "week" else f"CAST({column} AS VARCHAR) = CAST(? AS VARCHAR)"
