"""Facts of change: each figure against last week, and the company's bridges bucket by bucket."""

from collections.abc import Sequence

from sales_pipeline.forecast.contracts.values import AGAINST
from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run

BRIDGES = ("open_pipeline", "closed_won")
LEFT = {"gone": ("lost", "omitted", "removed"), "later": ("pushed_out", "pulled_out")}


def add(facts: Facts, frames: Frames, run: Run) -> None:
    top = selection.company(frames)
    for measure, row in selection.changes(frames, top).items():
        _change(facts, measure, row)
    for bridge in BRIDGES:
        for against in AGAINST:
            _bridge(facts, f"bridge.{bridge}.{against}", selection.bridge(frames, top, bridge, against))
    _left(facts, selection.bridge(frames, top, "open_pipeline", "last_week"))


def _change(facts: Facts, measure: str, row: Row) -> None:
    key = {"node_id": row["node_id"], "period_id": row["period_id"], "measure": measure}
    change, cell = row["change_amount"], Source.of("forecast_change", "change_amount", **key)
    facts.money(f"change.{measure}", change, cell, signed=True)
    facts.moved(f"change.{measure}.moved", change, cell, base=row["last_week_amount"])
    last = Source.of("forecast_change", "last_week_amount", **key)
    facts.money(f"last_week.{measure}", row["last_week_amount"], last)


def _left(facts: Facts, steps: Sequence[Row]) -> None:
    """What left the open pipeline without being won, for good or to another date."""
    for name, buckets in LEFT.items():
        rows = [step for step in steps if step["bucket"] in buckets]
        if steps:
            whole = {key: steps[0][key] for key in ("bridge", "against", "node_id")}
            # where nothing left, that the table has no such step is what bears it out
            keys = [{**whole, "bucket": bucket} for bucket in [row["bucket"] for row in rows] or buckets]
            amount = abs(selection.total(rows, "amount"))
            facts.money(
                f"left.last_week.{name}.size", amount, *(Source.of("forecast_bridge", "amount", **k) for k in keys)
            )


def _bridge(facts: Facts, prefix: str, steps: Sequence[Row]) -> None:
    for step in steps:
        key = {name: step[name] for name in ("bridge", "against", "node_id", "bucket")}
        cell = Source.of("forecast_bridge", "amount", **key)
        facts.money(f"{prefix}.{step['bucket']}", step["amount"], cell)
        facts.money(f"{prefix}.{step['bucket']}.size", abs(step["amount"]), cell)
        facts.count(f"{prefix}.{step['bucket']}.count", step["deal_count"], "deal",
                    Source.of("forecast_bridge", "deal_count", **key))  # fmt: skip
    if len(steps) >= 2:
        start, end = steps[0], steps[-1]
        key = {name: start[name] for name in ("bridge", "against", "node_id")}
        cells = [Source.of("forecast_bridge", "amount", **key, bucket=bucket) for bucket in ("start", "end")]
        facts.moved(f"{prefix}.moved", end["amount"] - start["amount"], *cells, base=start["amount"])
        facts.money(f"{prefix}.change", end["amount"] - start["amount"], *cells, signed=True)
