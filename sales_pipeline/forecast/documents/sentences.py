"""What a week says in sentences, the same in deck and page of text: the call, what changed and why, what it takes.

Where nobody has called, the expected amount takes the call's place (story.lead).
"""

from decimal import Decimal

from sales_pipeline.forecast.documents import selection, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.phrases import join_words, largest_drivers


def headline(story: Story) -> str:
    """The call and the gap, as a title."""
    top, period = story.company, story.name(story.run.period_label)
    if top is None:
        return f"{period} has no organisation to forecast for"
    if not any(top[name] for name in ("call_amount", "expected_amount", "open_pipeline_amount")):
        return f"Nothing is closed or open for {period} yet"
    if story.has_target:
        return f"{landing(story)}, {against_target(story)}{_furthest(story)}"
    return landing(story) + _closed_part(story, top)


def landing(story: Story) -> str:
    """ "We call $14.4M for Q4 FY26", "Q4 FY26 is expected to close at $2.8M"."""
    amount, period = story[f"company.current.{story.lead}_amount"], story.name(story.run.period_label)
    if story.lead == "call":
        return f"We call {amount} for {period}"
    if selection.calls(story.frames):
        return f"Nobody has called {period} yet; it is expected to close at {amount}"
    return f"{period} is expected to close at {amount}"


def _closed_part(story: Story, top: Row) -> str:
    closed = story["company.current.closed_amount"]
    if top["closed_amount"] > top[f"{story.lead}_amount"]:
        return f", less than the {closed} already closed"
    if story.lead == "call" or not top["commit_amount"]:
        return f"; {closed} of it is closed"
    return f": {closed} is closed and {story['company.current.commit_amount']} in commit"


def against_target(story: Story) -> str:
    """ "$0.7M (8.6%) below target", "on target"."""
    id = f"gap.{story.lead}"
    gap = story.value(id)
    if gap is None or story.money.scaled(gap) == 0:
        return "on target"
    share = f" ({story[id + '.ratio']})" if story.value(id + ".ratio") is not None else ""
    return f"{story[id + '.size']}{share} {'above' if gap > 0 else 'below'} target"


def _furthest(story: Story) -> str:
    gap, rows = story.value(f"gap.{story.lead}") or 0, _with_target(story)
    if gap >= 0 or len(rows) < 2:
        return ""
    names = {row["node_id"]: row["node_name"] for row in rows}
    drivers = largest_drivers([(row["node_id"], _gap(story, row)) for row in rows], gap)
    main = [names[node] for node, _ in drivers.main[:2]]
    return f"; {story.names(main)} {'is' if len(main) == 1 else 'are'} furthest below" if main else ""


def _with_target(story: Story) -> tuple[Row, ...]:
    return tuple(row for row in selection.groups(story.frames) if row["target_amount"])


def _gap(story: Story, row: Row) -> Decimal:
    return Decimal(row[f"{story.lead}_amount"] - row["target_amount"])


def origin(story: Story) -> str:
    """Where the call comes from, and how it lies to what the method expects."""
    top = story.company
    if top is None:
        return ""
    layer = wording.LAYERS.get(top["call_layer"] or "", "unit")
    source = wording.CALL_SOURCES[top["call_source"]].format(layer=layer)
    method = wording.METHODS.get(top["forecast_method"], wording.plain(top["forecast_method"]))
    expected = story["company.current.expected_amount"]
    if story.lead == "expected":
        commit = story["company.current.commit_cumulative_amount"]
        return sentence(f"{source}; closed plus commit is {commit} and {expected} is expected by {method}")
    return sentence(f"{source}, {_to_expected(story)} of {expected} ({method})")


def _to_expected(story: Story) -> str:
    difference = story.value("call.to_expected") or 0
    if story.money.scaled(difference) == 0:
        return "equal to the expected amount"
    return f"{story['call.to_expected.size']} {'above' if difference > 0 else 'below'} the expected amount"


def what_changed(story: Story) -> str:
    """Call, closed and expected against last week; empty without a last week."""
    call = {"call_amount": "the call"} if story.lead == "call" else {"commit_cumulative_amount": "closed plus commit"}
    said = {**call, "closed_amount": "closed won", "expected_amount": "the expected amount"}
    moved = [
        f"{words} {story[f'change.{name}.moved']}"
        for name, words in said.items()
        if story.value(f"change.{name}") is not None
    ]
    return sentence(f"{join_words(moved)} {story.since('last_week')}") if moved else ""


def by_unit(story: Story) -> str:
    """Which units lie under and over their target, or who brings most; empty with fewer than two units."""
    rows = _with_target(story)
    if len(rows) < 2:
        return _carriers(story)
    gaps = sorted(rows, key=lambda row: (_gap(story, row), row["node_id"]))
    under = [row for row in gaps if _gap(story, row) < 0]
    over = [row for row in reversed(gaps) if _gap(story, row) > 0]
    parts = [_distance(story, found, word) for found, word in ((under, "below"), (over, "above")) if found]
    return sentence("; ".join(parts)) if parts else sentence("every unit is on its target")


def _distance(story: Story, rows: list[Row], word: str) -> str:
    shown = [_named(story, row, f"gap.{row['node_id']}.{story.lead}.size") for row in rows[:3]]
    rest = len(rows) - len(shown)
    more = f" and {rest} more" if rest else ""
    return f"{word} target: {', '.join(shown) if rest else join_words(shown)}{more}"


def _named(story: Story, row: Row, id: str) -> str:
    return f"{story.name(row['node_name'])} {story[id]}"


def _carriers(story: Story) -> str:
    groups = selection.groups(story.frames)
    rows = (selection.by_call(groups) if story.lead == "call" else selection.by_expected(groups))[:3]
    ids = [f"unit.{row['node_id']}.{story.lead}_amount.share" for row in rows]
    shares = [_named(story, row, id) for row, id in zip(rows, ids, strict=True) if story.value(id)]
    what = "the call" if story.lead == "call" else "the expected amount"
    return sentence(f"largest shares of {what}: {join_words(shares)}") if len(shares) > 1 else ""


def what_it_takes(story: Story) -> str:
    """How much of the open pipeline the target needs; empty without a target."""
    top = story.company
    if top is None or not story.has_target:
        return ""
    if top["closed_amount"] >= top["target_amount"]:
        return sentence(f"the target is reached: closed won is {story['company.current.attainment_ratio']} of it")
    to_go, pipeline = story["gap.to_go"], story["company.current.open_pipeline_amount"]
    if top["open_pipeline_amount"] <= 0:
        return sentence(f"{to_go} is still to close and no open pipeline is left")
    needed = story.value("company.current.coverage_needed_ratio")
    past = f"; at this point past periods needed {story['company.current.coverage_needed_ratio']}" if needed else ""
    return sentence(
        f"{to_go} is still to close, {story['gap.yield']} of the {pipeline} open: "
        f"coverage is {story['company.current.coverage_to_go_ratio']}{past}"
    )
