"""Which rows bear out the counts and days that pages of text say; a new sentence with one needs a rule here.

Columns are named here anew and not taken from the code that writes the sentences.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

from sales_pipeline.forecast.documents import action_selection, risk_selection
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.proof.counted import Known, Rule, Week, rule

Found = Callable[[Week], Iterable[Known]]
_EFFORTS = {"a quarter of an hour": "0.25", "half an hour": "0.5", "three quarters of an hour": "0.75", "an hour": "1"}
# who is asked of a deal where nobody is named
_ROLES = {"owner": ": Owner, by", "manager": ": Manager of", "sales_operations": ": Sales operations"}
_LISTED = (3, 10)
_REPRESENTATIVES, _CALLS = (
    f"{who}; (?:.* and )?" for who in ("representatives? ha(?:ve|s) sent a call", "calls? due (?:are|is) in")
)


def fact(id: str, more: int = 0) -> Found:
    return lambda week: [] if week.fact(id) is None else [((week.fact(id) or 0) + more,)]


def facts(*ids: str) -> Found:
    return lambda week: [tuple(week.fact(id) for id in ids)]


def any_fact(start: str, end: str) -> Found:
    return lambda week: [(week.fact(f.id),) for f in week.facts if f.id.startswith(start) and f.id.endswith(end)]


def rows(table: str, *columns: str, **where: object) -> Found:
    """The values of columns, row by row."""
    return lambda week: [
        tuple(row[name] for name in columns)
        for row in (week.frames.rows(table) if table in week.frames else ())
        if all(row[name] == value for name, value in where.items())
    ]


def number_of(table: str, **where: object) -> Found:
    return lambda week: [(len(list(rows(table, **where)(week))),)]


def monday(days: int = 0) -> Found:
    return lambda week: [(row["week"] - timedelta(days),) for row in week.frames.rows("forecast_rollup")[:1]]


def _due(week: Week) -> Iterator[Known]:
    """Until when what the text asks for is due of whom it asks."""
    yield from ((row["due_date"],) for row in _asked(week))
    for row in week.frames.rows("deal_risk") if "deal_risk" in week.frames else ():
        who = row["mitigation_person_name"] or _ROLES[row["mitigation_role"]]
        if week.says(row["mitigation"]) and week.says(who):
            yield (row["mitigation_due_date"],)


def _effort(hours: str) -> Callable[[Week], list[Known]]:
    return lambda week: [() for row in _asked(week) if row["effort_hours"] == Decimal(hours)]


def _asked(week: Week) -> list[Row]:
    """The actions that the text is about: it says what is to be done, and by whom."""
    return [
        row
        for row in week.frames.rows("forecast_actions")
        if (week.says(row["action"]) or (row["kind"] == "missing_call" and "missing calls" in week.text))
        and (week.says(row["owner_name"]) or (row["owner_name"] is None and "not named" in week.text))
    ]


def _left_of_lists(week: Week) -> Iterator[Known]:
    """What a list of names leaves out: callers, units on one side of their target, those asked, gates that stop."""
    groups = action_selection.groups(week.frames) if "forecast_actions" in week.frames else {}
    calls = [row for row in week.frames.rows("commit_forecast") if row["horizon"] == "current"]
    gates = [row for row in week.frames.rows("gate_results") if row["state"] == "error"]
    counts = [sum(row["state"] == state for row in calls) for state in ("missing", "late")]
    counts += [len({row["owner_name"] for row in rows}) for rows in groups.values()] + [len(gates)]
    counts += _units_off_target(week)
    yield from ((count - shown,) for count in counts for shown in _LISTED)


def _units_off_target(week: Week) -> list[int]:
    """Units with a target, by what holds them together."""
    by_parent: dict[object, int] = {}
    for row in week.frames.rows("forecast_rollup"):
        if row["horizon"] == "current" and row["target_amount"]:
            by_parent[row["parent_node_id"]] = by_parent.get(row["parent_node_id"], 0) + 1
    return [count for most in by_parent.values() for count in range(1, most + 1)]


def _warnings_left(week: Week) -> Iterator[Known]:
    states = [row["state"] for row in week.frames.rows("gate_results") if row["state"] != "ok"]
    yield (len(states) - max(4, len(states) - states.count("warn")),)


def _of_promise(week: Week) -> Iterator[Known]:
    return ((row["row_count"],) for row in week.frames.rows("gate_results") if week.says(row["promise"]))


def _driver(words: str, driver: str, *columns: str) -> Rule:
    return rule(f"{words}: {{n}} points?", rows("deal_risk_drivers", *columns, "points", driver=driver))


def _past_deals(week: Week) -> Iterator[Known]:
    yield (sum(row["deal_count"] for row in week.frames.rows("push_hazard")),)


def _commit_deals(week: Week) -> Iterator[Known]:
    units = sorted(week.frames.rows("commit_concentration"), key=lambda row: (row["sort_key"], row["node_id"]))
    yield from ((row["deal_count"],) for row in units[:1])


# the house's own words
WORDING = (
    "eight in ten outcomes", "(?:one|nine) in ten outcomes", "at most three of one sort", "the five largest",
    "^week .*?, status [^,]*", r"^\d+\. ", r"^.*(?=, \S+ weeks? left\. Data as of )", "no five open deals together",
    "^.* sales forecast, week of ", "only where the two differ", "the chance is the stated one",
    "mean of (?:the last )?four periods", r"\(1 − chance to win",
)  # fmt: skip
COVER = (
    rule("{n} weeks? left", rows("pacing", "weeks_left", is_now=True)),
    rule("(?:data as of|week of) {d}", monday()),
    rule("{n} gates? waived", number_of("gate_results", state="waived")),
)
SUMMARY = (
    rule("since {d}", monday(7)),
    rule("{n} past periods? had", fact("pace.periods")),
    rule("{n} commit deals?, ", fact("deals.risk.count")),
    rule("{n} best-case deals? holds?", fact("deals.upside.count")),
    rule("the {n} missing calls", fact("asks.calls.count")),
    rule("{n} more deals? at risk", fact("asks.deals.count", -1)),
    rule("(?:and|;) {n} more", _left_of_lists),
    rule("{n} of {n} representatives have", facts("calls.representatives.received", "calls.representatives.expected")),
    rule("{n} of {n} calls due", facts("calls.received", "calls.expected")),
    rule("all {n} representatives have sent", fact("calls.representatives.expected")),
    rule("all {n} calls due", fact("calls.expected")),
    rule(f"{_REPRESENTATIVES}{{n}} missing", fact("calls.representatives.missing")),
    rule(f"{_CALLS}{{n}} missing", fact("calls.missing")),
    rule(f"{_REPRESENTATIVES}{{n}} late", fact("calls.representatives.late")),
    rule(f"{_CALLS}{{n}} late", fact("calls.late")),
    rule("the last {n} periods?", any_fact("record.", ".periods")),
    rule("(?:of|all) {n} gates?(?:, | hold)", fact("gates.all")),
    rule("{n} (?:is|are) waived", fact("gates.waived")),
    rule("{n} warns?\\b", fact("gates.warn")),
    rule("{n} stops? the week", fact("gates.error")),
    rule("\\({n} rows? against it", _of_promise),
    rule("{n} more warnings? in the table", _warnings_left),
    rule("leaves {n} fields? empty", fact("quality.unanswered")),
)  # fmt: skip
RISK = (
    rule("{n} open deals? due in", number_of("deal_risk")),
    *(rule(f"{{n}} at {band} risk", number_of("deal_risk", band=band)) for band in ("high", "medium", "low")),
    rule("{n} commit deals? holds?", _commit_deals),
    rule("those of {n} past deals? open", _past_deals),
    rule("those of {n} past deals? alike", rows("deal_risk", "alike_count")),
    rule("{n} deals? holds? \\S+; by the chances", lambda week: [(len(risk_selection.listed(week.frames)),)]),
    rule("{n} more units? with commit", lambda week: [(risk_selection.left_out(week.frames),)]),
    rule("{n} points? \\(.*, line {n}\\)", rows("deal_risk_drivers", "points", "source_line")),
    rule("{n} points? \\(table ", rows("deal_risk_drivers", "points", source_line=None)),
    _driver("passed {n} days? ago, on {d}", "overdue", "value", "evidence_date"),
    _driver("pushed {n}(?: times)?, last on {d}", "pushed", "value", "evidence_date"),
    _driver("{n} days? in stage .*, most of {n} stays of won deals ended within {n}", "long_in_stage", "value",
            "basis_count", "threshold"),
    _driver("no activity for {n} days?, since {d}", "silent", "value", "evidence_date"),
    _driver("no activity for {n} days?, since {d}", "quiet", "value", "evidence_date"),
    _driver("only {n} contacts? engaged", "single_contact", "value"),
    _driver("due {n} days? after it was created on {d}, short for a win", "created_late", "value", "evidence_date"),
)  # fmt: skip
ASKED = (
    rule("by {d}", _due),
    rule("{n} hours of work", lambda week: [(row["effort_hours"],) for row in _asked(week)]),
    *(rule(f"{words} of work", _effort(hours)) for words, hours in _EFFORTS.items()),
)
RULES = (*(rule(words) for words in WORDING), *COVER, *SUMMARY, *RISK, *ASKED)
