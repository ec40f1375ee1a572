"""Which actions the documents show, and in which order: those worth most, and what they ask for together."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames, Row

# what is asked for in one breath, by kind of action
GROUPS = {
    "calls": ("missing_call",), "deals": ("commit_at_risk", "forecast_at_risk"), "upside": ("upside",),
    "gap": ("gap_to_target",), "coverage": ("coverage_short",), "unassigned": ("unassigned",),
}  # fmt: skip
DEAL_KINDS = ("commit_at_risk", "forecast_at_risk", "upside")
_RECOMMENDED, _ALIKE, _FIRST = 8, 3, 10


def ranked(frames: Frames) -> tuple[Row, ...]:
    """Every action, that worth most an hour first."""
    return tuple(sorted(frames.rows("forecast_actions"), key=lambda row: row["action_order"]))


def recommended(frames: Frames) -> tuple[Row, ...]:
    """The few worth most that do not count money of an action above them; of one sort only a few."""
    found: list[Row] = []
    for row in ranked(frames):
        alike = sum((other["kind"], other["reason_code"]) == (row["kind"], row["reason_code"]) for other in found)
        if not row["is_nested"] and row["gain_amount"] and alike < _ALIKE:
            found.append(row)
        if len(found) == _RECOMMENDED:
            break
    return tuple(found)


def first_deals(frames: Frames) -> tuple[Row, ...]:
    """The deals on which an hour is worth most."""
    return tuple(row for row in ranked(frames) if row["kind"] in DEAL_KINDS)[:_FIRST]


def groups(frames: Frames) -> dict[str, tuple[Row, ...]]:
    """Actions that are asked for together; the group of the action worth most first. Of deals at risk those in commit
    alone, where there are any."""
    rows, found = ranked(frames), {}
    for name, kinds in GROUPS.items():
        members = [row for kind in kinds for row in rows if row["kind"] == kind]
        if name == "deals" and members:
            members = [row for row in members if row["kind"] == members[0]["kind"]]
        if members:
            found[name] = tuple(members)
    return dict(sorted(found.items(), key=lambda item: lead(item[1])["action_order"]))


def lead(rows: Sequence[Row]) -> Row:
    """The action worth most of a group that no other counts."""
    return next((row for row in rows if not row["is_nested"]), rows[0])


def counted(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The actions of a group whose money may be summed."""
    return tuple(row for row in rows if not row["is_nested"])


def of_deal(frames: Frames, deal: Row) -> Row | None:
    """What is to be done about a deal."""
    return frames.first("forecast_actions", opportunity_id=deal["opportunity_id"])


def named(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The few of a group that a sentence names."""
    return selection.named(rows)
