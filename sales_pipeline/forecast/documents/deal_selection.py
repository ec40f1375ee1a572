"""Which deals the documents show: the largest, those at risk, the upside, and those that moved most."""

from dataclasses import dataclass
from decimal import Decimal

import pyarrow.compute as pc

from sales_pipeline.forecast.contracts.values import BUCKETS
from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames, Row

_TOP_DEALS, _NAMED_MOVES = 10, 3
_SAID = [
    "week", "opportunity_id", "opportunity_name", "account_name", "node_id", "node_name", "owner_id", "amount",
    "category", "stage_name", "close_date", "push_count", "last_changed_date", "next_step", "is_in_period",
]  # fmt: skip


def open_deals(frames: Frames) -> tuple[Row, ...]:
    """Open deals that count in the current period, largest first."""
    return frames.once("open_deals", _open_deals)  # type: ignore[no-any-return]


def _open_deals(frames: Frames) -> tuple[Row, ...]:
    """With what documents say of them alone: of a large company they are many."""
    deals = frames.table("pipeline_snapshot")
    deals = deals.select(_SAID).filter(pc.and_(pc.equal(deals["state"], "open"), deals["is_in_period"]))
    order = pc.sort_indices(deals, [("amount", "descending"), ("opportunity_id", "ascending")])
    return tuple(deals.take(order).to_pylist())


def top_deals(frames: Frames) -> tuple[Row, ...]:
    """The ten largest open deals of the period."""
    return open_deals(frames)[:_TOP_DEALS]


def customer(deal: Row) -> str:
    """Whom a deal is sold to, else its name, else its id."""
    return str(deal["account_name"] or deal["opportunity_name"] or deal["opportunity_id"])


def is_overdue(deal: Row) -> bool:
    """Open though its close date has passed."""
    return deal["close_date"] is not None and deal["close_date"] < deal["week"]


def is_silent(frames: Frames, deal: Row, stale_days: int | None) -> bool:
    """Unchanged for longer than the company allows; never when no limit is known or the source keeps no changes."""
    if stale_days is None or not selection.keeps(frames, "stage_history"):
        return False
    return bool((deal["week"] - deal["last_changed_date"]).days > stale_days)


def risks(frames: Frames, stale_days: int | None) -> tuple[Row, ...]:
    """Commit deals that are overdue, unchanged for too long or, where others have one, without a close date; largest
    first."""
    deals = open_deals(frames)
    dated = selection.keeps(frames, "close_date")
    return tuple(
        deal for deal in deals
        if deal["category"] == "commit"
        and (is_overdue(deal) or is_silent(frames, deal, stale_days) or (dated and deal["close_date"] is None))
    )  # fmt: skip


def upside(frames: Frames) -> tuple[Row, ...]:
    """Best-case deals of the period, largest first."""
    return tuple(deal for deal in open_deals(frames) if deal["category"] == "best_case" and deal["amount"])


@dataclass(frozen=True)
class Move:
    """What one deal did to the open pipeline: its buckets in order, their sum, and the reason the CRM gives."""

    row: Row
    amount: Decimal
    buckets: tuple[str, ...]
    reason: str


def largest_moves(frames: Frames, against: str) -> tuple[Move, ...]:
    """The three deals that moved the open pipeline most; one that came and went in between moved nothing."""
    table = frames.table("pipeline_movements")
    table = table.filter(pc.and_(pc.equal(table["bridge"], "open_pipeline"), pc.equal(table["against"], against)))
    sums = table.select(["opportunity_id", "amount"]).group_by("opportunity_id").aggregate([("amount", "sum")])
    sums = sums.append_column("size", pc.abs(sums["amount_sum"]))
    order = pc.sort_indices(sums, [("size", "descending"), ("opportunity_id", "ascending")])
    ids = sums.take(order.slice(0, _NAMED_MOVES))["opportunity_id"]
    rows = table.filter(pc.is_in(table["opportunity_id"], value_set=ids.combine_chunks())).to_pylist()
    moves = [_move([row for row in rows if row["opportunity_id"] == id]) for id in ids.to_pylist()]
    return tuple(move for move in moves if move.amount)


def _move(rows: list[Row]) -> Move:
    ordered = sorted(rows, key=lambda row: BUCKETS.index(row["bucket"]))
    reasons = [row["reason"] for row in ordered if row["reason"]]
    return Move(
        ordered[-1], selection.total(ordered, "amount"), tuple(row["bucket"] for row in ordered), "".join(reasons[-1:])
    )
