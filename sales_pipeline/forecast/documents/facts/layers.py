"""Facts of the layers of the call, and of what past calls were worth.

layer.<layer>.<amount|delta|delta.size>; layers.delta(.size): call − system
past_call.<layer>.<value.size|bias.size|calls>
"""

from sales_pipeline.forecast.documents import outlook, selection
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run


def add(facts: Facts, frames: Frames, run: Run) -> None:
    rows = outlook.layers(frames, selection.company(frames))
    for row in rows:
        _layer(facts, row)
    if rows:
        cells = (_cell(rows[0], "amount"), _cell(rows[-1], "amount"))
        delta = rows[-1]["amount"] - rows[0]["amount"]
        facts.money("layers.delta", delta, *cells, signed=True)
        facts.money("layers.delta.size", abs(delta), *cells)
    for row in outlook.past_calls(frames):
        _worth(facts, row)


def _cell(row: Row, column: str) -> Source:
    key = {"node_id": row["node_id"], "period_id": row["period_id"], "layer": row["layer"]}
    return Source.of("call_layers", column, **key)


def _layer(facts: Facts, row: Row) -> None:
    prefix, delta = f"layer.{row['layer']}", row["delta_amount"]
    facts.money(f"{prefix}.amount", row["amount"], _cell(row, "amount"))
    facts.money(f"{prefix}.delta", delta, _cell(row, "delta_amount"), signed=True)
    facts.money(f"{prefix}.delta.size", abs(delta), _cell(row, "delta_amount"))


def _worth(facts: Facts, row: Row) -> None:
    def cell(column: str) -> Source:
        return Source.of("override_value", column, grouped_by="layer", layer=row["layer"])

    prefix, bias = f"past_call.{row['layer']}", row["bias_ratio"]
    facts.count(f"{prefix}.calls", row["call_count"], "call", cell("call_count"))
    facts.money(f"{prefix}.value.size", abs(row["value_amount"]), cell("value_amount"))
    facts.percent(f"{prefix}.bias.size", None if bias is None else abs(bias), cell("bias_ratio"), places=1)
