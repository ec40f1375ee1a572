"""The close of the period just ended, in the first week of the next: result, forecasts against it, slippage, units."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import outlook, range_words, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.figures import Figure, Series
from sales_pipeline.render.layout import BODY, Box
from sales_pipeline.render.phrases import date_text, percent
from sales_pipeline.render.pptx_deck import Deck, Page
from sales_pipeline.render.pptx_table import Column, Table, rows_that_fit
from sales_pipeline.render.pptx_text import Paragraph

_DRAWN = {"standing": "main", "call": "soft"}


def add(deck: Deck, story: Story) -> None:
    row = outlook.closed(story.frames)
    if row is None:
        return
    forecasts, units = outlook.closed_forecasts(story.frames), outlook.closed_units(story.frames)
    page = deck.page(
        range_words.close(story),
        f"Close of {row['period_label']}: result, and what was said of it on the way; {story.measure}",
        source(story, "period_close", "period_close_forecasts"),
        notes(
            story, "Published once, in the first week after a period. Nodes, targets and calls are those of its last "
                   "week. The forecast as published is the one that stood then, whatever method stands now."
        ),
    )  # fmt: skip
    left, right = BODY.columns(None, 6.0)
    chart, words = left.rows(None, 0.75)
    if forecasts:
        page.chart(figure(story, row, forecasts), chart)
    slipped = range_words.slipped(story)
    page.paragraphs([Paragraph(sentence(slipped), "Slippage.")] if slipped else [], words, (13, 12, 11))
    _beside(page, story, row, forecasts, units, right)


def figure(story: Story, row: Row, forecasts: Mapping[str, Sequence[Row]]) -> Figure:
    """Forecast and call at each checkpoint, the result as a dash."""
    names = tuple(f"{outlook.CHECKPOINTS[name]}, {_day(rows)}" for name, rows in forecasts.items())
    series = []
    for method, role in _DRAWN.items():
        said = [outlook.first_said(rows, method) for rows in forecasts.values()]
        if any(said):
            values = tuple(r["forecast_amount"].scaleb(-story.money.power) if r else None for r in said)
            series.append(Series(said_by(row, method), values, role))
    actual = row["actual_amount"].scaleb(-story.money.power)
    series.append(Series("Closed won", (actual,) * len(names), "strong", "marker"))
    return Figure("close", "column", names, tuple(series), story.money.unit, story.money.places)


def said_by(close: Row, method: str) -> str:
    """Who or what forecast the period that closed."""
    names = {"standing": "Forecast as published", "call": outlook.called(close), **wording.METHOD_NAMES}
    return names.get(method, wording.plain(method))


def _day(rows: Sequence[Row]) -> str:
    return date_text(rows[0]["as_of_date"], year=False)


def _beside(
    page: Page, story: Story, top: Row, forecasts: Mapping[str, Sequence[Row]], units: Sequence[Row], box: Box
) -> None:
    upper, *lower = box.rows(None, *([2.6] if units else []), gap=0.1)
    if forecasts:
        most = rows_that_fit(upper.h - 0.45, 11, 2)
        page.table(_errors(top, forecasts, most), page.heading("Error of each forecast, % of what was won", upper))
    if units:
        most = rows_that_fit(lower[0].h - 0.45, 11, 2) - 1
        shown = sorted(units, key=lambda r: (-r["actual_amount"], r["sort_key"]))[:most]
        page.table(_units(story, [*shown, top]), page.heading("Result by unit", lower[0]))


def _errors(close: Row, forecasts: Mapping[str, Sequence[Row]], most: int) -> Table:
    methods = list(dict.fromkeys(row["method"] for rows in forecasts.values() for row in rows))[:most]
    columns = (Column("Said by", widest=2.2, keep=True),
               *(Column(outlook.CHECKPOINTS[name], "number") for name in forecasts))  # fmt: skip
    cells = []
    for method in methods:
        found = [outlook.first_said(rows, method) for rows in forecasts.values()]
        cells.append((said_by(close, method), *(_error(row) for row in found)))
    return Table(columns, tuple(cells), "Error of each forecast of the period that ended")


def _error(row: Row | None) -> str:
    return "" if row is None or row["error_ratio"] is None else percent(row["error_ratio"], 1, signed=True)


def _units(story: Story, rows: Sequence[Row]) -> Table:
    money = story.money
    call = f"Last {outlook.called(rows[-1]).lower()}"
    columns = [
        ("Closed won", [money.cell(row["actual_amount"]) for row in rows]),
        ("Target", [money.cell(row["target_amount"]) for row in rows]),
        ("Reached", [_share(row["attainment_ratio"]) for row in rows]),
        (call, [money.cell(row["call_amount"]) for row in rows]),
        ("Slipped", [_share(row["slip_ratio"]) for row in rows]),
    ]
    shown = [(header, texts) for header, texts in columns if any(texts)]
    cells = tuple(zip([row["node_name"] for row in rows], *(texts for _, texts in shown), strict=True))
    heads = (Column(money.unit, widest=1.8, keep=True), *(Column(header, "number") for header, _ in shown))
    return Table(heads, cells, "Result of each unit against target and last call", frozenset({len(cells) - 1}))


def _share(ratio: Decimal | None) -> str:
    return "" if ratio is None else percent(ratio)
