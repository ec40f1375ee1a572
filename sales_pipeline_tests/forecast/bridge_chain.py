"""From a small history to its bridge, through the SQL that runs it for real: every table between the two, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sales_pipeline import sql
from sales_pipeline_tests.sql_case import run_sql

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Bridges:
    """What the chain made: the tables by name, and the bridge as figures."""

    tables: Rows

    @property
    def figures(self) -> dict[Key, dict[str, Decimal]]:
        """(bridge, against, node) -> bucket -> amount."""
        found: dict[Key, dict[str, Decimal]] = {}
        for row in self.tables["forecast_bridge"]:
            found.setdefault((row["bridge"], row["against"], row["node_id"]), {})[row["bucket"]] = row["amount"]
        return found

    def of(self, node: str, bridge: str = "open_pipeline", against: str = "period_start") -> dict[str, Decimal]:
        """The non-zero figures of one bridge at one node, start and end always."""
        figures = self.figures[bridge, against, node]
        return {bucket: amount for bucket, amount in figures.items() if amount or bucket in ("start", "end")}


def bridges(week: date, given: Rows, folder: Path, company: Row | None = None) -> Bridges:
    """Make forecast_bridge and all it rests on from undated tables."""
    made = dict(given)
    for name in _needed("forecast_bridge", ()):
        inputs = [needed for needed in sql.tables()[name].inputs if needed.form != "calendar"]
        made[name] = run_sql(name, week, {i.view: made.get(i.name, []) for i in inputs}, folder, company, is_kept=True)
    return Bridges(made)


def _needed(name: str, done: tuple[str, ...]) -> tuple[str, ...]:
    """The weekly tables up to this one, each after those it reads."""
    for needed in sql.tables()[name].inputs:
        if needed.form == "this" and needed.name not in done:
            done = _needed(needed.name, done)
    return (*done, name)


def people(names: Iterable[str], unit: str) -> Rows:
    """Representatives who have always been in one unit."""
    named = list(names)
    return {
        "people": [{"person_id": name, "person_name": name, "role": "representative"} for name in named],
        "organisation_members": [
            {"person_id": name, "node_id": unit, "valid_from": date(2020, 1, 1)} for name in named
        ],
    }


def history(changes: Iterable[Row]) -> list[Row]:
    """Changes of deals, in time, as ranges: each valid until the deal's next."""
    rows: list[Row] = []
    last: dict[str, Row] = {}
    for change in sorted(changes, key=lambda row: (row["opportunity_id"], row["valid_from"])):
        before = last.get(change["opportunity_id"])
        if before:
            before["valid_to"] = change["valid_from"]
        row = {**change, "change_seq": before["change_seq"] + 1 if before else 1}
        last[change["opportunity_id"]] = row
        rows.append(row)
    return rows
