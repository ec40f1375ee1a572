"""What a week sees of intake's tables: rows known before it, their ends open where they lie after it."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sales_pipeline import contract
from sales_pipeline.calendar import instant
from sales_pipeline.company import Company
from sales_pipeline.intake.build import tables
from sales_pipeline_tests.intake.homes import Built

PROVENANCE = ("source_file", "source_line", "sha256")
# these say what was read, whatever a week knows of it
OUTSIDE = ("source_files", "rejected_rows", "people")


def rewrite(path: Path, cut: Callable[[dict[str, str]], dict[str, str] | None]) -> int:
    """Replace the rows of a file by what is left of each; the number of rows changed or gone."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    kept = [cut(dict(row)) for row in rows]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(row for row in kept if row is not None)
    return sum(row != new for row, new in zip(rows, kept, strict=True))


def seen(home: Built, settings: Company, week: date) -> dict[str, list[tuple[Any, ...]]]:
    """Every table as the week sees it, without provenance."""
    return {name: _seen(home, name, settings, week) for name in tables() if name not in OUTSIDE}


def _seen(home: Built, name: str, settings: Company, week: date) -> list[tuple[Any, ...]]:
    model = contract.catalogue()[name]
    at = f"TIMESTAMP '{instant(week, settings.zone)}'"
    day = f"DATE '{week}'"
    columns = {c.name: c.sql_type for c in contract.columns(model) if c.name not in PROVENANCE}
    before = {n: f"{n} < {at}" if kind == "TIMESTAMP" else f"{n} <= {day}" for n, kind in columns.items()}
    shown = ", ".join(f"CASE WHEN {before[n]} THEN {n} END" if n == "valid_to" else n for n in columns)
    known = contract.meta(model, "known")
    where = f"WHERE {known} IS NULL OR {before[known]}" if known else ""
    return home.rows(f"SELECT {shown} FROM {name} {where} ORDER BY ALL")
