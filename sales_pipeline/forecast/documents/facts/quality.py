"""Facts of the data: gates that are not kept, with the rows that break them, and what the source cannot say."""

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run


def add(facts: Facts, frames: Frames, run: Run) -> None:
    every, state = frames.rows("gate_results"), Source.of("gate_results", "state")
    facts.count("gates.all", len(every), "gate", state)
    for name in ("ok", "warn", "waived", "error"):
        facts.count(f"gates.{name}", sum(row["state"] == name for row in every), "gate", state)
    for row in selection.troubled_gates(frames):
        facts.count(
            f"gate.{row['gate']}.rows",
            row["row_count"],
            "row",
            Source.of("gate_results", "row_count", gate=row["gate"]),
        )
    lacking = selection.unanswered(frames)
    facts.count(
        "quality.unanswered", len(lacking), "field", Source.of("history_quality", "is_available", is_available="false")
    )
