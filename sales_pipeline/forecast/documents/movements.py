"""What moved, in sentences: a bridge's ends, the buckets that explain it, and the deals that moved most."""

from decimal import Decimal

from sales_pipeline.forecast.documents import deal_selection, selection, wording
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.marks import unmarked
from sales_pipeline.render.phrases import join_words, largest_drivers

# Below this share of the ends a bar is a hairline: then only the changes are drawn, from zero.
READABLE = Decimal("0.15")
BRIDGES = {"open_pipeline": "Open pipeline", "closed_won": "Closed won"}


def why(story: Story, bridge: str = "open_pipeline", against: str = "last_week") -> str:
    """The largest buckets of a bridge; empty where the week has no such bridge."""
    if f"bridge.{bridge}.{against}.moved" not in story.facts:
        return ""
    return sentence(f"{movement(story, bridge, against)} {story.since(against)}{drivers(story, bridge, against)}")


def movement(story: Story, bridge: str, against: str) -> str:
    """ "Open pipeline fell $0.9M to $10.0M"; "… was flat at $10.0M"; "… rose from $0 to $10.0M"."""
    prefix = f"bridge.{bridge}.{against}"
    moved, end = story[f"{prefix}.moved"], story[f"{prefix}.end"]
    if unmarked(moved).startswith("rose") and not story.value(f"{prefix}.start"):
        return f"{BRIDGES[bridge]} rose from {story[f'{prefix}.start']} to {end}"
    return f"{BRIDGES[bridge]} {moved} {'at' if unmarked(moved) == 'was flat' else 'to'} {end}"


def drivers(story: Story, bridge: str, against: str) -> str:
    """ ": won deals took $1.1M, against $0.4M of new deals"."""
    steps = selection.moved(selection.bridge(story.frames, story.company, bridge, against))
    if len(steps) == 1 and bridge == "closed_won":
        return ""
    found = largest_drivers([(step["bucket"], step["amount"]) for step in steps])
    prefix = f"bridge.{bridge}.{against}"
    main = [
        f"{wording.BUCKETS[bucket][1]} {_verb(amount)} {story[f'{prefix}.{bucket}.size']}"
        for bucket, amount in found.main
        if story.money.scaled(amount)
    ]
    if not main:
        return ""
    offset = found.offset
    if offset is None or not story.money.scaled(offset[1]):
        return ": " + join_words(main)
    return f": {join_words(main)}, against {story[f'{prefix}.{offset[0]}.size']} {wording.BUCKETS[offset[0]][2]}"


def lost_or_late(story: Story) -> str:
    """Whether what left the open pipeline without being won is gone or only late; empty where nothing left."""
    gone, later = (story.value(f"left.last_week.{name}.size") or Decimal(0) for name in ("gone", "later"))
    if not story.money.scaled(gone) and not story.money.scaled(later):
        return ""
    lost, moved = story["left.last_week.gone.size"], story["left.last_week.later.size"]
    if not story.money.scaled(later):
        return f"what left without being won is gone, not late: {lost} was lost, omitted or deleted"
    if not story.money.scaled(gone):
        return f"what left without being won is late, not gone: {moved} moved out of the period"
    if gone >= 2 * later or later >= 2 * gone:
        side = "gone, not late" if gone > later else "late, not gone"
        lead = f"what left without being won is mostly {side}"
    else:
        lead = "what left without being won is partly gone and partly late"
    return f"{lead}: {lost} was lost, omitted or deleted, {moved} moved out of the period"


def _verb(amount: Decimal) -> str:
    return "brought" if amount > 0 else "took"


def largest(story: Story, against: str) -> list[str]:
    """The deals that moved most: "Dornvale Components $1.03M pushed out (Procurement freeze)"."""
    return [_move(story, against, move) for move in deal_selection.largest_moves(story.frames, against)]


def _move(story: Story, against: str, move: deal_selection.Move) -> str:
    did = " and ".join(wording.BUCKETS[bucket][0].lower() for bucket in move.buckets)
    reason = f" ({story.long_text(move.reason)})" if move.reason else ""
    name, id = story.name(deal_selection.customer(move.row)), f"move.{against}.{move.row['opportunity_id']}"
    return f"{name} {story[id]} {did}{reason}"
