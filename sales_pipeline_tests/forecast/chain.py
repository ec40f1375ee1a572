"""From undated tables to a weekly one through the SQL that runs it for real: every table between the two, in order."""

from datetime import UTC, date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sales_pipeline import sql
from sales_pipeline.company import Company
from sales_pipeline_tests.sql_case import COMPANY, run_sql

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def chain(names: list[str], week: date, given: Rows, folder: Path, company: Row | None = None) -> Rows:
    """The tables asked for and all they rest on; no week before this one is known.

    States of deals say when these were created, as intake has them say it, where `opportunities` are given.
    """
    made = told(given, Company.model_validate({**COMPANY, **(company or {})}).zone)
    needed = _needed(names)
    for name in sql.order():
        if name in needed:
            inputs = [each.view for each in sql.tables()[name].inputs if each.form != "calendar"]
            made[name] = run_sql(
                name, week, {view: made.get(view, []) for view in inputs}, folder, company, is_kept=True
            )
    return made


def told(given: Rows, zone: ZoneInfo) -> Rows:
    """States with the days on which their deals were created and first known, as `opportunities` have them."""
    deals = {row["opportunity_id"]: row for row in given.get("opportunities", [])}

    def days(deal: str) -> Row:
        instants = {f"{name}_date": deals.get(deal, {}).get(f"{name}_at") for name in ("created", "known")}
        return {name: at and at.replace(tzinfo=UTC).astimezone(zone).date() for name, at in instants.items()}

    states = [{**days(row["opportunity_id"]), **row} for row in given.get("opportunity_history", [])]
    return {**given, "opportunity_history": states}


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
