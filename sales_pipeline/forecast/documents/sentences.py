"""What a week says in sentences, the same in deck and page of text: the call, what changed and why, what it takes."""

from sales_pipeline.forecast.documents import selection, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.phrases import join_words, largest_drivers


def headline(story: Story) -> str:
    """The call and the gap, as a title."""
    top, period = story.company, story.name(story.run.period_label)
    if top is None:
        return f"{period} has no organisation to forecast for"
    if not top["call_amount"] and not top["open_pipeline_amount"]:
        return f"Nothing is closed or open for {period} yet"
    call = story["company.current.call_amount"]
    start = f"Nobody has called {period} yet: closed and commit stand at {call}" if top["call_source"] == "crm" else (
        f"We call {call} for {period}")  # fmt: skip
    if not story.has_target:
        return start + _closed_part(story, top)
    return start + f", {against_target(story)}" + _furthest(story)


def _closed_part(story: Story, top: Row) -> str:
    closed = story["company.current.closed_amount"]
    if top["closed_amount"] > top["call_amount"]:
        return f", less than the {closed} already closed"
    return f"; {closed} of it is closed"


def against_target(story: Story, node_id: str = "") -> str:
    """ "$0.7M (8.6%) below target", "on target"."""
    prefix = f"gap.{node_id}.call" if node_id else "gap.call"
    gap = story.value(prefix)
    if gap is None or story.money.scaled(gap) == 0:
        return "on target"
    share = f" ({story[prefix + '.ratio']})" if story.value(prefix + ".ratio") is not None else ""
    return f"{story[prefix + '.size']}{share} {'above' if gap > 0 else 'below'} target"


def _furthest(story: Story) -> str:
    gap = story.value("gap.call") or 0
    parts = [(row["node_id"], row["call_amount"] - row["target_amount"]) for row in _with_target(story)]
    if gap >= 0 or len(parts) < 2:
        return ""
    names = {row["node_id"]: row["node_name"] for row in _with_target(story)}
    main = [names[node] for node, _ in largest_drivers(parts, gap).main[:2]]
    if not main:
        return ""
    return f"; {story.names(main)} {'is' if len(main) == 1 else 'are'} furthest below"


def _with_target(story: Story) -> tuple[Row, ...]:
    return tuple(row for row in selection.groups(story.frames) if row["target_amount"])


def origin(story: Story) -> str:
    """Where the call comes from, and how it lies to what the method expects."""
    top = story.company
    if top is None:
        return ""
    layer = wording.LAYERS.get(top["call_layer"] or "", "unit")
    source = wording.CALL_SOURCES[top["call_source"]].format(layer=layer)
    method = wording.METHODS.get(top["forecast_method"], wording.plain(top["forecast_method"]))
    return sentence(f"{source}, {_to_expected(story)} of {story['company.current.expected_amount']} ({method})")


def _to_expected(story: Story) -> str:
    difference = story.value("call.to_expected") or 0
    if story.money.scaled(difference) == 0:
        return "equal to the expected amount"
    return f"{story['call.to_expected.size']} {'above' if difference > 0 else 'below'} the expected amount"


def what_changed(story: Story) -> str:
    """Call, closed and expected against last week; empty without a last week."""
    said = {"call_amount": "the call", "closed_amount": "closed won", "expected_amount": "the expected amount"}
    moved = [
        f"{words} {story[f'change.{name}.moved']}"
        for name, words in said.items()
        if story.value(f"change.{name}") is not None
    ]
    return sentence(f"{join_words(moved)} {story.since('last_week')}") if moved else ""


def why(story: Story, bridge: str = "open_pipeline", against: str = "last_week") -> str:
    """The largest buckets of a bridge; empty where the week has no such bridge."""
    steps = selection.bridge(story.frames, story.company, bridge, against)
    if not steps or story.value(f"bridge.{bridge}.{against}.moved") is None:
        return ""
    return sentence(f"{movement(story, bridge, against)} {story.since(against)}{drivers(story, bridge, against)}")


def movement(story: Story, bridge: str, against: str) -> str:
    """ "Open pipeline fell $0.9M to $10.0M"; "Open pipeline was flat at $10.0M"."""
    prefix = f"bridge.{bridge}.{against}"
    moved, end = story[f"{prefix}.moved"], story[f"{prefix}.end"]
    name = {"open_pipeline": "Open pipeline", "closed_won": "Closed won"}[bridge]
    return f"{name} {moved} {'at' if moved == 'was flat' else 'to'} {end}"


def drivers(story: Story, bridge: str, against: str) -> str:
    """ ": won deals took $1.1M, against $0.4M that new deals brought"."""
    steps = selection.moved(selection.bridge(story.frames, story.company, bridge, against))
    if len(steps) == 1 and bridge == "closed_won":
        return ""
    found = largest_drivers([(step["bucket"], step["amount"]) for step in steps])
    main = [_clause(story, bridge, against, bucket) for bucket, amount in found.main if story.money.scaled(amount)]
    if not main:
        return ""
    offset = found.offset
    against_it = ""
    if offset and story.money.scaled(offset[1]):
        size = story[f"bridge.{bridge}.{against}.{offset[0]}.size"]
        against_it = f", against {size} {wording.BUCKETS[offset[0]][2]}"
    return ": " + join_words(main) + against_it


def _clause(story: Story, bridge: str, against: str, bucket: str) -> str:
    id = f"bridge.{bridge}.{against}.{bucket}"
    return f"{wording.BUCKETS[bucket][1]} {_verb(story.value(id))} {story[id + '.size']}"


def _verb(amount: object) -> str:
    return "brought" if amount is not None and amount > 0 else "took"  # type: ignore[operator]


def by_unit(story: Story) -> str:
    """Which units call under and over their target, or who carries the call; empty with fewer than two units."""
    rows = _with_target(story)
    if len(rows) < 2:
        return _carriers(story)
    gaps = sorted(rows, key=lambda row: (row["call_amount"] - row["target_amount"], row["node_id"]))
    under = [row for row in gaps if row["call_amount"] < row["target_amount"]]
    over = [row for row in reversed(gaps) if row["call_amount"] > row["target_amount"]]
    parts = [_distance(story, found, word) for found, word in ((under, "below"), (over, "above")) if found]
    return sentence("; ".join(parts)) if parts else sentence("every unit calls its target")


def _distance(story: Story, rows: list[Row], word: str) -> str:
    shown = [_named(story, row, f"gap.{row['node_id']}.call.size") for row in rows[:3]]
    rest = len(rows) - len(shown)
    more = f" and {rest} more" if rest else ""
    return f"{word} target: {', '.join(shown) if rest else join_words(shown)}{more}"


def _named(story: Story, row: Row, id: str) -> str:
    return f"{story.name(row['node_name'])} {story[id]}"


def _carriers(story: Story) -> str:
    rows = selection.by_call(selection.groups(story.frames))[:3]
    ids = [f"unit.{row['node_id']}.call_amount.share" for row in rows]
    shares = [_named(story, row, id) for row, id in zip(rows, ids, strict=True) if story.value(id)]
    return sentence(f"largest shares of the call: {join_words(shares)}") if len(shares) > 1 else ""


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
