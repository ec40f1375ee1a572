"""Every figure a sentence or card of a week says, with the published cells it comes from: one set for all documents.

Ids are regular, so that a document can name what it needs:
  company.<current|next>.<column of forecast_rollup>      unit.<node_id>.<column>: units right below the company
  change.<measure>, last_week.<measure>                   the company against last week; .size without its sign
  bridge.<bridge>.<against>.<bucket>, the same + .count   the company's bridges; .change from start to end
  gap.<what>, gap.<node_id>.<what>                        the call and what is closed against the target
  share.<column>                                          of the company's target
  deal.<opportunity_id>.amount                            deals that are named; deals.<group>.amount and .count
  segment.<dimension>.<member>.share                      of the expected amount
  calls.*, people.*, record.*, gates.*, quality.*         see the modules; so for what is learned:
  range.*, score.*, chance.*, pace.*, coverage.*, need.*, part.*, swing.*, layer.*, close.*, action.*, asks.*
"""

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.facts import (
    actions,
    calls,
    chances,
    changes,
    close,
    deals,
    layers,
    methods,
    needs,
    pace,
    people,
    position,
    quality,
    ranges,
    record,
    segments,
    swing,
)
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.money import Money
from sales_pipeline.render.run import Run

FACT_TABLES = (
    "call_layers", "chance_record", "commit_forecast", "coverage", "deal_forecast", "forecast_actions",
    "forecast_bridge", "forecast_by_segment", "forecast_change", "forecast_rollup", "forecast_simulation",
    "gate_results", "history_quality", "method_record", "method_scores", "new_business", "override_value", "pacing",
    "period_close", "period_close_forecasts", "pipeline_movements", "pipeline_snapshot", "range_record",
    "standing_forecast", "standing_method", "velocity",
)  # fmt: skip
_PARTS = (
    position, changes, deals, segments, people, calls, record, quality, ranges, methods, chances, pace, needs, swing,
    layers, close, actions,
)  # fmt: skip
_HEADLINE = ("call_amount", "expected_amount", "closed_amount", "target_amount")


def build_facts(frames: Frames, run: Run) -> Facts:
    """All facts of a week; the same tables give the same facts."""
    facts = Facts(money_format(frames, run.currency))
    for part in _PARTS:
        part.add(facts, frames, run)
    return facts


def money_format(frames: Frames, currency: str) -> Money:
    """The one scale of a week's documents: that in which the headline reads best, else the pipeline."""
    top = selection.company(frames)
    if top is None:
        return Money.for_amounts(currency, [])
    headline = [top[name] for name in _HEADLINE]
    return Money.for_amounts(currency, headline if any(headline) else [top["open_pipeline_amount"]])
