"""Between which amounts each unit will probably end, its target as a dash, and how likely it is reached."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import outlook, range_words, statements
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.figures import Figure, Series
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.phrases import percent
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_table import Cell, Column, Table, rows_that_fit
from sales_pipeline.render.pptx_text import Paragraph

_MOST = 10
_WORDS = 1.2
_HALF = Decimal("0.5")


def add(deck: Deck, story: Story) -> None:
    top, rows = story.company, outlook.ranged(story.frames)
    whole = outlook.span(story.frames, top)
    if top is None or whole is None or not rows:
        return
    shown = _largest(rows)
    noun, likely = story.level_of(rows), range_words.likely(story)
    more = ", and the chance of its target" if story.has_target else ""
    page = deck.page(
        f"{range_words.range_and_chance(story)}" or likely,
        f"{story.run.period_label} by {noun}: where each may end{more}; {story.measure}",
        source(story, "forecast_simulation", "forecast_rollup", note=_hidden(rows)),
        notes(
            story, "A thousand outcomes: every open deal comes or does not by its chance, new deals arrive, and one "
                   "shock moves all of a period. P10: nine in ten outcomes are above; P90: nine in ten are below. "
                   "Ranges of units do not add up to the company's: not all are low or high at once."
        ),
    )  # fmt: skip
    left, right = BODY.columns(None, 5.6)
    page.chart(figure(story, shown), left)
    upper, _ = right.rows(None, _WORDS, gap=0)
    rest = page.table(_table(story, [*shown[: rows_that_fit(upper.h, 11, 2) - 1], {**top, **whole}]), upper)
    said = [text for text in (likely, statements.reach(story), range_words.span_next(story)) if text]
    below = rest.inside(0, 0.25, 0, 0.25 - _WORDS)
    page.paragraphs([Paragraph(sentence(text), bullet="•") for text in said], below, (13, 12, 11))


def _largest(rows: Sequence[Row]) -> list[Row]:
    """All units in reading order, the ten of which most is expected where there are more."""
    if len(rows) <= _MOST:
        return list(rows)
    return sorted(rows, key=lambda r: (-r["expected_amount"], r["sort_key"]))[:_MOST]


def _hidden(rows: Sequence[Row]) -> str:
    more = len(rows) - _MOST
    return f"The {_MOST} largest are shown, {more} smaller ones are in the workbook." if more > 0 else ""


def figure(story: Story, rows: Sequence[Row]) -> Figure:
    """A bar from P10 to P90 per unit; its ends say their amounts."""

    def scaled(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else amount.scaleb(-story.money.power)

    series = [
        Series("P10", tuple(scaled(row["p10_amount"]) for row in rows), "white", "hidden"),
        Series("P10 to P90", tuple(scaled(row["p90_amount"] - row["p10_amount"]) for row in rows), "soft"),
        Series("P90", tuple(scaled(row["p90_amount"]) for row in rows), "ink", "label"),
        Series("Expected", tuple(scaled(row["expected_amount"]) for row in rows), "strong", "dot"),
    ]
    if any(row["target_amount"] for row in rows):
        series.append(Series("Target", tuple(scaled(row["target_amount"]) for row in rows), "worse", "marker"))
    names = tuple(row["node_name"] for row in rows)
    return Figure("ranges", "column_stacked", names, tuple(series), story.money.unit, story.money.places)


def _table(story: Story, rows: Sequence[Row]) -> Table:
    money, targets = story.money, any(row["target_amount"] for row in rows)
    columns = [
        Column(money.unit, widest=1.7, keep=True), Column("P10", "number"), Column("Expected", "number"),
        Column("P90", "number"),
        *([Column("Target", "number"), Column("Chance of target", "number")] if targets else []),
    ]  # fmt: skip
    cells = tuple(
        (row["node_name"], *(money.cell(row[f"{name}_amount"]) for name in ("p10", "expected", "p90")),
         *([money.cell(row["target_amount"]), _chance(row["quota_probability"])] if targets else []))
        for row in rows
    )  # fmt: skip
    return Table(tuple(columns), cells, "Range, target and chance of each unit", frozenset({len(cells) - 1}))


def _chance(value: Decimal | None) -> Cell:
    if value is None:
        return Cell("")
    return Cell(percent(value), "better" if value >= _HALF else "worse", True)
