"""The company's position cut by type of deal, customer segment and product: one table, a block per cut."""

from collections.abc import Mapping, Sequence

from sales_pipeline.forecast.documents import selection, statements, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.phrases import capital, join_words
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_table import Cell, Column, Table, rows_that_fit

_COLUMNS = {
    "closed_amount": "Closed", "commit_amount": "Commit", "most_likely_amount": "Most likely",
    "best_case_amount": "Best case", "pipeline_amount": "Pipeline", "expected_amount": "Expected",
}  # fmt: skip
_MOST_ROWS = rows_that_fit(BODY.h, 11)


def add(deck: Deck, story: Story) -> None:
    cuts = selection.segments(story.frames)
    if not cuts or not statements.segments(story):
        return
    page = deck.page(
        statements.segments(story),
        f"{story.run.period_label} by {join_words([wording.DIMENSIONS[name] for name in cuts])}; {story.measure}",
        source(story, "forecast_by_segment"),
        notes(story, "Each cut adds to the company. Deals without the field are counted as unknown."),
    )
    page.table(_table(story, cuts), BODY)


def _table(story: Story, cuts: Mapping[str, Sequence[Row]]) -> Table:
    each = max(_MOST_ROWS // len(cuts) - 1, 2)
    names = [name for name in _COLUMNS if any(row[name] for members in cuts.values() for row in members)]
    columns = (Column(story.money.unit, widest=3.4), *(Column(_COLUMNS[name], "number") for name in names),
               Column("Share of expected", "number"))  # fmt: skip
    rows: list[tuple[str | Cell, ...]] = []
    for dimension, members in cuts.items():
        rows.append((Cell(f"By {wording.DIMENSIONS[dimension]}", "strong", True), *[""] * (len(columns) - 1)))
        rows += [_row(story, dimension, row, names) for row in members[:each]]
        if len(members) > each:
            rows[-1] = _rest(story, members[each - 1 :], names)
    return Table(columns, tuple(rows), "Closed, open by category and expected amount by type, segment and product")


def _row(story: Story, dimension: str, row: Row, names: Sequence[str]) -> tuple[str | Cell, ...]:
    member = row["member"]
    id = f"segment.{dimension}.{member}.share"
    share = story[id] if story.value(id) is not None else ""
    return (capital(member), *(story.money.cell(row[name]) for name in names), share)


def _rest(story: Story, rows: Sequence[Row], names: Sequence[str]) -> tuple[str | Cell, ...]:
    return (f"{len(rows)} more", *(story.money.cell(selection.total(rows, name)) for name in names), "")
