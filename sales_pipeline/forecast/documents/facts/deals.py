"""Facts of single deals: those that are named, and how much the largest, the risky and the best-case ones hold."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.money import Money
from sales_pipeline.render.run import Run

_TABLE = "pipeline_snapshot"


def add(facts: Facts, frames: Frames, run: Run) -> None:
    deals = selection.open_deals(frames)
    money = deal_money(facts, frames)
    groups = {
        "top": selection.top_deals(frames),
        "risk": selection.risks(frames, run.stale_days),
        "overdue": tuple(deal for deal in deals if selection.is_overdue(deal)),
        "upside": selection.upside(frames),
        "upside_named": selection.named(selection.upside(frames)),
    }
    for name, rows in groups.items():
        _group(facts, f"deals.{name}", rows, money)
    named = {d["opportunity_id"]: d for rows in groups.values() for d in rows[:10]}
    for id, deal in named.items():
        facts.money(
            f"deal.{id}.amount",
            deal["amount"],
            Source.of(_TABLE, "amount", opportunity_id=id),
            format=money,
        )
    pipeline = selection.total(deals, "amount")
    share = selection.total(groups["top"], "amount") / pipeline if pipeline else None
    facts.percent(
        "deals.top.share",
        share,
        Source.of(_TABLE, "amount", state="open", is_in_period="true"),
    )


def deal_money(facts: Facts, frames: Frames) -> Money:
    """The scale of single deals: one more decimal place than the document's, or smaller units where deals would vanish."""
    amounts = [deal["amount"] for deal in selection.open_deals(frames)]
    finer, largest = facts.money_format.finer(), max(amounts, default=None)
    if largest and abs(largest) * 10 < 10**facts.money_format.power:
        return Money.for_amounts(facts.money_format.currency, amounts)
    return finer if facts.money_format.power else facts.money_format


def _group(facts: Facts, id: str, rows: Sequence[Row], money: Money) -> None:
    cells = Source.of(_TABLE, "amount", state="open", is_in_period="true")
    facts.count(f"{id}.count", len(rows), "deal", cells)
    facts.money(f"{id}.amount", selection.total(rows, "amount"), cells, format=money)
