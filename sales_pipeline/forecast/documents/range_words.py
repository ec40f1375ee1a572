"""One sentence each on range and chance of the target, chances of deals, layers of the call, the close of a period."""

from decimal import Decimal

from sales_pipeline.forecast.documents import outlook, selection, wording
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.marks import unmarked
from sales_pipeline.render.phrases import capital, join_words, word


def span(story: Story, horizon: str = "current") -> str:
    """ "Eight in ten outcomes lie between $11.9M and $14.2M"; empty without a range."""
    if not outlook.spread(outlook.span(story.frames, selection.company(story.frames, horizon), horizon)):
        return ""
    prefix = f"range.{horizon}"
    low, high = story[f"{prefix}.p10"], story[f"{prefix}.p90"]
    ends = f"between {low} and {high}" if unmarked(low) != unmarked(high) else f"near {low}"
    return f"Eight in ten outcomes lie {ends}"


def span_next(story: Story) -> str:
    """The range of the period after, with the chance of its target where it has one."""
    row = selection.company(story.frames, "next")
    said = span(story, "next")
    if not said or row is None:
        return ""
    known = row["target_amount"] and story.value("range.next.chance") is not None
    target, likely = story["company.next.target_amount"], story["range.next.chance"]
    more = f"; its target of {target} has a chance of {likely}" if known else ""
    return f"{story.name(row['period_label'])}: {said[0].lower() + said[1:]}{more}"


def chance(story: Story) -> str:
    """ "the target of $14.3M has a chance of 9%"; empty without a target or a range."""
    if not story.has_target or story.value("range.current.chance") is None:
        return ""
    return f"the target of {story['company.current.target_amount']} has a chance of {story['range.current.chance']}"


def range_and_chance(story: Story) -> str:
    """Both in one sentence, without its full stop."""
    said = [part for part in (span(story), chance(story)) if part]
    return "; ".join(said)


def place(story: Story) -> str:
    """Where the call lies in that range; empty without a call or a range."""
    row = outlook.span(story.frames, story.company)
    if row is None or story.company is None or story.lead != "call" or not outlook.spread(row):
        return ""
    call = story.company["call_amount"]
    if call > row["p90_amount"]:
        return "the call lies above that range: fewer than one in ten outcomes reach it"
    if call < row["p10_amount"]:
        return "the call lies below that range: more than nine in ten outcomes exceed it"
    half = "the middle" if story.money.scaled(call - row["p50_amount"]) == 0 else _half(call > row["p50_amount"])
    return f"the call lies in {half} of that range"


def _half(upper: bool) -> str:
    return f"the {'upper' if upper else 'lower'} half"


def likely(story: Story) -> str:
    """ "Two of three regions reach their target more likely than not"; empty where fewer than two have one."""
    known, count = int(story.value("range.known.count") or 0), int(story.value("range.likely.count") or 0)
    if known < 2:
        return ""
    nouns = wording.plural(story.level_of(outlook.ranged(story.frames)))
    who = f"None of {word(known)}" if not count else f"{capital(word(count))} of {word(known)}" if count < known else ""
    verb = "reaches its target" if count < 2 and who else "reach their target"
    return f"{who or f'All {word(known)}'} {nouns} {verb} more likely than not"


_NEAR = Decimal("0.05")


def chances(story: Story) -> str:
    """Whether chances kept what they said, by how far they lie from what came; empty while none was given."""
    apart, said, came = (story.value(f"chance.{name}") for name in ("apart", "all.said", "all.came"))
    if apart is None or said is None or came is None:
        return ""
    verdict = "kept what they said" if apart <= _NEAR else f"said too {'much' if said > came else 'little'}"
    given, won = story["chance.all.said"], story["chance.all.came"]
    whole = f"Chances {verdict}: deals were given {given} on average and {won} were won"
    if story.value("chance.likely.said") is None:
        return whole
    given, won = story["chance.likely.said"], story["chance.likely.came"]
    return f"{whole}; those given half or more, {given} on average, were won in {won} of cases"


def layers(story: Story) -> str:
    """ "Calls take $0.4M off what the CRM says: representatives −$0.9M, managers +$0.5M"; empty without layers."""
    rows = outlook.layers(story.frames, story.company)
    if not rows:
        return ""
    delta = story.value("layers.delta") or 0
    size, start = story["layers.delta.size"], story["layer.system.amount"]
    parts = [
        f"{wording.plural(wording.LAYERS[row['layer']]) if row['layer'] != 'cro' else 'CRO'} "
        f"{story['layer.' + row['layer'] + '.delta']}"
        for row in rows[1:]
    ]
    if story.money.scaled(delta) == 0:
        return f"Calls leave the {start} of the CRM as it is: {join_words(parts)}"
    verb = f"add {size} to" if delta > 0 else f"take {size} off"
    return f"Calls {verb} the {start} of the CRM: {join_words(parts)}"


def close(story: Story) -> str:
    """ "Q3 FY26 closed at $11.2M, $0.4M (3.4%) below target and $0.2M above the last call"; only in the first week."""
    row = outlook.closed(story.frames)
    if row is None:
        return ""
    said = [f"{story.name(row['period_label'])} closed at {story['close.actual']}"]
    words = {"target": "target", "call": "the last call" if row["call_source"] != "crm" else "closed plus commit"}
    said += [part for name, noun in words.items() if (part := _apart(story, f"close.to_{name}", noun))]
    return f"{said[0]}, {' and '.join(said[1:])}" if said[1:] else said[0]


def _apart(story: Story, id: str, noun: str) -> str:
    off = story.value(id)
    if off is None:
        return ""
    if story.money.scaled(off) == 0:
        return f"on {noun}" if noun == "target" else f"as {noun}"
    share = f" ({story[id + '.ratio']})" if story.value(id + ".ratio") is not None else ""
    return f"{story[id + '.size']}{share} {'above' if off > 0 else 'below'} {noun}"


def slipped(story: Story) -> str:
    """What became of commit and best case due in the period that ended; empty where nothing was due."""
    if not story.value("close.due"):
        return ""
    return (
        f"Of {story['close.due']} in commit and best case on its first Monday, {story['close.slipped']} "
        f"({story['close.slip']}) was neither won nor lost by its end"
    )
