"""commit_forecast.yaml: who called which number, when, and how it differs from what the CRM says."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from sales_pipeline.forecast.documents import yaml_document
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.phrases import rounded
from sales_pipeline.render.run import Run

FILE = "commit_forecast.yaml"
TABLES = ("commit_forecast", "forecast_rollup")
RATIO_PLACES = 6


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    layers: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for call in frames.rows("commit_forecast"):
        layers[call["node_id"], call["period_id"]].append(call)
    return yaml_document.write(
        "commit_forecast", frames, run,
        summary=list(_summary(frames)),
        missing=frames.rows("commit_forecast", state="missing"),
        late=frames.rows("commit_forecast", state="late"),
        nodes=[
            {**node, "periods": [{**row, "layers": layers[row["node_id"], row["period_id"]]} for row in periods]}
            for node, periods in yaml_document.tree(frames)
        ],
    )  # fmt: skip


def _summary(frames: Frames) -> Iterator[Row]:
    """Calls counted by period and layer."""
    calls = sorted(frames.rows("commit_forecast"), key=_group)
    for (horizon, period, layer), rows in groupby(calls, key=_group):
        states = [row["state"] for row in rows]
        received = len(states) - states.count("missing")
        yield {
            "period_id": period, "horizon": horizon, "layer": layer, "expected_count": len(states),
            **{f"{state}_count": states.count(state) for state in ("submitted", "late", "missing")},
            "share_submitted_ratio": rounded(Decimal(received) / len(states), RATIO_PLACES),
        }  # fmt: skip


def _group(call: Row) -> tuple[str, str, str]:
    return call["horizon"], call["period_id"], call["layer"]
