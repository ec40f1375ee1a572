"""The values that text columns of the forecast may take. No table is declared here."""

CATEGORIES = ["closed", "commit", "most_likely", "best_case", "pipeline", "omitted"]
STATES = ["open", "won", "lost", "deleted"]
INSTANTS = ["now", "last_week", "period_start"]
AGAINST = ["last_week", "period_start"]
METHODS = ["expected_yield", "stated_corrected", "stated", "pace", "mean_of_four", "last_period"]
SCORED_LEVELS = ["company", "representative"]
HORIZONS = ["current", "next"]
DUE_BUCKETS = ["overdue", "this_period", "next_period", "later", "earlier"]
PIPELINE_BUCKETS = [
    "start", "transferred_out", "transferred_in", "new", "reopened", "restored", "pulled_in", "pushed_in", "increased",
    "decreased", "fx", "pushed_out", "pulled_out", "won", "lost", "omitted", "removed", "end",
]  # fmt: skip
CLOSED_WON_BUCKETS = ["start", "transferred_out", "transferred_in", "won", "rebooked", "unwon", "fx", "end"]
BUCKETS = list(dict.fromkeys(PIPELINE_BUCKETS + CLOSED_WON_BUCKETS))
CALL_SOURCES = ["submitted", "children", "crm"]
CALL_STATES = ["missing", "submitted", "late"]
CELL_DUE_BUCKETS = ["overdue", "this_period", "next_period", "later", "none"]
AGE_BANDS = ["under_30_days", "under_90_days", "under_180_days", "under_a_year", "older", "unknown"]
AMOUNT_BANDS = ["small", "middle", "large", "unknown"]
# from all deals to deals alike in everything
CELL_LEVELS = ["all", "stage", "due", "weeks_left", "age", "amount"]
CALL_LAYERS = ["system", "representative", "manager", "region", "cro"]
VALUE_GROUPINGS = ["layer", "reason", "unit", "person"]
LEANINGS = ["optimist", "sandbagger"]
AS_OF = ["now", "last_period", "year_ago"]
COMPARED = ["last_period", "year_ago"]
DRIVERS = [
    "start", "count", "timing", "win_rate", "mix", "size", "price", "no_base", "open_pipeline", "conversion", "end",
]  # fmt: skip
RESTATED_AT = ["close", "last_week", "period_start"]
RESTATED_MEASURES = [
    "closed_won", "target", "open_pipeline", "commit", "most_likely", "best_case", "pipeline", "stated_weighted",
]  # fmt: skip
RESTATEMENT_BUCKETS = [
    "as_was", "organisation_out", "organisation_in", "stage_map", "currency", "quota", "late_removed", "late_added",
    "late_changed", "as_is", "as_is_at_plan_rate",
]  # fmt: skip
RESTATEMENT_STEPS = [
    "as_was", "stage_map", "currency", "late_removed", "late_added", "late_moved", "late_changed", "as_is",
    "as_is_at_plan_rate",
]  # fmt: skip
