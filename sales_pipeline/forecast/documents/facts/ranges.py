"""Facts of the range: between which amounts company and units will probably end, and how likely the target is.

range.<current|next>.<p10|p50|p90|chance>, range.unit.<node_id>.<p10|p50|p90|chance>, range.likely.count
range.held.<level>.<count|inside|share>
"""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import outlook, selection
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run

_TABLE = "forecast_simulation"
LIKELY = Decimal("0.5")


def add(facts: Facts, frames: Frames, run: Run) -> None:
    for horizon in ("current", "next"):
        row = outlook.span(frames, selection.company(frames, horizon), horizon)
        if row is not None:
            _node(facts, f"range.{horizon}", row)
    units = outlook.ranged(frames)
    for row in units:
        _node(facts, f"range.unit.{row['node_id']}", row)
    known = [row["quota_probability"] for row in units if row["quota_probability"] is not None]
    cell = Source.of(_TABLE, "quota_probability", horizon="current")
    facts.count("range.likely.count", sum(chance >= LIKELY for chance in known), "unit", cell)
    facts.count("range.known.count", len(known), "unit", cell)
    for level, rows in outlook.held(frames).items():
        _held(facts, f"range.held.{level}", level, rows)


def _held(facts: Facts, prefix: str, level: str, rows: Sequence[Row]) -> None:
    """.count past ranges of a level, .inside: those that held what came, .share of them."""
    inside, cell = sum(row["is_inside"] for row in rows), Source.of("range_record", "is_inside", level=level)
    facts.count(f"{prefix}.count", len(rows), "range", cell)
    facts.count(f"{prefix}.inside", inside, "range", cell)
    facts.percent(f"{prefix}.share", Decimal(inside) / len(rows), cell)


def _node(facts: Facts, prefix: str, row: Row) -> None:
    key = {"node_id": row["node_id"], "period_id": row["period_id"]}
    for name in ("p10", "p50", "p90"):
        facts.money(f"{prefix}.{name}", row[f"{name}_amount"], Source.of(_TABLE, f"{name}_amount", **key))
    facts.percent(f"{prefix}.chance", row["quota_probability"], Source.of(_TABLE, "quota_probability", **key))
