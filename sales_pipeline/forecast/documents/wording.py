"""The words documents use for what tables name by key: categories, buckets, methods, layers, kinds of amount."""

CATEGORIES = {
    "closed": "Closed", "commit": "Commit", "most_likely": "Most likely", "best_case": "Best case",
    "pipeline": "Pipeline", "omitted": "Omitted",
}  # fmt: skip

# On a bridge's axis, as a clause ("won deals took $1.1M"), and behind an amount ("against $0.4M of new deals").
BUCKETS = {
    "start": ("Start", "", ""),
    "transferred_out": ("Transferred out", "deals moved to another unit", "moved to other units"),
    "transferred_in": ("Transferred in", "deals moved from another unit", "moved from other units"),
    "new": ("New", "new deals", "of new deals"),
    "reopened": ("Reopened", "reopened deals", "reopened"),
    "restored": ("Restored", "restored deals", "restored"),
    "pulled_in": ("Pulled in", "deals pulled in from later", "pulled in from later"),
    "pushed_in": ("Pushed in", "deals pushed in from earlier", "pushed in from earlier"),
    "increased": ("Increased", "larger amounts", "of increases"),
    "decreased": ("Decreased", "smaller amounts", "of decreases"),
    "fx": ("FX", "exchange rates", "from exchange rates"),
    "pushed_out": ("Pushed out", "deals pushed to later", "pushed to later"),
    "pulled_out": ("Pulled out", "deals dated back before the period", "dated back"),
    "won": ("Won", "won deals", "won"),
    "lost": ("Lost", "lost deals", "lost"),
    "omitted": ("Omitted", "omitted deals", "omitted"),
    "removed": ("Removed", "deleted deals", "deleted"),
    "rebooked": ("Rebooked", "rebooked wins", "rebooked"),
    "unwon": ("Taken back", "wins taken back", "taken back"),
    "end": ("Now", "", ""),
}

# Why a period differs from an earlier one: on a bridge's axis, and what the step compares.
DRIVERS = {
    "start": ("Result", "What was won in that period in the end"),
    "count": ("Deals", "More or fewer deals in the period: won, lost and open"),
    "timing": ("Timing", "More or fewer of them decided by this point"),
    "win_rate": ("Win rate", "More or fewer of those decided were won"),
    "mix": ("Mix", "Wins in segments of larger or smaller usual size"),
    "size": ("Size", "Larger or smaller wins within their segments"),
    "price": ("Price", "Dearer or cheaper units of the same products"),
    "no_base": ("Won by now", "Nothing was won by that point: no rates to compare"),
    "open_pipeline": ("Open pipeline", "More or less open pipeline from here on"),
    "conversion": ("Conversion", "What open pipeline and new business still bring, per unit open"),
    "end": ("Expected", "What is expected of this period now"),
}  # fmt: skip
COMPARED = {"last_period": "last period", "year_ago": "a year ago"}

METHODS = {
    "expected_yield": "what deals of the same kind brought at this point of past periods",
    "stated_corrected": "stated chances, corrected by what came of them in past periods",
    "stated": "the chance each stage is stated to have",
    "pace": "what past periods still brought from this point on",
    "mean_of_four": "the mean of the last four periods",
    "last_period": "what the last period brought",
}
METHOD_NAMES = {
    "expected_yield": "Learned yields", "stated_corrected": "Stated, corrected", "stated": "Stated chances",
    "pace": "Pace", "mean_of_four": "Mean of four periods", "last_period": "Same as last period",
}  # fmt: skip

CALL_SOURCES = {
    "submitted": "the call is the {layer}'s own",
    "children": "the call is the sum of the calls below",
    "crm": "there is no call",
}
LAYERS = {"cro": "CRO", "region": "region", "manager": "manager", "representative": "representative"}

AMOUNT_KINDS = {
    "acv": "annual contract value", "tcv": "total contract value", "arr": "annual recurring revenue",
    "monthly": "monthly value",
}  # fmt: skip

FIELDS = {
    "account_id": "accounts", "activities": "activities", "amount": "amounts of open deals",
    "change_reason": "reasons for changes", "close_date": "close dates of open deals",
    "has_decision_process": "decision process", "has_economic_buyer": "economic buyer", "next_step": "next steps",
    "opportunity_type": "types of deals", "owner_id": "owners", "product_family": "products", "quotas": "quotas",
    "segment": "segments", "stage_history": "stage history", "stage_name": "stages", "submissions": "calls",
}  # fmt: skip

DIMENSIONS = {"opportunity_type": "type", "segment": "segment", "product_family": "product"}

GATE_STATES = {"error": "Error", "waived": "Waived", "warn": "Warning"}


def plain(key: str) -> str:
    """A key in words: `opportunity_type` is "opportunity type"."""
    return key.replace("_", " ")


def plural(noun: str) -> str:
    """More than one of a level: "regions", "territories", "branches"."""
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")
