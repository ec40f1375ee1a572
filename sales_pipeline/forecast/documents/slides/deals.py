"""The ten largest open deals of the period, with what makes each uncertain; where no chances are told of deals."""

from collections.abc import Callable, Sequence

from sales_pipeline.forecast.documents import deal_outlook, deal_selection, statements, wording
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.flags import flag_words, flags
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import capital, date_text
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_table import Cell, Column, Table


def add(deck: Deck, story: Story) -> None:
    deals = deal_selection.top_deals(story.frames)
    if not deals or deal_outlook.swings(story.frames):
        return
    money, found = deal_money(story.facts, story.frames), [", ".join(flags(story, deal)) for deal in deals]
    page = deck.page(
        statements.top_deals(story, sum(bool(words) for words in found)),
        f"Largest open deals due in {story.run.period_label}; {money.unit}, {story.amount_kind}",
        source(story, "pipeline_snapshot"),
        notes(story, flag_words(story)),
    )
    columns = _columns(story, deals, money, any(found))
    rows = tuple(tuple(read(deal, words) for _, read in columns) for deal, words in zip(deals, found, strict=True))
    alt = "The largest open deals with amount, category, stage, close date and flags"
    page.table(Table(tuple(column for column, _ in columns), rows, alt), BODY)


Reader = Callable[[Row, str], str | Cell]


def _columns(story: Story, deals: Sequence[Row], money: Money, flagged: bool) -> list[tuple[Column, Reader]]:
    """Accounts, close dates and flags have a column where any deal has one."""
    every: list[tuple[bool, Column, Reader]] = [
        (any(d["account_name"] for d in deals), Column("Account", widest=2.2, keep=True), _account),
        (True, Column("Deal", widest=3.4), lambda deal, _: deal["opportunity_name"] or deal["opportunity_id"]),
        (True, Column("Owner", widest=1.7), lambda deal, _: deal["node_name"]),
        (True, Column(f"Amount, {money.unit}", "number"), lambda deal, _: money.cell(deal["amount"])),
        (True, Column("Category", widest=1.1), lambda deal, _: wording.CATEGORIES[deal["category"]]),
        (True, Column("Stage", widest=1.6), lambda deal, _: deal["stage_name"] or ""),
        (any(d["close_date"] for d in deals), Column("Close", widest=1.1), lambda deal, _: _close(story, deal)),
        (flagged, Column("Flags", widest=3.2), lambda _, words: Cell(capital(words), "worse" if words else "ink")),
    ]
    return [(column, read) for is_there, column, read in every if is_there]


def _account(deal: Row, words: str) -> str:
    return deal["account_name"] or ""


def _close(story: Story, deal: Row) -> Cell:
    close = deal["close_date"]
    said = date_text(close, year=close.year != story.run.as_of.year) if close else "none"
    return Cell(said, "worse" if deal_selection.is_overdue(deal) else "ink")
