"""Promises the week does not keep, who waived what, and what the source cannot say."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import selection, statements, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.phrases import number
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_table import Cell, Column, Table, rows_that_fit
from sales_pipeline.render.pptx_text import Paragraph
from sales_pipeline.render.text import one_line, shorten

_ROLES = {"error": "worse", "waived": "main", "warn": "ink"}


def add(deck: Deck, story: Story) -> None:
    broken, lacking = selection.troubled_gates(story.frames), selection.unanswered(story.frames)
    if not broken and not lacking:
        return
    page = deck.page(
        statements.gates(story),
        f"{story['gates.all']} checked for the week of {story.run.as_of_text}",
        source(story, "gate_results", "history_quality"),
        notes(story, f"A gate states a promise. First rows against each:\n{_details(broken)}"),
    )
    said = _lacking(story, lacking)
    below = BODY
    if broken:
        upper = BODY.inside(0, 0, 0, 1.3) if said else BODY
        below = page.table(_table(broken, rows_that_fit(upper.h, 11)), upper).inside(0, 0.2, 0, -1.3)
    page.paragraphs(said, below, (13, 12, 11))


def _table(rows: Sequence[Row], most: int) -> Table:
    shown = rows if len(rows) <= most else rows[: most - 1]
    waived = any(row["state"] == "waived" for row in shown)
    cells: list[tuple[str | Cell, ...]] = [
        (Cell(wording.GATE_STATES[row["state"]], _ROLES[row["state"]], row["state"] != "warn"), selection.promise(row),
         number(row["row_count"]), *([_waiver(row)] if waived else []))
        for row in shown
    ]  # fmt: skip
    if len(shown) < len(rows):
        cells.append((f"{len(rows) - len(shown)} more", "in the table gate_results", "", *([""] if waived else [])))
    columns = (
        Column("State"), Column("Promise", widest=9.0), Column("Rows against it", "number"),
        *([Column("Waived by", widest=3.6)] if waived else []),
    )  # fmt: skip
    return Table(columns, tuple(cells), "Gates that warn, are waived or stop the week")


def _waiver(row: Row) -> str:
    return f"{row['waived_by']}: {row['waiver_reason']}" if row["state"] == "waived" else ""


def _details(rows: Sequence[Row]) -> str:
    """For the speaker: the first rows against each promise."""
    return "\n".join(
        f"{selection.promise(row)}: {shorten(one_line(row['detail']), 400)}" for row in rows if row["detail"]
    )


def _lacking(story: Story, rows: Sequence[Row]) -> list[Paragraph]:
    said = "; ".join(statements.lacking(story, rows))
    return [Paragraph(sentence(said), "The source cannot say:")] if rows else []
