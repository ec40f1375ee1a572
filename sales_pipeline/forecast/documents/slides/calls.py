"""Calls: how they make the company's, who has not submitted and what the CRM says meanwhile, which leave it most."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import range_words, selection, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides import layers
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.statements import calls_in
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.layout import BODY, Box
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import date_text
from sales_pipeline.render.pptx_deck import Deck, Page
from sales_pipeline.render.pptx_table import Cell, Column, Table, rows_that_fit


def add(deck: Deck, story: Story) -> None:
    late, apart, layered = selection.misses(story.frames), selection.differences(story.frames), layers.is_there(story)
    if not selection.expects_calls(story.frames) or not (late or apart or layered):
        return
    page = deck.page(
        calls_in(story) if late or not layered else range_words.layers(story),
        f"{story.run.period_label}, {_due(story)}; {story['calls.received']} of {story.value('calls.expected'):f} in",
        source(story, "commit_forecast", *(["call_layers", "override_value"] if layered else [])),
        notes(
            story,
            "Until a call arrives, closed plus commit in the CRM stands in its place. Late calls count until the lock."
            + (f" {layers.NOTES}" if layered else ""),
        ),
    )
    box = BODY
    if layered:
        left, box = BODY.columns(5.9, None) if late or apart else (BODY, BODY)
        layers.draw(page, story, left)
    _who(page, story, late, apart, box)


def _who(page: Page, story: Story, late: Sequence[Row], apart: Sequence[Row], box: Box) -> None:
    """Those missing or late on top of those furthest from the CRM."""
    money = _money(story, [*late, *apart])
    if late and apart:
        upper, box = box.rows(min(1.0 + 0.29 * len(late), 2.2), None, gap=0.1)
        _late(page, story, late, money, upper)
    elif late:
        _late(page, story, late, money, box)
    if apart:
        _apart(page, story, apart, money, box)


def _money(story: Story, rows: Sequence[Row]) -> Money:
    """The scale of the representatives' amounts; those of units are longer in it."""
    small = [row for row in rows if row["layer"] == selection.REPRESENTATIVE] or rows
    return Money.for_amounts(story.run.currency, [r[n] for r in small for n in ("system_amount", "call_amount")])


def _due(story: Story) -> str:
    due = next((row["due_at"] for row in selection.calls(story.frames) if row["due_at"]), None)
    return f"due {date_text(due.date())} {due:%H:%M} UTC" if due else "no due time set"


def _late(page: Page, story: Story, rows: Sequence[Row], money: Money, box: Box) -> None:
    rest = page.heading("Missing or late", box)
    most = rows_that_fit(rest.h, 11, 2)
    shown = rows if len(rows) <= most else rows[: most - 1]
    cells: list[tuple[str | Cell, ...]] = [
        (
            row["node_name"],
            wording.LAYERS[row["layer"]],
            _state(row),
            money.cell(row["system_amount"]),
        )
        for row in shown
    ]
    if len(shown) < len(rows):
        cells.append((f"{len(rows) - len(shown)} more in the workbook", "", "", ""))
    columns = (Column("Who", widest=2.2), Column("Layer"), Column("State"), Column(f"CRM says, {money.unit}", "number"))
    page.table(Table(columns, tuple(cells), "Calls missing or late and what the CRM says meanwhile"), rest)


def _state(row: Row) -> Cell:
    if row["state"] == "missing":
        return Cell("missing", "worse", True)
    return Cell(f"late, {date_text(row['submitted_at'].date(), year=False)}" if row["submitted_at"] else "late", "ink")


def _apart(page: Page, story: Story, rows: Sequence[Row], money: Money, box: Box) -> None:
    rest = page.heading("Calls furthest from the CRM", box)
    cells = tuple(
        (row["node_name"], money.cell(row["system_amount"]), money.cell(row["call_amount"]),
         money.change_cell(row["delta_amount"]), wording.plain(row["reason_code"] or ""), row["note"] or "")
        for row in rows[: rows_that_fit(rest.h, 11, 2)]
    )  # fmt: skip
    columns = (
        Column("Who", widest=2.2, keep=True), Column(f"CRM, {money.unit}", "number"), Column("Call", "number"),
        Column("Difference", "change"), Column("Reason", widest=1.1), Column("Note", widest=1.6),
    )  # fmt: skip
    page.table(Table(columns, cells, "Calls that differ most from closed plus commit in the CRM"), rest)
