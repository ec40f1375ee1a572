"""What every printed name means: one list for the workbook's and the deck's page of definitions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """A name as documents print it, its meaning or formula, its unit, and the column that publishes it."""

    name: str
    meaning: str
    unit: str
    column: str


_ROWS = (
    ("As of", "Monday 00:00 in the company's time zone; later changes belong to the next week", "instant", "week"),
    ("Closed won", "Won, with a close date in the period, known by the week", "money", "closed_amount"),
    ("Commit", "Open deals due in the period in category commit: the deal's own, else its stage's",
     "money", "commit_amount"),
    ("Most likely, best case, pipeline", "The same for the other categories",
     "money", "most_likely_amount, best_case_amount, pipeline_amount"),
    ("Omitted", "Open deals left out of the forecast: in no total", "money", "omitted_amount"),
    ("Commit cumulative", "Closed won + commit", "money", "commit_cumulative_amount"),
    ("Most likely cumulative", "Commit cumulative + most likely", "money", "most_likely_cumulative_amount"),
    ("Best case cumulative", "Most likely cumulative + best case", "money", "best_case_cumulative_amount"),
    ("Open pipeline", "Commit + most likely + best case + pipeline; nothing closed", "money", "open_pipeline_amount"),
    ("Stated weighted", "Closed won + each open amount × its stated chance", "money", "stated_weighted_amount"),
    ("Expected", "Closed won + what open deals should bring by the method that stands as the forecast",
     "money", "expected_amount"),
    ("Call", "The top-most call at the node, else the sum of its children's, else closed won + commit",
     "money", "call_amount"),
    ("Target", "The node's own quota, not the sum of those below it; of a representative prorated and ramped",
     "money", "target_amount"),
    ("Attainment", "Closed won / target", "percent", "attainment_ratio"),
    ("Gap to quota", "Target − expected; negative once the target is exceeded", "money", "gap_to_quota_amount"),
    ("Coverage", "Open pipeline / target", "multiple", "coverage_gross_ratio"),
    ("Coverage to go", "Open pipeline / (target − closed won); n/a once the target is reached",
     "multiple", "coverage_to_go_ratio"),
    ("Coverage needed", "1 / share by value that was won of past pipeline, at the same point of the period",
     "multiple", "coverage_needed_ratio"),
    ("P10, P90", "Nine in ten outcomes lie above P10, nine in ten below P90, of a thousand simulated",
     "money", "forecast_simulation.p10_amount, p90_amount"),
    ("Chance of target", "Share of these outcomes that reach the target", "percent", "quota_probability"),
    ("Learned yield", "What past deals alike in stage, due date, age and size brought, per unit of their amount",
     "percent", "deal_yields.yield_ratio"),
    ("Counted, on top", "What the forecast expects of a deal; what it would bring beyond that",
     "money", "deal_forecast.expected_amount"),
    ("Even course", "Target × median share of their result that past periods had won by now", "money", "par_amount"),
    ("Layers", "CRM + what representatives, managers, regions and the CRO change = the call",
     "money", "call_layers.delta_amount"),
    ("Bridge", "Start + what happened to each deal = end, to the cent, at every node",
     "money", "forecast_bridge.amount"),
    ("Pulled in, pushed out", "Open deals whose close date moved into the period, or behind it",
     "money", "pipeline_movements.amount"),
    ("Pushed, slipped", "A push out before the period's last sixth, or within it", "", "pipeline_movements.timing"),
    ("Drivers", "Result of an earlier period + deals, timing, win rate, mix, size, price, open pipeline, conversion = "
     "expected, in this order, each at the rates of then for what follows", "money", "forecast_drivers.amount"),
    ("Mix, size", "Wins at the usual size of their segments (the company's of twelve months); what is beyond it",
     "money", "period_comparison.usual_now_amount"),
    ("What if", "Expected with the factors typed on Assumptions; as published it is expected", "money", ""),
    ("Bias", "Σ (forecast − actual) / Σ actual; positive: forecast too high", "percent", "method_record"),
    ("WAPE", "Σ |forecast − actual| / Σ actual", "percent", "method_record"),
    ("n/a, n/m", "Not available; not meaningful: the base is zero or the sign flips", "", ""),
)  # fmt: skip
ENTRIES = tuple(Definition(*row) for row in _ROWS)
DEFINITIONS: tuple[tuple[str, str], ...] = tuple((entry.name, entry.meaning) for entry in ENTRIES)
