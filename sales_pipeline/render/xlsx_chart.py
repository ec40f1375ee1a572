"""Charts in workbooks that follow their cells: columns, bars, lines, and a bridge with live formulas."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sales_pipeline.render.figures import Step, Waterfall, waterfall
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import MINUS
from sales_pipeline.render.theme import FONT, rgb
from sales_pipeline.render.xlsx_sheet import Sheet

PIXELS_PER_ROW = 20
_GREY = f"#{rgb('muted')}"
_FONT = {"name": FONT, "size": 10, "color": f"#{rgb('ink')}"}


@dataclass(frozen=True)
class ChartSeries:
    """A series: its column of values (rows as the chart's), a name, a colour role, a style (outline: a plan)."""

    column: int
    name: str
    role: str = "main"
    style: Literal["solid", "outline", "dashed"] = "solid"


def add_chart(
    sheet: Sheet, kind: Literal["column", "bar", "line"], title: str, rows: tuple[int, int], category_column: int,
    series: Sequence[ChartSeries], at: tuple[int, int], size: tuple[int, int] = (900, 340), form: str = "#,##0.0",
    labels: bool = True,
) -> None:  # fmt: skip
    """A chart over rows (first, last) of this sheet, placed with its upper left corner at a cell; size in pixels."""
    chart = sheet.book.workbook.add_chart({"type": kind})
    first, last = rows
    for item in series:
        chart.add_series({
            "name": item.name,
            "categories": [sheet.name, first, category_column, last, category_column],
            "values": [sheet.name, first, item.column, last, item.column],
            "gap": 60, "overlap": -5,
            **_paint(kind, item),
            **({"data_labels": {"value": True, "num_format": form, "font": _FONT}} if labels else {}),
        })  # fmt: skip
    _dress(chart, title, kind, many=len(series) > 1, low=None if kind == "line" else 0, form=form)
    sheet.ws.insert_chart(*at, _sized(chart, size), {"description": title})


def _paint(kind: str, item: ChartSeries) -> dict[str, object]:
    colour = f"#{rgb(item.role)}"
    if kind == "line":
        return {"line": {"color": colour, "width": 2.25, **({"dash_type": "dash"} if item.style == "dashed" else {})}}
    if item.style == "outline":
        return {"fill": {"color": "#FFFFFF"}, "border": {"color": _GREY, "width": 1.25}}
    return {"fill": {"color": colour}, "border": {"none": True}}


def _dress(chart: Any, title: str, kind: str, *, many: bool, low: float | None, form: str = "") -> None:
    categories = {"num_font": _FONT, "line": {"color": _GREY}, "major_tick_mark": "none", "label_position": "low"}
    grid = {"visible": kind == "line", "line": {"color": f"#{rgb('line')}"}}
    values = {"visible": kind == "line", "major_gridlines": grid, "num_font": _FONT}
    if form and kind == "line":
        values["num_format"] = form
    if low is not None:
        values["min"] = low
    font = {"name": FONT, "size": 12, "bold": True, "color": f"#{rgb('strong')}"}
    chart.set_title({"name": title, "overlay": False, "name_font": font})
    # XlsxWriter calls the category axis of a bar chart y; the first row stands on top only in reverse.
    chart.set_x_axis(values if kind == "bar" else categories)
    chart.set_y_axis({**categories, "reverse": True} if kind == "bar" else values)
    chart.set_legend({"position": "top", "font": _FONT} if many else {"none": True})
    chart.set_chartarea({"border": {"none": True}})


def _sized(chart: Any, size: tuple[int, int]) -> Any:
    chart.set_size({"width": size[0], "height": size[1]})
    return chart


# Columns of a bridge, counted from its first: the first four are shown, the rest is folded away.
STEP, CHANGE, RUNNING, COUNT, LABEL, KIND, START, END, BASE, TOTAL, UP, UP_BELOW, DOWN, DOWN_BELOW, AXIS = range(15)
_HEADERS = (
    "Step", "Amount", "Running total", "Deals", "Label", "Kind", "Start", "End", "Base", "Total", "Increase",
    "Increase below zero", "Decrease", "Decrease below zero", "Axis text",
)  # fmt: skip


@dataclass(frozen=True)
class BridgePlace:
    """Where a bridge lies: first and last row of its steps, and the first free row below its chart."""

    first_row: int
    last_row: int
    next_row: int


def add_bridge(
    sheet: Sheet, row: int, steps: Sequence[Step], money: Money, title: str, formulas: Sequence[str | None] = (),
    counts: Sequence[int | None] = (), size: tuple[int, int] = (980, 340),
) -> BridgePlace:  # fmt: skip
    """A bridge: a table of steps in full amounts from column A, helper columns folded away, the chart below it.

    formulas, one per step, says where a step's amount comes from ("=SUMIFS(...)"); None writes the amount. Later totals
    follow the running total unless they have a formula. counts are the deals behind each step.
    """
    shape = waterfall(steps)
    sheet.headers(row, [name if counts or at != COUNT else "" for at, name in enumerate(_HEADERS)], numeric_from=1)
    first, last = row + 1, row + len(steps)
    for position in range(len(steps)):
        given = formulas[position] if position < len(formulas) else None
        _bridge_row(sheet, first + position, position, shape, money, given)
        count = counts[position] if position < len(counts) else None
        sheet.number(first + position, COUNT, count, "count", "total" if steps[position].is_total else "row")
    sheet.hide_columns(LABEL, AXIS)
    _bridge_chart(sheet, (first, last), title, at=(last + 2, 0), size=size)
    return BridgePlace(first, last, last + 3 + size[1] // PIXELS_PER_ROW)


def _bridge_row(sheet: Sheet, row: int, i: int, shape: Waterfall, money: Money, given: str | None) -> None:
    step, excel = shape.steps[i], row + 1
    look = "total" if step.is_total else "row"
    sheet.text(row, STEP, step.name, look)
    amount = shape.end[i] if step.is_total else Decimal(step.value)
    if given is None and step.is_total and i:
        given = f"=C{excel - 1}"
    if given:
        sheet.fx(row, CHANGE, given, amount, "amount", look)
    else:
        sheet.number(row, CHANGE, amount, "amount", look)
    running = f"=B{excel}" if step.is_total or not i else f"=C{excel - 1}+B{excel}"
    sheet.fx(row, RUNNING, running, shape.end[i], "amount", look)
    sheet.text(row, KIND, "total" if step.is_total else "step", look)
    _bridge_helpers(sheet, row, i, shape, money, look)


def _bridge_helpers(sheet: Sheet, row: int, i: int, shape: Waterfall, money: Money, look: str) -> None:
    r, scale, step = row + 1, f"/{10**money.power}", shape.steps[i]
    low, high = f"MIN(G{r},H{r})", f"MAX(G{r},H{r})"
    above, below = f"MAX({high},0)-MAX({low},0)", f"MIN({low},0)-MIN({high},0)"
    total, up, down = f'F{r}="total"', f'AND(F{r}="step",B{r}>=0)', f'AND(F{r}="step",B{r}<0)'
    said = money.label(shape.end[i] if step.is_total else step.value, signed=not step.is_total)
    sheet.fx(row, LABEL, _label_formula(r, scale, total, money.places), said, "general", look)
    sheet.fx(row, AXIS, f"=A{r}&CHAR(10)&E{r}", f"{step.name}\n{said}", "general", look)
    for column, formula, values in (
        (START, f"=IF({total},0,{f'C{r - 1}{scale}' if i else 0})", shape.start),
        (END, f"=C{r}{scale}", shape.end),
        (BASE, f"=IF({total},0,IF({low}>=0,{low},IF({high}<=0,{high},0)))", shape.base),
        (TOTAL, f"=IF({total},B{r}{scale},0)", shape.total),
        (UP, f"=IF({up},{above},0)", shape.increase_above), (UP_BELOW, f"=IF({up},{below},0)", shape.increase_below),
        (DOWN, f"=IF({down},{above},0)", shape.decrease_above),
        (DOWN_BELOW, f"=IF({down},{below},0)", shape.decrease_below),
    ):  # fmt: skip
        sheet.fx(row, column, formula, values[i].scaleb(-money.power), "#,##0.000", look)


def _label_formula(row: int, scale: str, total: str, places: int) -> str:
    digits = "#,##0" + ("." + "0" * places if places else "")
    plain, signed = f"{digits};{MINUS}{digits};{digits}", f"+{digits};{MINUS}{digits};{digits}"
    return f'=TEXT(ROUND(B{row}{scale},{places}),IF({total},"{plain}","{signed}"))'


def _bridge_chart(sheet: Sheet, rows: tuple[int, int], title: str, at: tuple[int, int], size: tuple[int, int]) -> None:
    chart = sheet.book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    roles = {BASE: "", TOTAL: "strong", UP: "better", UP_BELOW: "better", DOWN: "worse", DOWN_BELOW: "worse"}
    for column, role in roles.items():
        chart.add_series({
            "name": _HEADERS[column],
            "categories": [sheet.name, rows[0], AXIS, rows[1], AXIS],
            "values": [sheet.name, rows[0], column, rows[1], column],
            "fill": {"color": f"#{rgb(role)}"} if role else {"none": True},
            "border": {"none": True}, "gap": 35,
        })  # fmt: skip
    _dress(chart, title, "column", many=False, low=None)
    chart.show_hidden_data()
    sheet.ws.insert_chart(*at, _sized(chart, size), {"description": title})
