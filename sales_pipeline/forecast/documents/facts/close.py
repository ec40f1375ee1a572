"""Facts of the close, in the first week of a period: the one just ended against target, call and forecasts.

close.<actual|target|attainment|call|to_target|to_call|slipped|slip|due>, each difference with .size and .ratio;
close.<start|middle|end>.<method>.<error|forecast>
"""

from sales_pipeline.forecast.documents import outlook
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.phrases import relative_change
from sales_pipeline.render.run import Run


def add(facts: Facts, frames: Frames, run: Run) -> None:
    row = outlook.closed(frames)
    if row is None:
        return
    for name in ("actual", "target", "call", "due", "slipped"):
        facts.money(f"close.{name}", row[f"{name}_amount"], _cell(row, f"{name}_amount"))
    facts.percent("close.attainment", row["attainment_ratio"], _cell(row, "attainment_ratio"))
    facts.percent("close.slip", row["slip_ratio"], _cell(row, "slip_ratio"))
    for name in ("target", "call"):
        _against(facts, row, name)
    for checkpoint, rows in outlook.closed_forecasts(frames).items():
        for said in rows:
            _forecast(facts, f"close.{checkpoint}.{said['method']}", said)


def _cell(row: Row, column: str) -> Source:
    return Source.of("period_close", column, node_id=row["node_id"])


def _against(facts: Facts, row: Row, name: str) -> None:
    """What was won − what was wanted or called."""
    base, cells = row[f"{name}_amount"], (_cell(row, "actual_amount"), _cell(row, f"{name}_amount"))
    off, ratio = None if base is None else row["actual_amount"] - base, relative_change(row["actual_amount"], base)
    facts.money(f"close.to_{name}", off, *cells, signed=True)
    facts.money(f"close.to_{name}.size", None if off is None else abs(off), *cells)
    facts.percent(f"close.to_{name}.ratio", None if ratio is None else abs(ratio), *cells, places=1)


def _forecast(facts: Facts, prefix: str, row: Row) -> None:
    key = {"node_id": row["node_id"], "checkpoint": row["checkpoint"], "method": row["method"]}
    forecast = Source.of("period_close_forecasts", "forecast_amount", **key)
    error, cell = row["error_ratio"], Source.of("period_close_forecasts", "error_ratio", **key)
    facts.money(f"{prefix}.forecast", row["forecast_amount"], forecast)
    facts.percent(f"{prefix}.error", error, cell, places=1)
    facts.percent(f"{prefix}.error.size", None if error is None else abs(error), cell, places=1)
