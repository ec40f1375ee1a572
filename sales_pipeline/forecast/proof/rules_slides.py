"""Which rows bear out the counts and days that a deck says beyond what pages of text say too (rules_prose.py).

Columns are named here anew and not taken from the code that writes the sentences.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from sales_pipeline.forecast.documents import deal_selection, selection
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.proof.counted import Known, Week, rule
from sales_pipeline.forecast.proof.rules_prose import (
    ASKED,
    COVER,
    SUMMARY,
    WORDING,
    any_fact,
    fact,
    facts,
    monday,
    rows,
)
from sales_pipeline.render.phrases import rounded

_CALLED = "{n} calls? of {n} in"
# of charts; what a table has no room for depends on its page
_DRAWN = 10


def _due_calls(week: Week) -> Iterator[Known]:
    """Until when calls are due, with how many are in."""
    counts = (week.fact("calls.received"), week.fact("calls.expected"))
    for row in week.frames.rows("commit_forecast"):
        if row["due_at"] is not None:
            yield (row["due_at"].date(), row["due_at"].hour, row["due_at"].minute, *counts)


def _reaching(week: Week) -> Iterator[Known]:
    """How many units will more likely than not reach their target, of those whose chance is known."""
    yield (week.fact("range.likely.count"), week.fact("range.known.count"))


def _if_equal(week: Week, id: str, count: int | None = None) -> list[Known]:
    """Units whose chance is known, where none of them or all are likely to reach their target."""
    known = week.fact("range.known.count")
    return [(known,)] if week.fact(id) == (known if count is None else count) else []


def _flagged(week: Week) -> Iterator[Known]:
    """How many of the largest deals carry a flag, whatever number of days counts as unchanged."""
    deals = deal_selection.top_deals(week.frames)
    lacks = [name for name in ("close_date", "next_step") if selection.keeps(week.frames, name)]
    bare = [
        deal for deal in deals
        if not (deal_selection.is_overdue(deal) or deal["push_count"] or any(not deal[name] for name in lacks))
    ]  # fmt: skip
    days = sorted((deal["week"] - deal["last_changed_date"]).days for deal in bare)
    yield from ((len(deals) - len(bare) + len([d for d in days if d > limit]),) for limit in (-1, *days))


def _units(week: Week, chosen: Callable[[Row], bool] = lambda row: True) -> Iterator[int]:
    """How many units stand below the same one, or on the same level."""
    for name in ("parent_node_id", "level"):
        groups = Counter(row[name] for row in week.frames.rows("forecast_rollup", horizon="current") if chosen(row))
        yield from groups.values()


def _ranged(week: Week) -> Iterator[int]:
    """The same of those with a range or a target."""
    wide = {r["node_id"] for r in week.frames.rows("forecast_simulation") if r["p10_amount"] != r["p90_amount"]}
    return _units(week, lambda row: row["node_id"] in wide or bool(row["target_amount"]))


def _record(week: Week) -> Iterator[Known]:
    """In how many of the periods that count the method that stands was too high."""
    prefix = f"record.{selection.forecast_method(week.frames)}"
    yield (week.fact(f"{prefix}.high"), week.fact(f"{prefix}.periods"))


def _chances(week: Week) -> Iterator[Known]:
    apart = week.facts.value("chance.apart") if "chance.apart" in week.facts else None
    if isinstance(apart, Decimal):
        yield (rounded(apart * 100, 1), week.fact("chance.all.count"))


def _left_of_units(week: Week) -> Iterator[Known]:
    """What a drawing or table of units leaves out."""
    yield from ((count - shown,) for count in set(_units(week)) for shown in range(1, count))


def _left_of_drawn(week: Week) -> Iterator[Known]:
    yield from ((_DRAWN, count - _DRAWN) for count in (*_units(week), *_ranged(week)))


def _left_of_people(week: Week) -> Iterator[Known]:
    people = week.fact("people.all") or 0
    yield from ((people - shown,) for shown in range(2, people, 2))


# the house's own words on slides and in their notes
SLIDES = (
    "top-most submitted one", "and one shock moves", "nine in ten outcomes", "nine in ten (?:are )?below",
    "in exactly one bucket", "to win one", "four levers", "any one of the ways", "one in ten or more",
    "the one that st(?:ands|ood)", "zero is too high", "nearer in three of four periods", "monday 00:00",
    r"\b1 / share", "the base is zero", r"no change in the CRM for more than \d+ days",
)  # fmt: skip
POSITION = (
    rule("as of {d}", monday()),
    rule("^{n} deals?$", any_fact("company.current.", "_deal_count")),
    rule("{n} .*? make up the company's position", lambda week: ((count,) for count in _units(week))),
    rule("target: .* and {n} more", _left_of_units),
    rule("^{n} more$", _left_of_units),
    rule("the {n} largest are (?:drawn|shown), {n} smaller ones? are in the workbook", _left_of_drawn),
    rule("{n} of {n} .*? more likely than not", _reaching),
    rule("none of {n} .*? more likely than not", lambda week: _if_equal(week, "range.likely.count", 0)),
    rule("all {n} .*? more likely than not", lambda week: _if_equal(week, "range.likely.count")),
    rule("{n} gates? checked", fact("gates.all")),
)
CALLS = (
    rule(f"due {{d}} (\\d\\d):(\\d\\d) UTC; {_CALLED}", _due_calls),
    rule(_CALLED, facts("calls.received", "calls.expected")),
)
DEALS = (
    rule("^{n} deals? carr(?:y|ies)", fact("swing.down.count")),
    rule("the {n} largest upside deals?", fact("swing.up.count")),
    rule("^{n} deals? holds? ", fact("deals.top.count")),
    rule("; {n} carr(?:y|ies) a flag", _flagged),
)
PEOPLE = (
    rule("{n} of {n} representatives (?:is|are) expected", facts("people.expected_at_quota", "people.with_quota")),
    rule("nothing is expected yet of {n} representatives?", fact("people.all")),
    rule("{n} more in the workbook", _left_of_people),
)
RECORD = (
    rule("forecast with {n} weeks? left", rows("method_record", "weeks_left")),
    rule("too high in {n} of {n} periods?", _record),
    rule("{n} points? apart on average, over {n} deals?", _chances),
)
RULES = (
    *(rule(words) for words in (*WORDING, *SLIDES)), *COVER, *SUMMARY, *ASKED, *POSITION, *CALLS, *DEALS, *PEOPLE,
    *RECORD,
)  # fmt: skip
