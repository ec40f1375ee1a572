"""Facts of the representatives: how many are expected to reach their quota, and how much the best bring."""

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run

_NOUN = "representative"


def add(facts: Facts, frames: Frames, run: Run) -> None:
    people = selection.representatives(frames)
    with_quota = [row for row in people if row["target_amount"]]
    cell = Source.of("forecast_rollup", "expected_attainment_ratio", level=_NOUN, horizon="current")
    facts.count("people.all", len(people), _NOUN, cell)
    facts.count("people.with_quota", len(with_quota), _NOUN, cell)
    reached = sum(
        row["expected_attainment_ratio"] >= 1 for row in with_quota if row["expected_attainment_ratio"] is not None
    )
    facts.count("people.expected_at_quota", reached, _NOUN, cell)
    best = selection.named(selection.by_expected(people))
    whole = selection.total(people, "expected_amount")
    facts.percent("people.best.share", selection.total(best, "expected_amount") / whole if whole > 0 else None,
                  Source.of("forecast_rollup", "expected_amount", level=_NOUN, horizon="current"))  # fmt: skip
