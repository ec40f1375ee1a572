"""What the source cannot say, and what a forecast lacks without it."""

from sales_pipeline.forecast.documents import selection, statements
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_table import Column, Table, rows_that_fit


def add(deck: Deck, story: Story) -> None:
    rows = selection.unanswered(story.frames)
    if not rows:
        return
    page = deck.page(
        statements.emptiness(story),
        "What a forecast lacks without them; no gate demands them and nothing is guessed in their place",
        source(story, "history_quality"),
        notes(story, "history_quality counts, for every field, the rows that could carry it and those that do."),
    )
    most = rows_that_fit(BODY.h, 11)
    cells = [statements.lacking(story, row) for row in rows]
    if len(cells) > most:
        cells = [*cells[: most - 1], (f"{len(cells) - most + 1} more", "In the table history_quality.")]
    columns = (Column("The source has no", widest=3.0), Column("So", widest=9.0))
    page.table(Table(columns, tuple(cells), "Fields that the source never fills, and what follows"), BODY)
