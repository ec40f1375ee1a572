"""The values that text columns of the forecast may take. No table is declared here."""

CATEGORIES = ["closed", "commit", "most_likely", "best_case", "pipeline", "omitted"]
STATES = ["open", "won", "lost", "deleted"]
INSTANTS = ["now", "last_week", "period_start"]
AGAINST = ["last_week", "period_start"]
METHODS = ["stated", "stated_corrected"]
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
