"""Facts of the cuts by type, segment and product: the share of the expected amount that each member brings."""

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run


def add(facts: Facts, frames: Frames, run: Run) -> None:
    for dimension, rows in selection.segments(frames).items():
        whole = selection.total(rows, "expected_amount")
        for row in rows:
            key = {"dimension": dimension, "member": row["member"], "horizon": "current"}
            share = row["expected_amount"] / whole if whole > 0 else None
            facts.percent(f"segment.{dimension}.{row['member']}.share", share,
                          Source.of("forecast_by_segment", "expected_amount", **key))  # fmt: skip
