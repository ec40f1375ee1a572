"""Table cells of the slides on what is learned (range, course, deals, layers, record, close), as the tables say."""

from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.documents.wording import LAYERS, METHOD_NAMES, plural
from sales_pipeline.render.text import clean, one_line

CENT = Decimal("0.01")
CHECKPOINTS = {"First Monday": "start", "Middle Monday": "middle", "Last Monday": "end"}
SAID = {"Forecast as published": "standing", "Call": "call", "Closed and commit": "call"}
MOMENTS = {"Now": "now", "Last period": "last_period", "A year ago": "year_ago"}
LAYER_NAMES = {plural(word).capitalize() if key != "cro" else word: key for key, word in LAYERS.items()}
NODE = {
    "P10": ("money", "p10_amount"), "P90": ("money", "p90_amount"), "Chance of target": ("ratio", "quota_probability"),
    "To go": ("money", "to_go_amount"), "Open": ("money", "open_pipeline_amount"),
    "Coverage": ("plain", "coverage_to_go_ratio"), "Needed": ("money", "needed_amount"),
    "Open less needed": ("money", "gap_amount"), "CRM": ("money", "system"),
    **{name: ("money", key) for name, key in LAYER_NAMES.items()},
}  # fmt: skip
DEALS = {"Amount": "amount", "Counted": "counted", "On top": "gain", "Adds if won": "gain", "Chance": "probability"}
CLOSE = {"Closed won": ("money", "actual_amount"), "Target": ("money", "target_amount"),
         "Reached": ("ratio", "attainment_ratio"), "Last call": ("money", "call_amount"),
         "Last closed and commit": ("money", "call_amount"),
         "Slipped": ("ratio", "slip_ratio")}  # fmt: skip
LEVERS = {"Open deals": "open_deal_count", "Average win": "average_won_amount", "Win rate": "win_rate_ratio",
          "Cycle, days": "average_cycle_days", "A day": "velocity_amount"}  # fmt: skip

# the shown text, whether it is an amount, and what the tables say, per cell of a table; None: not of this module
Cells = Iterator[tuple[str, str, str, list[tuple[str, Decimal | None]]]]


def cells(table: list[list[str]], frames: Frames) -> Cells | None:
    """What each cell of a table should say: place, text, and values with "money", "ratio" (a share) or "plain"."""
    header = table[0]
    kinds: list[tuple[bool, Callable[[list[list[str]], Frames], Cells]]] = [
        (header[0] == "Lever", _levers), (header[0] == "Method", _methods), (header[0] == "Said by", _said),
        (header[0] == "Layer", _worth), ("Reached" in header, _close), ("Chance" in header, _deals),
        (any(name in header for name in ("P10", "To go")) or ("CRM" in header and "Expected" in header), _nodes),
    ]  # fmt: skip
    return next((read(table, frames) for fits, read in kinds if fits), None)


def starts(value: object, cell: str) -> bool:
    return one_line(clean(value)).startswith(cell.removesuffix("…"))


def named(frames: Frames, shown: str) -> list[Row]:
    """The nodes that a name on a slide may be of; long ones are cut there."""
    return [node for node in frames.rows("forecast_rollup", horizon="current") if starts(node["node_name"], shown)]


def _nodes(table: list[list[str]], frames: Frames) -> Cells:
    header, *rows = table
    for row in rows:
        found = [
            node for node in frames.rows("forecast_rollup", horizon="current") if starts(node["node_name"], row[0])
        ]
        for head, text in zip(header[1:], row[1:], strict=True):
            if head in NODE and text and text != "reached":
                kind, column = NODE[head]
                yield f"{row[0]}, {head}", text, head, [(kind, _of_node(frames, node, column)) for node in found]


def _of_node(frames: Frames, node: Row, column: str) -> Decimal | None:
    if column in ("system", *LAYERS):
        row = frames.first("call_layers", node_id=node["node_id"], horizon="current", layer=column)
        return row["amount" if column == "system" else "delta_amount"] if row else None
    table = "coverage" if column in ("to_go_amount", "needed_amount", "gap_amount", "coverage_to_go_ratio",
                                     "open_pipeline_amount") else "forecast_simulation"  # fmt: skip
    row = frames.first(table, node_id=node["node_id"], horizon="current")
    value = row[column] if row else None
    return -value if column == "gap_amount" and value is not None else value


