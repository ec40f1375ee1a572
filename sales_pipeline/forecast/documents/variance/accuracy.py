"""Accuracy: past forecasts at the same point of their periods, replayed, against what came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sales_pipeline.forecast.documents import selection, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance import methods
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, known
from sales_pipeline.render.phrases import rounded
from sales_pipeline.render.xlsx_chart import ChartSeries, add_chart

NAME = "Accuracy"
ANSWERS = "How past forecasts at this point of a period compare with what came"
PLACES = 6
_FIXED = ("Period", "As of", "Weeks left", "Actual")
_ACTUAL, _FIRST_METHOD, _PER_METHOD = 3, 4, 3
_METHOD_FIELDS = ("forecast_amount", "error_amount", "error_ratio")
_STYLES: tuple[tuple[str, Literal["solid", "outline"]], ...] = (
    ("main", "solid"),
    ("soft", "solid"),
    ("muted", "solid"),
)


# beside the method that stands; the others are in the table
_DRAWN = ("expected_yield", "stated")


@dataclass(frozen=True)
class Record:
    """The ended periods, oldest first, and the rows of each method by period; the method that stands comes first."""

    periods: Sequence[Row]
    methods: Mapping[str, Mapping[str, Row]]


def is_there(story: Story) -> bool:
    return bool(_record(story).periods)


def heading(story: Story) -> tuple[str, str]:
    standing = selection.forecast_method(story.frames) or ""
    return "Past forecasts at this point of the period", (
        f"{story.measure}; cells hold full amounts. Error = forecast − actual: positive was too high. "
        f"The forecast rests on {wording.METHODS.get(standing, _name(standing))}."
    )


def _name(method: str) -> str:
    return wording.METHOD_NAMES.get(method, wording.plain(method))


def _record(story: Story) -> Record:
    standing = selection.forecast_method(story.frames)
    names = sorted({row["method"] for row in story.frames.rows("method_record")}, key=lambda m: (m != standing, m))
    found = {name: {row["period_id"]: row for row in selection.record(story.frames, name)} for name in names}
    periods = {row["period_order"]: row for rows in found.values() for row in rows.values()}
    return Record([periods[order] for order in sorted(periods)], found)


def draw(pages: Pages) -> None:
    sheet, record = pages.sheets[NAME], _record(pages.story)
    sheet.headers(HEADER_ROW, (*_FIXED, *_method_headers(record)), numeric_from=2)
    first, last = HEADER_ROW + 1, HEADER_ROW + len(record.periods)
    for at, period in enumerate(record.periods, first):
        _period(pages, at, period)
    for position, (method, rows) in enumerate(record.methods.items()):
        column = _FIRST_METHOD + position * _PER_METHOD
        for at, period in enumerate(record.periods, first):
            _figures(pages, at, column, rows.get(period["period_id"]))
        _measures(pages, (first, last), column, method)
        sheet.data_bars(first, last, column + 2, "plain")
    _labels(pages, last)
    sheet.freeze(HEADER_ROW + 1, 1)
    # a chart cut in two tells nothing
    sheet.page(pages_high=1)
    _chart(pages, (first, last), record)


def _method_headers(record: Record) -> Iterator[str]:
    for method in record.methods:
        yield from (_name(method), "Error", "Error %")


def _period(pages: Pages, at: int, period: Row) -> None:
    sheet = pages.sheets[NAME]
    sheet.text(at, 0, period["period_label"], "row")
    sheet.date(at, 1, period["as_of_date"], "row")
    sheet.number(at, 2, period["weeks_left"], "0_)", "row")
    sheet.number(at, _ACTUAL, period["actual_amount"], pages.story.money.excel_format, "row")


def _figures(pages: Pages, at: int, column: int, row: Row | None) -> None:
    sheet, money = pages.sheets[NAME], pages.story.money.excel_format
    forecast, actual = sheet.cell(at, column), sheet.cell(at, _ACTUAL)
    sheet.number(at, column, row["forecast_amount"] if row else None, money, "row")
    if row:
        pages.hold("method_record", ("method", "period_id"), [row], sheet, at, ("",) * column + _METHOD_FIELDS)
    error = known(row["error_amount"] if row else None)
    sheet.fx(at, column + 1, f'=IF({forecast}="","n/a",{forecast}-{actual})', error, money, "row")
    share = f'=IF(OR({forecast}="",{actual}<=0),"n/a",ROUND(({forecast}-{actual})/{actual},{PLACES}))'
    sheet.fx(at, column + 2, share, known(row["error_ratio"] if row else None), "percent", "row")


def _measures(pages: Pages, rows: tuple[int, int], column: int, method: str) -> None:
    """Bias and WAPE below a method's errors."""
    sheet, (first, last) = pages.sheets[NAME], rows
    errors = f"{sheet.cell(first, column + 1)}:{sheet.cell(last, column + 1)}"
    actuals = f"{sheet.cell(first, _ACTUAL)}:{sheet.cell(last, _ACTUAL)}"
    whole = f'SUMIF({errors},"<>n/a",{actuals})'
    sizes = f'SUMIF({errors},">0")-SUMIF({errors},"<0")'
    for at, part, key in ((last + 1, f"SUM({errors})", "bias"), (last + 2, sizes, "wape")):
        value = pages.story.value(f"record.{method}.{key}")
        shown = known(rounded(value, PLACES) if value is not None else None)
        formula = f'=IF({whole}>0,ROUND(({part})/{whole},{PLACES}),"n/a")'
        sheet.text(at, column, "", "total")
        sheet.text(at, column + 1, "", "total")
        sheet.fx(at, column + 2, formula, shown, "percent", "total")


def _labels(pages: Pages, last: int) -> None:
    sheet = pages.sheets[NAME]
    for at, text in ((last + 1, "Bias"), (last + 2, "WAPE")):
        sheet.text(at, 0, text, "total")
        for column in range(1, _FIRST_METHOD):
            sheet.text(at, column, "", "total")


def _chart(pages: Pages, rows: tuple[int, int], record: Record) -> None:
    money = pages.story.money
    series, drawn = [ChartSeries(_ACTUAL, "Actual", "strong")], 0
    for position, method in enumerate(record.methods):
        if position and method not in _DRAWN:
            continue
        role, style = _STYLES[drawn % len(_STYLES)]
        drawn += 1
        series.append(ChartSeries(_FIRST_METHOD + position * _PER_METHOD, _name(method), role, style))
    add_chart(
        pages.sheets[NAME], "column", f"Forecast at this point and actual, {money.unit}", rows, 0, series,
        at=(rows[1] + 4, 0), form=money.excel_format,
    )  # fmt: skip
    methods.draw(pages, pages.sheets[NAME], rows[1] + 23)
