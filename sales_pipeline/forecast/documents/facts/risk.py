"""Facts of the deal risk assessment: what single deals may bring or cost, where commit hangs, what pushes meant.

risk.<opportunity_id>.<amount|loss|p_win_now|p_slip|p_lose>, risk.<opportunity_id>.<driver>.<value|threshold>
risk.count, risk.<band>.count, risk.listed.<amount|loss>          concentration.<node_id>.<column>
push.<band>.<won|slipped|lost|alike_…>                                hygiene.<problem>.<count|amount>
"""

from decimal import Decimal

from sales_pipeline.forecast.documents import risk_selection as chosen
from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.facts import actions
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.money import Money


def build(frames: Frames, scale: Money) -> Facts:
    """Every figure the assessment says; the same tables give the same facts."""
    facts = Facts(scale)
    actions.add_shown(facts, frames)
    ids = [deal["opportunity_id"] for deal in chosen.listed(frames)]
    actions.add_rows(facts, frames, frames.rows("forecast_actions", opportunity_id=ids) if ids else ())
    money = deal_money(facts, frames)
    _whole(facts, frames, money)
    for deal in chosen.listed(frames):
        _deal(facts, frames, deal, money)
    for unit in chosen.concentration(frames):
        _unit(facts, unit, money)
    for row in chosen.pushes(frames):
        for end in chosen.ENDS:
            cell = Source.of("push_hazard", f"{end}_ratio", push_band=row["push_band"])
            facts.percent(f"push.{row['push_band']}.{end}", row[f"{end}_ratio"], cell)
    for problem, rows in chosen.problems(frames).items():
        cell = Source.of("hygiene_counts", "amount", problem=problem)
        facts.money(f"hygiene.{problem}.amount", selection.total(rows, "amount"), cell, format=money)
    return facts


def _whole(facts: Facts, frames: Frames, money: Money) -> None:
    bands = chosen.bands(frames)
    facts.count("risk.count", sum(bands.values()), "deal", Source.of("deal_risk", "opportunity_id"))
    for band in ("low", "medium", "high"):
        facts.count(f"risk.{band}.count", bands.get(band, 0), "deal", Source.of("deal_risk", "band", band=band))
    for name, column in (("amount", "amount"), ("loss", "expected_loss_amount")):
        cell = Source.of("deal_risk", column, is_listed="true")
        facts.money(f"risk.listed.{name}", selection.total(chosen.listed(frames), column), cell, format=money)


def _deal(facts: Facts, frames: Frames, deal: Row, money: Money) -> None:
    id = deal["opportunity_id"]
    for name, column in (("amount", "amount"), ("loss", "expected_loss_amount")):
        facts.money(f"risk.{id}.{name}", deal[column], _cell(column, id), format=money)
    for name in ("p_win_now", "p_slip", "p_lose"):
        facts.percent(f"risk.{id}.{name}", deal[name], _cell(name, id))
    for row in chosen.drivers(frames, deal):
        if row["unit"] == "money":
            for name in ("value", "threshold"):
                cell = Source.of("deal_risk_drivers", name, opportunity_id=id, driver=row["driver"])
                facts.money(f"risk.{id}.{row['driver']}.{name}", row[name], cell, format=money)


def _cell(column: str, id: str) -> Source:
    return Source.of("deal_risk", column, opportunity_id=id)


def _unit(facts: Facts, unit: Row, money: Money) -> None:
    def cell(column: str) -> Source:
        return Source.of("commit_concentration", column, node_id=unit["node_id"])

    id = f"concentration.{unit['node_id']}"
    for column in ("commit_amount", "expected_commit_amount"):
        facts.money(f"{id}.{column}", unit[column], cell(column), format=money)
    lacking = unit["commit_amount"] - unit["expected_commit_amount"]
    sources = (cell("commit_amount"), cell("expected_commit_amount"))
    facts.money(f"{id}.loss", max(lacking, Decimal(0)), *sources, format=money)
    for column in ("top_1_ratio", "top_5_ratio"):
        facts.percent(f"{id}.{column}", unit[column], cell(column))
