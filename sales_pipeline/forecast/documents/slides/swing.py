"""The deals that swing the number: those the forecast counts on most, and those that could come on top."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import deal_outlook, deal_selection, need_words
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.forecast.documents.flags import flag_words, flags
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.layout import BODY, Box
from sales_pipeline.render.phrases import capital, date_text, percent
from sales_pipeline.render.pptx_deck import Deck, Page
from sales_pipeline.render.pptx_table import Cell, Column, Table


def add(deck: Deck, story: Story) -> None:
    down, up = deal_outlook.downside(story.frames), deal_outlook.upside(story.frames)
    if not deal_outlook.swings(story.frames):
        return
    money = deal_money(story.facts, story.frames)
    page = deck.page(
        need_words.swings(story),
        f"Open deals and what is expected of them in {story.run.period_label}; {money.unit}, {story.amount_kind}",
        source(story, "deal_forecast", "standing_forecast", "pipeline_snapshot"),
        notes(
            story, "Counted: what the forecast expects of a deal; it is lost if the deal does not come in the period. "
                   "On top: what it would bring beyond that. Upside are deals with a chance of one in ten or more. "
                   + flag_words(story)
        ),
    )  # fmt: skip
    boxes = BODY.rows(None, None, gap=0.1) if down and up else [BODY]
    if down:
        _side(page, story, down, ("Downside: the forecast counts on these", "Counted", "counted_amount"), boxes[0])
    if up:
        _side(page, story, up, ("Upside: these could come on top", "On top", "gain_amount"), boxes[-1])


def _side(page: Page, story: Story, deals: Sequence[Row], words: tuple[str, str, str], box: Box) -> None:
    heading, header, column = words
    money = deal_money(story.facts, story.frames)
    found = [", ".join(flags(story, deal)) for deal in deals]
    columns = (
        Column("Deal", widest=3.4, keep=True), Column("Owner", widest=1.7), Column("Stage", widest=1.4),
        Column("Close", widest=1.1), Column(f"Amount, {money.unit}", "number"), Column("Chance", "number"),
        Column(header, "number"), *([Column("Flags", widest=3.0)] if any(found) else []),
    )  # fmt: skip
    rows = tuple(
        (deal["opportunity_name"] or deal_selection.customer(deal), deal["node_name"], deal["stage_name"] or "",
         _close(story, deal), money.cell(deal["amount"]), percent(deal["probability"]), money.cell(deal[column]),
         *([Cell(capital(words), "worse" if words else "ink")] if any(found) else []))
        for deal, words in zip(deals, found, strict=True)
    )  # fmt: skip
    page.table(Table(columns, rows, heading), page.heading(heading, box))


def _close(story: Story, deal: Row) -> Cell:
    close = deal["close_date"]
    said = date_text(close, year=close.year != story.run.as_of.year) if close else "none"
    return Cell(said, "worse" if deal_selection.is_overdue(deal) else "ink")
