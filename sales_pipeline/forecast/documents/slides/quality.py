"""Promises the week does not keep, and who waived what."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import selection, statements, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.phrases import number
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_table import Cell, Column, Table, rows_that_fit
from sales_pipeline.render.text import one_line, shorten

_ROLES = {"error": "worse", "waived": "main", "warn": "ink"}


def add(deck: Deck, story: Story) -> None:
    broken = selection.troubled_gates(story.frames)
    if not broken:
        return
    page = deck.page(
        statements.gates(story),
        f"{story['gates.all']} checked for the week of {story.run.as_of_text}",
        source(story, "gate_results"),
        notes(story, f"A gate states a promise. First rows against each:\n{_details(broken)}"),
    )
    page.table(_table(broken, rows_that_fit(BODY.h, 11)), BODY)


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
