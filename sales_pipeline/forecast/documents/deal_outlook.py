"""What single open deals bring of the forecast that stands: which it counts on, which could come on top, by category.

Deals are counted by the method that speaks of deals, in its scale, each rounded to the cent as in forecast_by_segment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow
import pyarrow.compute as pc

from sales_pipeline.forecast.documents import outlook, selection
from sales_pipeline.forecast.documents.frames import Frames, Row

_MOST, _MOST_TO_CLOSE = 5, 5
_MONEY = pyarrow.decimal128(18, 2)
# a deal that hardly ever comes is no upside to work on
_LEAST_CHANCE = Decimal("0.10")
GROUPS = ("commit", "most_likely", "best_case", "pipeline", "omitted", "later", "not_yet_open")


@dataclass(frozen=True)
class Part:
    """What a group of open deals brings: how many they are, what they amount to, what the forecast expects of them."""

    group: str
    deal_count: int
    amount: Decimal
    expected_amount: Decimal


def counted(frames: Frames) -> pyarrow.Table:
    """Every open deal of which something is expected in the running period: amount, chance, what is expected of it, and
    what it would bring on top if it came."""
    return frames.once("deal_outlook", _counted)


def _counted(frames: Frames) -> pyarrow.Table:
    shown, top = outlook.shows_deals(frames), selection.company(frames)
    deals = frames.table("deal_forecast")
    if shown is None or top is None:
        return _with_sums(deals.slice(0, 0), Decimal(1))
    wanted = pc.and_(pc.equal(deals["method"], shown["deal_method"]), pc.equal(deals["period_id"], top["period_id"]))
    return _with_sums(deals.filter(wanted), shown["deal_scale_ratio"])


def _with_sums(deals: pyarrow.Table, scale: Decimal) -> pyarrow.Table:
    factor = pyarrow.scalar(scale, pyarrow.decimal128(18, 6))
    scaled = pc.round(pc.multiply(deals["expected_amount"], factor), 2, "half_towards_infinity").cast(_MONEY)
    gain = pc.subtract(deals["amount"], scaled).cast(_MONEY)
    return pyarrow.table({
        "opportunity_id": deals["opportunity_id"], "node_id": deals["node_id"], "amount": deals["amount"],
        "probability": deals["probability"], "counted_amount": scaled, "gain_amount": gain,
    })  # fmt: skip


def swings(frames: Frames) -> bool:
    """Whether single deals matter: the few largest carry at least a twentieth of what is still expected."""
    top, rows = selection.company(frames), downside(frames)
    left = top["expected_amount"] - top["closed_amount"] if top else Decimal(0)
    return bool(rows) and selection.total(rows, "counted_amount") * 20 >= left > 0


def downside(frames: Frames) -> tuple[Row, ...]:
    """The deals on which the forecast counts most, the largest part first."""
    return _named(frames, _largest(counted(frames), "counted_amount", _MOST))


def upside(frames: Frames) -> tuple[Row, ...]:
    """Deals due in the period that would bring most on top of what is expected of them, the largest first."""
    return _named(frames, _largest(_due(frames), "gain_amount", _MOST))


def enough(frames: Frames, gap: Decimal) -> tuple[Row, ...]:
    """The fewest of these whose winning would close a gap; empty where even they would not."""
    found: list[Row] = []
    for row in _named(frames, _largest(_due(frames), "gain_amount", _MOST_TO_CLOSE)):
        if gap <= 0:
            break
        found.append(row)
        gap -= row["gain_amount"]
    return tuple(found) if found and gap <= 0 else ()


def _due(frames: Frames) -> pyarrow.Table:
    due = frames.table("pipeline_snapshot")
    ids = due.filter(pc.and_(due["is_in_period"], pc.equal(due["state"], "open")))["opportunity_id"]
    deals = counted(frames)
    likely = pc.greater_equal(deals["probability"], pyarrow.scalar(_LEAST_CHANCE, pyarrow.decimal128(18, 6)))
    return deals.filter(pc.and_(likely, pc.is_in(deals["opportunity_id"], value_set=ids)))


def _largest(deals: pyarrow.Table, column: str, most: int) -> Sequence[Row]:
    order = pc.sort_indices(deals, [(column, "descending"), ("opportunity_id", "ascending")])
    rows: Sequence[Row] = deals.take(order.slice(0, most)).to_pylist()
    return [row for row in rows if row[column] > 0]


def _named(frames: Frames, deals: Sequence[Row]) -> tuple[Row, ...]:
    """The deals with what pipeline_snapshot says of them; the amount is the one the forecast counts with."""
    ids = [deal["opportunity_id"] for deal in deals]
    said = {row["opportunity_id"]: row for row in frames.rows("pipeline_snapshot", opportunity_id=ids)} if ids else {}
    return tuple({**said[deal["opportunity_id"]], **deal} for deal in deals if deal["opportunity_id"] in said)


def parts(frames: Frames) -> tuple[Part, ...]:
    """What is still expected of the company, by category of the deals; last what deals not yet open bring. Adds up to
    expected − closed, to the cent; empty where nothing is."""
    return frames.once("deal_outlook_parts", _parts)  # type: ignore[no-any-return]


def _parts(frames: Frames) -> tuple[Part, ...]:
    top = selection.company(frames)
    if top is None:
        return ()
    said = frames.table("pipeline_snapshot").select(["opportunity_id", "category", "is_in_period"])
    deals = counted(frames).join(said, "opportunity_id", join_type="inner")
    group = pc.if_else(deals["is_in_period"], deals["category"], "later")
    sums = deals.append_column("group", group).group_by("group").aggregate(
        [("opportunity_id", "count"), ("amount", "sum"), ("counted_amount", "sum")]
    )  # fmt: skip
    found = {
        row["group"]: Part(row["group"], row["opportunity_id_count"], row["amount_sum"], row["counted_amount_sum"])
        for row in sums.to_pylist()
    }
    rest = top["expected_amount"] - top["closed_amount"] - sum(part.expected_amount for part in found.values())
    found["not_yet_open"] = Part("not_yet_open", 0, Decimal(0), rest)
    return tuple(found[name] for name in GROUPS if name in found and found[name].expected_amount)
