"""Facts of change: each figure against last week, and the company's bridges bucket by bucket."""

from sales_pipeline.forecast.contracts import AGAINST
from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run

BRIDGES = ("open_pipeline", "closed_won")


def add(facts: Facts, frames: Frames, run: Run) -> None:
    top = selection.company(frames)
    for measure, row in selection.changes(frames, top).items():
        key = {
            "node_id": row["node_id"],
            "period_id": row["period_id"],
            "measure": measure,
        }
        facts.money(f"change.{measure}", row["change_amount"],
                    Source.of("forecast_change", "change_amount", **key), signed=True)  # fmt: skip
        facts.money(
            f"last_week.{measure}",
            row["last_week_amount"],
            Source.of("forecast_change", "last_week_amount", **key),
        )
    for bridge in BRIDGES:
        for against in AGAINST:
            for step in selection.bridge(frames, top, bridge, against):
                _step(facts, f"bridge.{bridge}.{against}.{step['bucket']}", step)


def _step(facts: Facts, id: str, step: Row) -> None:
    key = {name: step[name] for name in ("bridge", "against", "node_id", "bucket")}
    facts.money(id, step["amount"], Source.of("forecast_bridge", "amount", **key))
    facts.count(
        f"{id}.count",
        step["deal_count"],
        "deal",
        Source.of("forecast_bridge", "deal_count", **key),
    )
