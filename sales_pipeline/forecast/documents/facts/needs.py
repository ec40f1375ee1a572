"""Facts of what would have to be true to reach the target: deals that would close the gap, win rate, new business.

need.<gap|lead>, need.past_rate, need.new(.wanted|.multiple), need.deals.<count|amount|counted|gain>
part.<group>.<amount|expected>: what open deals still bring, by category (see deal_outlook)
"""

from decimal import Decimal

from sales_pipeline.forecast.documents import deal_outlook, outlook, selection
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.facts.position import source
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.run import Run

_DEALS = (Source.of("deal_forecast", "expected_amount"), Source.of("standing_forecast", "deal_scale_ratio"))


def add(facts: Facts, frames: Frames, run: Run) -> None:
    top = selection.company(frames)
    for part in deal_outlook.parts(frames):
        facts.money(f"part.{part.group}.amount", part.amount, Source.of("deal_forecast", "amount"))
        facts.money(f"part.{part.group}.expected", part.expected_amount, *_DEALS)
    if top is None or not top["target_amount"]:
        return
    gap = top["target_amount"] - top["expected_amount"]
    facts.money("need.gap", abs(gap), *source(top, "target_amount", "expected_amount"))
    _rate(facts, outlook.covered(frames, top))
    _new(facts, frames, gap)
    _deals(facts, frames, gap)


def _rate(facts: Facts, row: Row | None) -> None:
    """The share by value that past periods won of their pipeline at this point."""
    needed = row["coverage_needed_ratio"] if row else None
    cell = Source.of("coverage", "coverage_needed_ratio", depth=0)
    facts.percent("need.past_rate", 1 / needed if needed else None, cell)


def _new(facts: Facts, frames: Frames, gap: Decimal) -> None:
    row = frames.first("new_business", horizon="current")
    usual, cell = row["expected_new_amount"] if row else None, Source.of("new_business", "expected_new_amount")
    wanted = None if usual is None or gap <= 0 else usual + gap
    facts.money("need.new", usual, cell)
    facts.money("need.new.wanted", wanted, cell, Source.of("forecast_rollup", "expected_amount", depth=0))
    facts.ratio("need.new.multiple", wanted / usual if wanted and usual else None, cell)


def _deals(facts: Facts, frames: Frames, gap: Decimal) -> None:
    """The fewest deals that would close the gap: their amounts, what is expected of them already, what they add."""
    deals, money = deal_outlook.enough(frames, gap), deal_money(facts, frames)
    facts.count("need.deals.count", len(deals), "deal", *_DEALS)
    for name, column in (("amount", "amount"), ("counted", "counted_amount"), ("gain", "gain_amount")):
        facts.money(f"need.deals.{name}", selection.total(deals, column), *_DEALS, format=money)
