"""The deals of a node that may cost most, with what speaks against them and what is to be done."""

from decimal import Decimal

from sales_pipeline.forecast.documents import risk_words
from sales_pipeline.forecast.documents.dashboard import words
from sales_pipeline.forecast.documents.dashboard.views import Column, Line, Part, Shown, View, share
from sales_pipeline.forecast.documents.dashboard.week import Node, Week, day, name_of
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import TEXT_LENGTH
from sales_pipeline.render.figure_id import suffix
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import capital, date_text
from sales_pipeline.render.text import keep_order, one_line, shorten

_MOST, _REASONS = 8, 3
_TABLE = "deal_risk"
_COLUMNS = (
    Column("Amount", "amount", f"{_TABLE}.amount"),
    Column("Close", "close", f"{_TABLE}.close_date"), Column("Win", "win", f"{_TABLE}.p_win_now"),
    Column("Slip", "slip", f"{_TABLE}.p_slip"), Column("Lose", "lose", f"{_TABLE}.p_lose"),
    Column("Expected loss", "loss", f"{_TABLE}.expected_loss_amount"),
    Column("Risk", "band", f"{_TABLE}.band", number=False), Column("What speaks against it", "why", number=False),
    Column("What to do", "do", number=False),
)  # fmt: skip
_ROLES = {"high": "worse", "medium": "strong", "low": "muted"}


def part(week: Week) -> Part:
    view = View("risk", "Deals that may cost most", "Deal and owner", _COLUMNS, _lines)
    return Part("risk", "Risk", words.risk, (view,),
                "Expected loss: amount × (1 − chance to be won in the period). The whole list is in "
                "deal_risk_assessment.md and the table deal_risk.")  # fmt: skip


def _lines(week: Week, node: Node) -> list[Line]:
    deals = sorted((deal for id in node.below for deal in week.rows(id, _TABLE)), key=lambda d: d["risk_order"])[:_MOST]
    scale = _scale(node, deals)
    return [_line(week, deal, scale) for deal in deals]


def _scale(node: Node, deals: list[Row]) -> Money:
    """The scale of the node's deals, which is finer than its own; so their amounts carry their unit."""
    return Money.for_amounts(node.money.currency, [deal["amount"] for deal in deals])


def _line(week: Week, deal: Row, scale: Money) -> Line:
    account, own = deal["account_name"], deal["opportunity_name"] or deal["opportunity_id"]
    deal_name = own if not account or account in own else f"{account}: {own}"
    label = f"{keep_order(shorten(one_line(deal_name), TEXT_LENGTH))} ({name_of(deal['node_name'])})"
    cells = (
        _amount(scale, deal["amount"]),
        Shown(date_text(deal["close_date"], year=False)),
        *(share(deal[name]) for name in ("p_win_now", "p_slip", "p_lose")),
        _amount(scale, deal["expected_loss_amount"]),
        Shown(capital(deal["band"]), role=_ROLES[deal["band"]]),
        Shown(_why(week, deal)),
        Shown(_do(week, deal)),
    )
    return Line(label, cells, suffix(opportunity_id=deal["opportunity_id"]), "")


def _amount(scale: Money, value: Decimal) -> Shown:
    return Shown(scale.text(value), scale.scaled(value))


def _why(week: Week, deal: Row) -> str:
    """The strongest drivers, in words."""
    rows = week.rows(deal["opportunity_id"], "deal_risk_drivers", by="opportunity_id")
    ordered = sorted(rows, key=lambda row: (-row["points"], row["driver_order"]))[:_REASONS]
    story = week.story_with(ordered)
    said = [risk_words.said(story, deal, row) for row in ordered]
    return capital("; ".join(said)) if said else "No driver found"


def _do(week: Week, deal: Row) -> str:
    role = risk_words.ROLES[deal["mitigation_role"]].format(owner=name_of(deal["node_name"]))
    who = name_of(deal["mitigation_person_name"]) if deal["mitigation_person_name"] else role
    what = keep_order(shorten(one_line(deal["mitigation"]), TEXT_LENGTH))
    return f"{what}: {who}, by {day(deal['mitigation_due_date'])}"