def _deals(table: list[list[str]], frames: Frames) -> Cells:
    header, *rows = table
    scale = frames.rows("standing_forecast", horizon="current")[0]
    names = {row["opportunity_id"]: row for row in frames.rows("pipeline_snapshot", state="open")}
    shown = frames.rows("deal_forecast", method=scale["deal_method"])
    period = frames.one("forecast_rollup", horizon="current", depth=0)["period_id"]
    for row in rows:
        found = [deal for deal in shown if deal["period_id"] == period and deal["opportunity_id"] in names
                 and starts(_deal_name(names[deal["opportunity_id"]]), row[0])]  # fmt: skip
        for head, text in zip(header, row, strict=True):
            name = head.partition(",")[0]
            if name in DEALS:
                kind = "ratio" if name == "Chance" else "money"
                yield f"{row[0]}, {head}", text, head, [(kind, of_deal(d, scale, DEALS[name])) for d in found]


def _deal_name(deal: Row) -> str:
    return str(deal["opportunity_name"] or deal["account_name"] or deal["opportunity_id"])


def of_deal(deal: Row, scale: Row, column: str) -> Decimal:
    counted = (deal["expected_amount"] * scale["deal_scale_ratio"]).quantize(CENT, ROUND_HALF_UP)
    return {"counted": counted, "gain": deal["amount"] - counted}.get(column) or Decimal(deal.get(column) or 0)


def _levers(table: list[list[str]], frames: Frames) -> Cells:
    header, *rows = table
    for row in rows:
        name = row[0] if row[0] in LEVERS else row[0].partition(",")[0]
        kind = (
            "ratio"
            if name == "Win rate"
            else "money"
            if "," in row[0] and name in ("Average win", "A day")
            else "plain"
        )
        for head, text in zip(header[1:], row[1:], strict=True):
            found = frames.one("velocity", depth=0, as_of=MOMENTS[head])[LEVERS[name]]
            yield f"{row[0]}, {head}", text, row[0], [(kind, None if found is None else Decimal(found))]


def _methods(table: list[list[str]], frames: Frames) -> Cells:
    header, *rows = table
    columns = {"Company": ("company", "wape_ratio"), "Bias": ("company", "bias_ratio"),
               "Representatives": ("representative", "wape_ratio")}  # fmt: skip
    keys = {name: key for key, name in METHOD_NAMES.items()}
    for row in rows:
        for head, text in zip(header[1:], row[1:], strict=True):
            level, column = columns[head]
            found = frames.one("method_scores", horizon="current", level=level, method=keys[row[0]])
            yield f"{row[0]}, {head}", text, head, [("ratio", found[column])]


def _worth(table: list[list[str]], frames: Frames) -> Cells:
    columns = {"Past calls": ("plain", "call_count"), "Nearer than the CRM": ("plain", "better_count"),
               "Bias": ("ratio", "bias_ratio")}  # fmt: skip
    for row in table[1:]:
        found = frames.one("override_value", grouped_by="layer", layer=LAYER_NAMES[row[0]])
        for head, text in zip(table[0][1:], row[1:], strict=True):
            if head in columns:
                kind, column = columns[head]
                yield (
                    f"{row[0]}, {head}",
                    text,
                    head,
                    [(kind, None if found[column] is None else Decimal(found[column]))],
                )


def _said(table: list[list[str]], frames: Frames) -> Cells:
    keys = {**{name: key for key, name in METHOD_NAMES.items()}, **SAID}
    for row in table[1:]:
        for head, text in zip(table[0][1:], row[1:], strict=True):
            found = frames.rows("period_close_forecasts", depth=0, checkpoint=CHECKPOINTS[head], method=keys[row[0]])
            yield f"{row[0]}, {head}", text, head, [("ratio", found[0]["error_ratio"] if found else None)]


def _close(table: list[list[str]], frames: Frames) -> Cells:
    for row in table[1:]:
        found = [node for node in frames.rows("period_close") if starts(node["node_name"], row[0])]
        for head, text in zip(table[0][1:], row[1:], strict=True):
            kind, column = CLOSE[head]
            yield f"{row[0]}, {head}", text, head, [(kind, node[column]) for node in found]
