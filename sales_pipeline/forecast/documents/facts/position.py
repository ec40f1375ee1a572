"""Facts of the roll-up: company (current and next period), the units right below it, and how far it is to the target."""

from decimal import Decimal

import pyarrow

from sales_pipeline.contract import Column, columns
from sales_pipeline.forecast.contracts import ForecastRollup
from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.phrases import relative_change
from sales_pipeline.render.run import Run

_MONEY, _RATIO, _COUNT = (
    pyarrow.decimal128(18, 2),
    pyarrow.decimal128(18, 6),
    pyarrow.int64(),
)


def add(facts: Facts, frames: Frames, run: Run) -> None:
    for horizon in ("current", "next"):
        if row := selection.company(frames, horizon):
            _node(facts, f"company.{horizon}", row)
    if top := selection.company(frames):
        _to_target(facts, "gap", top)
        _shares(facts, top)
    for row in selection.units(frames):
        _node(facts, f"unit.{row['node_id']}", row)
        _to_target(facts, f"gap.{row['node_id']}", row)


def source(row: Row, *names: str) -> tuple[Source, ...]:
    """Cells of a row of forecast_rollup."""
    key = {"node_id": row["node_id"], "period_id": row["period_id"]}
    return tuple(Source.of("forecast_rollup", name, **key) for name in names)


def _node(facts: Facts, prefix: str, row: Row) -> None:
    for column in columns(ForecastRollup):
        _figure(facts, f"{prefix}.{column.name}", row, column)


def _figure(facts: Facts, id: str, row: Row, column: Column) -> None:
    value, cells = row[column.name], source(row, column.name)
    if column.arrow_type == _MONEY:
        facts.money(id, value, *cells)
    elif column.arrow_type == _RATIO:
        (facts.ratio if column.unit == "x" else facts.percent)(id, value, *cells)
    elif column.arrow_type == _COUNT and column.name.endswith("_count"):
        facts.count(id, value, "deal", *cells)


def _to_target(facts: Facts, prefix: str, row: Row) -> None:
    """gap.call: call − target; gap.call.size without its sign; gap.call.ratio of the target; gap.to_go: target − closed."""
    target, call, closed = (
        row["target_amount"],
        row["call_amount"],
        row["closed_amount"],
    )
    known = target is not None
    gap = call - target if known else None
    cells = source(row, "call_amount", "target_amount")
    facts.money(f"{prefix}.call", gap, *cells, signed=True)
    facts.money(f"{prefix}.call.size", abs(gap) if gap is not None else None, *cells)
    ratio = relative_change(call, target)
    facts.percent(
        f"{prefix}.call.ratio",
        abs(ratio) if ratio is not None else None,
        *cells,
        places=1,
    )
    to_go = max(target - closed, Decimal(0)) if known else None
    facts.money(f"{prefix}.to_go", to_go, *source(row, "target_amount", "closed_amount"))


def _shares(facts: Facts, top: Row) -> None:
    """gap.yield: share of the open pipeline that must be won to reach the target; call.yield: to reach the call."""
    target, closed, pipeline = (
        top["target_amount"],
        top["closed_amount"],
        top["open_pipeline_amount"],
    )
    for id, goal, column in (
        ("gap.yield", target, "target_amount"),
        ("call.yield", top["call_amount"], "call_amount"),
    ):
        reach = goal - closed if goal is not None else None
        share = reach / pipeline if reach is not None and reach > 0 and pipeline else None
        facts.percent(id, share, *source(top, column, "closed_amount", "open_pipeline_amount"))
