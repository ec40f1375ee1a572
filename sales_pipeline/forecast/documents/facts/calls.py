"""Facts of the calls: how many were due for the current period, how many came, who is missing."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run


def add(facts: Facts, frames: Frames, run: Run) -> None:
    rows = selection.calls(frames)
    _group(facts, "calls", rows)
    _group(facts, "calls.representatives", [row for row in rows if row["layer"] == selection.REPRESENTATIVE])


def _group(facts: Facts, prefix: str, rows: Sequence[Row]) -> None:
    cells = Source.of("commit_forecast", "state", horizon="current")
    for state in ("missing", "late", "submitted"):
        facts.count(f"{prefix}.{state}", sum(row["state"] == state for row in rows), "call", cells)
    received = sum(row["state"] != "missing" for row in rows)
    facts.count(f"{prefix}.expected", len(rows), "call", cells)
    facts.count(f"{prefix}.received", received, "call", cells)
    facts.percent(f"{prefix}.received.share", Decimal(received) / len(rows) if rows else None, cells)
