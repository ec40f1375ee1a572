"""The ten largest open deals of the period, with what makes each uncertain."""

from sales_pipeline.forecast.documents import selection, statements, wording
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.flags import flags
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import capital, date_text
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_table import Cell, Column, Table


def add(deck: Deck, story: Story) -> None:
    deals = selection.top_deals(story.frames)
    if not deals:
        return
    money, dated = deal_money(story.facts, story.frames), any(deal["close_date"] for deal in deals)
    page = deck.page(
        statements.top_deals(story, sum(bool(flags(story, deal)) for deal in deals)),
        f"Largest open deals due in {story.run.period_label}; {money.unit}, {story.amount_kind}",
        source(story, "pipeline_snapshot"),
        notes(story, _flag_words(story)),
    )
    columns = (
        Column("Account", widest=2.2, keep=True), Column("Deal", widest=3.4), Column("Owner", widest=1.7),
        Column(f"Amount, {money.unit}", "number"), Column("Category", widest=1.1), Column("Stage", widest=1.6),
        *([Column("Close", widest=1.1)] if dated else []), Column("Flags", widest=3.2),
    )  # fmt: skip
    rows = tuple(_row(story, deal, money, dated) for deal in deals)
    page.table(
        Table(columns, rows, "The ten largest open deals with amount, category, stage, close date and flags"), BODY
    )


def _row(story: Story, deal: Row, money: Money, dated: bool) -> tuple[str | Cell, ...]:
    found, close = ", ".join(flags(story, deal)), deal["close_date"]
    said = date_text(close, year=close.year != story.run.as_of.year) if close else "none"
    return (
        deal["account_name"] or "", deal["opportunity_name"] or deal["opportunity_id"], deal["node_name"],
        money.cell(deal["amount"]), wording.CATEGORIES[deal["category"]], deal["stage_name"] or "",
        *([Cell(said, "worse" if selection.is_overdue(deal) else "ink")] if dated else []),
        Cell(capital(found), "worse" if found else "ink"),
    )  # fmt: skip


def _flag_words(story: Story) -> str:
    limit = (
        f" unchanged: no change in the CRM for more than {story.run.stale_days} days." if story.run.stale_days else ""
    )
    return f"Flags: overdue: the close date has passed; pushed: moves of the close date into a later month;{limit}"
