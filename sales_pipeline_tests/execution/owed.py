"""What a plan makes of a week in a test: its instances, from text to rows, with seats and deals given by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from sales_pipeline import sql
from sales_pipeline.company import load
from sales_pipeline.intake.build import build
from sales_pipeline.intake.plan.build import TABLES
from sales_pipeline_tests.intake.homes import ONE_DEAL, write_home
from sales_pipeline_tests.sql_case import run_sql

Row = dict[str, Any]
# what a test of the queue reads of the forecast
SEATS = [
    {"node_id": "ann", "layer": "representative", "submitter_id": "ann", "node_name": "Ann"},
    {"node_id": "bob", "layer": "representative", "submitter_id": "bob", "node_name": "Bob"},
    {"node_id": "north", "layer": "manager", "submitter_id": "mia", "node_name": "North"},
]


def plan_rows(root: Path, plan: str, **files: str) -> dict[str, list[Row]]:
    """The plan's tables for the text of a plan and of requests."""
    requests: dict[str, str | bytes] = {f"tasks/pending/{name}.yaml": text for name, text in files.items()}
    home = write_home(root, {**ONE_DEAL, "workflow/plan.yaml": plan, **requests})
    connection = duckdb.connect()
    build(connection, home, load(home.company_file))
    return {name: connection.sql(f"SELECT * FROM {name}").to_arrow_table().to_pylist() for name in TABLES}


def instances(root: Path, plan: str, week: date, company: Row | None = None, **given: list[Row]) -> list[Row]:
    """The tasks a plan makes owed in a week, of what had become known by then."""
    rows = plan_rows(root, plan)
    wanted = {needed.view for needed in sql.tables()["task_instances"].inputs}
    known = {
        name: [row for row in found if row["starts_date"] is None or row["starts_date"] <= week]
        for name, found in rows.items()
        if name in wanted
    }
    return run_sql("task_instances", week, {**known, "call_seats": SEATS, **given}, root / "lake", company)
