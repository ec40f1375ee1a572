"""weighted_forecast.yaml: what open deals are expected to bring at every node, by which method and evidence."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import pyarrow.compute as pc

from sales_pipeline.forecast.contracts.values import HORIZONS
from sales_pipeline.forecast.documents import yaml_deals, yaml_document
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run

FILE = "weighted_forecast.yaml"
TABLES = (
    "deal_yields", "forecast_rollup", "forecast_shock", "forecast_simulation", "new_business", "pipeline_snapshot",
    "stage_probabilities", "stage_yields", "standing_forecast", "standing_method", "stated_correction", "stated_record",
    "weighted_forecast",
)  # fmt: skip
_STAGED = ["node_id", "due_period_id", "stage_order", "stage_name", "category", "amount"]
_Stages = Mapping[tuple[str, str], tuple[Row, ...]]


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    stages, methods = _by_stage(frames), _by_method(frames)
    return yaml_document.write(
        "weighted_forecast", frames, run,
        methods=frames.rows("standing_method"),
        scales=list(_scales(frames)),
        shocks=frames.rows("forecast_shock"),
        corrections=frames.rows("stated_correction"),
        new_business=frames.rows("new_business"),
        evidence=sorted(frames.rows("stated_record"), key=lambda r: (r["horizon"], r["period_order"])),
        stage_probabilities=sorted(frames.rows("stage_probabilities"), key=lambda r: r["stage_order"]),
        nodes=[
            {**node, "periods": [_position(row, stages, methods) for row in yaml_document.ranged(frames, periods)]}
            for node, periods in yaml_document.tree(frames)
        ],
        deals=yaml_deals.driven(frames),
    )  # fmt: skip


def _position(row: Row, stages: _Stages, methods: Mapping[tuple[str, str], list[Row]]) -> Row:
    key = (row["node_id"], row["period_id"])
    found = {"methods": methods[key]} if key in methods else {}
    return {**row, "open_by_stage": stages.get(key, ()), **found}


def _scales(frames: Frames) -> Iterator[Row]:
    """Per period the methods of the three levels, and the scale between them: the same for every representative."""
    for horizon in HORIZONS:
        if row := frames.first("standing_forecast", horizon=horizon):
            yield row


def _by_method(frames: Frames) -> Mapping[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in frames.rows("weighted_forecast"):
        found[row["node_id"], row["period_id"]].append(row)
    return dict(found)


def _by_stage(frames: Frames) -> _Stages:
    """Open deals by stage for every node and period: those of representatives, added up the tree."""
    parents = {row["node_id"]: row["parent_node_id"] for row in frames.rows("forecast_rollup")}
    sums: dict[tuple[str, str], dict[tuple[int, str], list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    table = frames.table("pipeline_snapshot")
    open_deals = table.select(_STAGED).filter(pc.equal(table["state"], "open"))
    for deal in open_deals.to_pylist():
        if deal["category"] == "omitted" or deal["due_period_id"] is None:
            continue
        stage = (deal["stage_order"] or 0, deal["stage_name"] or "")
        for node in _upwards(deal["node_id"], parents):
            sums[node, deal["due_period_id"]][stage].append(deal["amount"])
    return {key: tuple(_stage(*item) for item in sorted(stages.items())) for key, stages in sums.items()}


def _stage(stage: tuple[int, str], amounts: list[Decimal]) -> Row:
    return {"stage_name": stage[1] or None, "deal_count": len(amounts), "amount": sum(amounts, Decimal(0))}


def _upwards(node: str | None, parents: Mapping[str, str | None]) -> Iterable[str]:
    while node is not None:
        yield node
        node = parents.get(node)
