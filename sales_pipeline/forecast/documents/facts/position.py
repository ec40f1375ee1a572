"""Facts of the roll-up: the company in this period and the next, its units, and how far it is to the target."""

from decimal import Decimal

import pyarrow

from sales_pipeline.contract import Column, columns
from sales_pipeline.forecast.contracts.rollup import ForecastRollup
from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.phrases import relative_change
from sales_pipeline.render.run import Run

_MONEY, _RATIO, _COUNT = (pyarrow.decimal128(18, 2), pyarrow.decimal128(18, 6), pyarrow.int64())

# what documents show as a share of the target
_SHARED = (
    "closed_amount", "commit_cumulative_amount", "most_likely_cumulative_amount", "best_case_cumulative_amount",
    "expected_amount", "call_amount",
)  # fmt: skip


def add(facts: Facts, frames: Frames, run: Run) -> None:
    for horizon in ("current", "next"):
        if row := selection.company(frames, horizon):
            _node(facts, f"company.{horizon}", row)
    if top := selection.company(frames):
        _to_target(facts, "gap", top)
        _reach(facts, top)
        for name in _SHARED:
            share = top[name] / top["target_amount"] if top["target_amount"] else None
            facts.percent(f"share.{name}", share, *source(top, name, "target_amount"))
        _against_expected(facts, top)
        for row in dict.fromkeys(row["node_id"] for row in (*selection.units(frames), *selection.groups(frames))):
            _group(facts, frames.one("forecast_rollup", horizon="current", node_id=row), top)


def _group(facts: Facts, row: Row, top: Row) -> None:
    """A unit below the company, or a representative where there are no units."""
    prefix = f"unit.{row['node_id']}"
    _node(facts, prefix, row)
    _to_target(facts, f"gap.{row['node_id']}", row)
    _share_of_target(facts, f"gap.{row['node_id']}.commit", row, "commit_cumulative_amount")
    for name in ("call_amount", "expected_amount"):
        share = row[name] / top[name] if top[name] > 0 else None
        facts.percent(f"{prefix}.{name}.share", share, *source(row, name), *source(top, name))


def source(row: Row, *names: str) -> tuple[Source, ...]:
    """Cells of a row of forecast_rollup."""
    key = {"node_id": row["node_id"], "period_id": row["period_id"]}
    return tuple(Source.of("forecast_rollup", name, **key) for name in names)


def _node(facts: Facts, prefix: str, row: Row) -> None:
    for column in columns(ForecastRollup):
        _figure(facts, f"{prefix}.{column.name}", row, column)


def _share_of_target(facts: Facts, prefix: str, row: Row, column: str) -> None:
    """.share of the target, and .left: the distance to it, either way."""
    target, cells = row["target_amount"], source(row, column, "target_amount")
    facts.percent(f"{prefix}.share", row[column] / target if target else None, *cells)
    facts.money(f"{prefix}.left", abs(target - row[column]) if target is not None else None, *cells)


def _figure(facts: Facts, id: str, row: Row, column: Column) -> None:
    value, cells = row[column.name], source(row, column.name)
    if column.arrow_type == _MONEY:
        facts.money(id, value, *cells)
    elif column.arrow_type == _RATIO:
        (facts.ratio if column.unit == "x" else facts.percent)(id, value, *cells)
    elif column.arrow_type == _COUNT and column.name.endswith("_count"):
        facts.count(id, value, "deal", *cells)


def _to_target(facts: Facts, prefix: str, row: Row) -> None:
    """gap.call: call − target; .size without its sign; .ratio of the target; the same of gap.expected; gap.to_go:
    target − closed."""
    target = row["target_amount"]
    for name in ("call", "expected"):
        id, amount, cells = f"{prefix}.{name}", row[f"{name}_amount"], source(row, f"{name}_amount", "target_amount")
        gap, ratio = None if target is None else amount - target, relative_change(amount, target)
        facts.money(id, gap, *cells, signed=True)
        facts.money(f"{id}.size", None if gap is None else abs(gap), *cells)
        facts.percent(f"{id}.ratio", None if ratio is None else abs(ratio), *cells, places=1)
    to_go = None if target is None else max(target - row["closed_amount"], Decimal(0))
    facts.money(f"{prefix}.to_go", to_go, *source(row, "target_amount", "closed_amount"))


def _reach(facts: Facts, top: Row) -> None:
    """gap.yield: share of the open pipeline that must be won to reach the target; call.yield: to reach the call;
    gap.<category>.share: closed and open deals down to that category against the target, and what they leave."""
    target, closed, pipeline = top["target_amount"], top["closed_amount"], top["open_pipeline_amount"]
    for id, goal, column in (("gap.yield", target, "target_amount"), ("call.yield", top["call_amount"], "call_amount")):
        reach = goal - closed if goal is not None else None
        share = reach / pipeline if reach is not None and reach > 0 and pipeline > 0 else None
        facts.percent(id, share, *source(top, column, "closed_amount", "open_pipeline_amount"))
    for name in ("commit", "most_likely", "best_case"):
        _share_of_target(facts, f"gap.{name}", top, f"{name}_cumulative_amount")


def _against_expected(facts: Facts, top: Row) -> None:
    """call.to_expected: call − expected, and its size."""
    difference = top["call_amount"] - top["expected_amount"]
    cells = source(top, "call_amount", "expected_amount")
    facts.money("call.to_expected", difference, *cells, signed=True)
    facts.money("call.to_expected.size", abs(difference), *cells)
