"""Facts of single deals: those that are named, and how much the largest, the risky and the best-case ones hold."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.contracts.values import AGAINST
from sales_pipeline.forecast.documents import deal_selection, selection
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.money import Money
from sales_pipeline.render.run import Run

_TABLE = "pipeline_snapshot"
_OPEN = Source.of(_TABLE, "amount", state="open", is_in_period="true")


def add(facts: Facts, frames: Frames, run: Run) -> None:
    deals, money = deal_selection.open_deals(frames), deal_money(facts, frames)
    groups = {
        "top": deal_selection.top_deals(frames),
        "risk": deal_selection.risks(frames, run.stale_days),
        "risk_named": selection.named(deal_selection.risks(frames, run.stale_days)),
        "overdue": tuple(deal for deal in deals if deal_selection.is_overdue(deal)),
        "upside": deal_selection.upside(frames),
        "upside_named": selection.named(deal_selection.upside(frames)),
    }
    for name, rows in groups.items():
        _group(facts, f"deals.{name}", rows, money)
    for id, deal in {d["opportunity_id"]: d for rows in groups.values() for d in rows[:10]}.items():
        facts.money(f"deal.{id}.amount", deal["amount"], Source.of(_TABLE, "amount", opportunity_id=id), format=money)
    pipeline = selection.total(deals, "amount")
    share = selection.total(groups["top"], "amount") / pipeline if pipeline > 0 else None
    facts.percent("deals.top.share", share, _OPEN)
    for against in AGAINST:
        _moves(facts, frames, against, money)


def deal_money(facts: Facts, frames: Frames) -> Money:
    """The scale of single deals: $M with two places where the largest fills them, else their own."""
    usual, amounts = facts.money_format, [deal["amount"] for deal in deal_selection.open_deals(frames)]
    largest = max((abs(amount) for amount in amounts), default=0)
    if usual.power and usual.places <= 1 and largest * 10 >= 10**usual.power:
        return usual.finer()
    return Money.for_amounts(usual.currency, amounts)


def fitting(facts: Facts, amount: Decimal, money: Money) -> Money:
    """The document's scale for a sum that fills it, else that of single deals."""
    return facts.money_format if abs(amount) * 10 >= 10**facts.money_format.power else money


def _group(facts: Facts, id: str, rows: Sequence[Row], money: Money) -> None:
    amount = selection.total(rows, "amount")
    facts.count(f"{id}.count", len(rows), "deal", _OPEN)
    facts.money(f"{id}.amount", amount, _OPEN, format=fitting(facts, amount, money))


def _moves(facts: Facts, frames: Frames, against: str, money: Money) -> None:
    """move.<against>.<opportunity_id>: the size of what a named deal moved."""
    for move in deal_selection.largest_moves(frames, against):
        id = move.row["opportunity_id"]
        key = {"bridge": "open_pipeline", "against": against, "opportunity_id": id}
        cells = [Source.of("pipeline_movements", "amount", **key, bucket=bucket) for bucket in move.buckets]
        facts.money(f"move.{against}.{id}", abs(move.amount), *cells, format=money)
