"""From undated tables to a weekly one through the SQL that runs it for real: every table between the two, in order."""

from datetime import date
from pathlib import Path
from typing import Any

from sales_pipeline import sql
from sales_pipeline_tests.sql_case import run_sql

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def chain(names: list[str], week: date, given: Rows, folder: Path, company: Row | None = None) -> Rows:
    """The tables asked for and all they rest on; no week before this one is known."""
    made, needed = dict(given), _needed(names)
    for name in sql.order():
        if name in needed:
            inputs = [each.view for each in sql.tables()[name].inputs if each.form != "calendar"]
            made[name] = run_sql(
                name, week, {view: made.get(view, []) for view in inputs}, folder, company, is_kept=True
            )
    return made


def _needed(names: list[str]) -> set[str]:
    found = set(names)
    for name in names:
        found |= _needed([i.name for i in sql.tables()[name].inputs if i.form == "this"])
    return found


def history(changes: list[Row]) -> list[Row]:
    """Changes of deals, each deal's in time, as ranges valid until the next."""
    rows: list[Row] = []
    for change in changes:
        row = {"currency": "USD", "change_seq": 1, **change}
        if rows and rows[-1]["opportunity_id"] == row["opportunity_id"]:
            rows[-1]["valid_to"] = row["valid_from"]
            row["change_seq"] = rows[-1]["change_seq"] + 1
        rows.append(row)
    return rows
