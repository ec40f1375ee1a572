"""Facts of the forecast's record: misses of the method that stands over the last ended periods at the same point."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.contracts.values import METHODS
from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run


def add(facts: Facts, frames: Frames, run: Run) -> None:
    for method in METHODS:
        rows = selection.record(frames, method)
        if rows:
            _method(facts, f"record.{method}", rows)


def _method(facts: Facts, prefix: str, rows: Sequence[Row]) -> None:
    """.periods; .wape: Σ|error| / Σ actual; .bias: Σ error / Σ actual, .bias.size without its sign; .high: periods
    in which the forecast was above what came."""
    method = rows[0]["method"]
    cells = (
        Source.of("method_record", "error_amount", method=method),
        Source.of("method_record", "actual_amount", method=method),
    )
    actual = selection.total(rows, "actual_amount")
    missed = sum((abs(row["error_amount"]) for row in rows), Decimal(0))
    bias = selection.total(rows, "error_amount") / actual if actual > 0 else None
    facts.count(f"{prefix}.periods", len(rows), "period", *cells)
    facts.percent(f"{prefix}.wape", missed / actual if actual > 0 else None, *cells, places=1)
    facts.percent(f"{prefix}.bias", bias, *cells, places=1)
    facts.percent(f"{prefix}.bias.size", abs(bias) if bias is not None else None, *cells, places=1)
    facts.count(f"{prefix}.high", sum(row["error_amount"] > 0 for row in rows), "period", *cells)
    for row in rows:
        key = {"method": method, "period_id": row["period_id"]}
        facts.percent(f"{prefix}.{row['period_id']}.error", row["error_ratio"],
                      Source.of("method_record", "error_ratio", **key), places=1)  # fmt: skip
