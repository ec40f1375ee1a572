"""Which deals the documents show: the largest, those at risk, the upside, and those that moved most."""

from dataclasses import dataclass
from decimal import Decimal

from sales_pipeline.forecast.contracts.values import BUCKETS
from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames, Row

_TOP_DEALS, _NAMED_MOVES = 10, 3


def open_deals(frames: Frames) -> tuple[Row, ...]:
    """Open deals that count in the current period, largest first."""
    rows = frames.rows("pipeline_snapshot", state="open", is_in_period=True)
    return tuple(sorted(rows, key=lambda r: (-r["amount"], r["opportunity_id"])))


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
    deals: dict[str, list[Row]] = {}
    for row in frames.rows("pipeline_movements", bridge="open_pipeline", against=against):
        deals.setdefault(row["opportunity_id"], []).append(row)
    moves = [_move(rows) for rows in deals.values()]
    ordered = sorted(moves, key=lambda move: (-abs(move.amount), move.row["opportunity_id"]))
    return tuple(move for move in ordered[:_NAMED_MOVES] if move.amount)


def _move(rows: list[Row]) -> Move:
    ordered = sorted(rows, key=lambda row: BUCKETS.index(row["bucket"]))
    reasons = [row["reason"] for row in ordered if row["reason"]]
    return Move(
        ordered[-1], selection.total(ordered, "amount"), tuple(row["bucket"] for row in ordered), "".join(reasons[-1:])
    )
