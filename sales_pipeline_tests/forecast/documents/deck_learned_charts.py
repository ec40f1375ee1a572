"""Charts of the deck's slides on what is learned, as the tables say, by a calculation of their own."""

from decimal import Decimal

from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline_tests.forecast.documents.deck_learned_tables import CHECKPOINTS, SAID, named, of_deal
from sales_pipeline_tests.render.decks import ChartRead


def series(chart: ChartRead, frames: Frames) -> dict[str, list[list[Decimal | None]]] | None:
    """What each series of a chart may say per category, in full amounts or percent; None: not of this module."""
    read = {"Chart ranges": _ranges, "Chart course": _course, "Chart chances": _chances, "Chart close": _closing}
    return read[chart.name](chart, frames) if chart.name in read else None


def _ranges(chart: ChartRead, frames: Frames) -> dict[str, list[list[Decimal | None]]]:
    made: dict[str, list[list[Decimal | None]]] = {name: [] for name in chart.series}
    for category in chart.categories:
        nodes = named(frames, category)
        spans = [frames.one("forecast_simulation", node_id=n["node_id"], horizon="current") for n in nodes]
        for name in chart.series:
            made[name].append([_span(node, span, name) for node, span in zip(nodes, spans, strict=True)])
    return made


def _span(node: Row, span: Row, name: str) -> Decimal | None:
    known: dict[str, Decimal | None] = {
        "P10": span["p10_amount"], "P90": span["p90_amount"], "P10 to P90": span["p90_amount"] - span["p10_amount"],
        "Expected": node["expected_amount"], "Target": node["target_amount"],
    }  # fmt: skip
    return known[name]


def _course(chart: ChartRead, frames: Frames) -> dict[str, list[list[Decimal | None]]]:
    columns = {"High quartile": "closed_high_amount", "Median": "closed_median_amount",
               "Low quartile": "closed_low_amount", "This period": "closed_won_amount"}  # fmt: skip
    weeks = {str(row["weeks_left"]): row for row in frames.rows("pacing", depth=0)}
    return {name: [[weeks[label][columns[name]]] for label in chart.categories] for name in chart.series}


def _chances(chart: ChartRead, frames: Frames) -> dict[str, list[list[Decimal | None]]]:
    columns = {"Mean chance given": "mean_probability", "Share won": "won_ratio"}
    rows = [row for row in frames.rows("chance_record") if row["bin"] >= 0]
    assert [label.partition("(")[2] for label in chart.categories] == [f"{row['deal_count']:,})" for row in rows]
    return {name: [[row[columns[name]] * 100] for row in rows] for name in chart.series}


def _closing(chart: ChartRead, frames: Frames) -> dict[str, list[list[Decimal | None]]]:
    made: dict[str, list[list[Decimal | None]]] = {}
    for name in chart.series:
        if name == "Closed won":
            made[name] = [[frames.one("period_close", depth=0)["actual_amount"]]] * len(chart.categories)
            continue
        points = [CHECKPOINTS[label.partition(",")[0]] for label in chart.categories]
        rows = [frames.rows("period_close_forecasts", depth=0, checkpoint=p, method=SAID[name]) for p in points]
        made[name] = [[row[0]["forecast_amount"] if row else None] for row in rows]
    return made


def steps(name: str, frames: Frames) -> list[Decimal] | None:
    """The steps of a bridge of what is learned; None: not of this module."""
    top = frames.one("forecast_rollup", horizon="current", depth=0)
    if name == "Chart layers-call":
        rows = sorted(
            frames.rows("call_layers", node_id=top["node_id"], horizon="current"), key=lambda r: r["layer_order"]
        )
        moved = [row["delta_amount"] for row in rows[1:] if row["call_count"]]
        return [rows[0]["amount"], *moved, top["call_amount"]]
    if name != "Chart takes-target":
        return None
    gap = top["target_amount"] - top["expected_amount"]
    return [top["closed_amount"], *_parts(frames, top), top["expected_amount"], gap, top["target_amount"]]


def _parts(frames: Frames, top: Row) -> list[Decimal]:
    scale = frames.rows("standing_forecast", horizon="current")[0]
    said = {row["opportunity_id"]: row for row in frames.rows("pipeline_snapshot")}
    sums: dict[str, Decimal] = {}
    for deal in frames.rows("deal_forecast", method=scale["deal_method"], period_id=top["period_id"]):
        row = said[deal["opportunity_id"]]
        group = row["category"] if row["is_in_period"] else "later"
        sums[group] = sums.get(group, Decimal(0)) + of_deal(deal, scale, "counted")
    rest = top["expected_amount"] - top["closed_amount"] - sum(sums.values(), Decimal(0))
    order = ("commit", "most_likely", "best_case", "pipeline", "omitted", "later")
    return [amount for amount in (*(sums.get(name) for name in order), rest) if amount]
