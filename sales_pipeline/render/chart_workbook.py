"""The small workbook inside a slide's chart, behind "Edit Data": text stays text, a bridge keeps live formulas."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from sales_pipeline.render.figures import Figure, Waterfall, bridge_steps, waterfall
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import MINUS
from sales_pipeline.render.text import one_line

# Sheet1 of a bridge: the change is edited in column B, everything right of it follows.
BRIDGE_HEADERS = (
    "Step", "Change", "Kind", "Start", "End",
    "Base", "Total", "Increase", "Increase below zero", "Decrease", "Decrease below zero", "Label at", "Label",
)  # fmt: skip
FIRST_BRIDGE_SERIES = 5
LABEL_COLUMN = "M"


def series_workbook(figure: Figure) -> bytes:
    """Categories in column A, a column per series, as the chart's own references expect."""

    def fill(sheet: Worksheet) -> None:
        sheet.write_string(0, 0, figure.unit)
        for row, category in enumerate(figure.categories, 1):
            sheet.write_string(row, 0, category)
        for column, series in enumerate(figure.series, 1):
            sheet.write_string(0, column, one_line(series.name, 200))
            for row, value in enumerate(series.values, 1):
                if value is not None:
                    sheet.write_number(row, column, float(value))

    return _workbook(fill)


def bridge_workbook(figure: Figure) -> bytes:
    """A bridge with formulas and their cached values: steps in A to C, running sums, bars and labels right of them."""
    shape = waterfall(bridge_steps(figure))

    def fill(sheet: Worksheet) -> None:
        for column, header in enumerate(BRIDGE_HEADERS):
            sheet.write_string(0, column, header)
        for position in range(len(shape.steps)):
            _bridge_row(sheet, shape, position, figure.places)

    return _workbook(fill)


def bridge_labels(figure: Figure) -> list[str]:
    """The labels of a bridge as their formulas give them: totals plain, changes signed."""
    money = Money("USD", 0, figure.places)
    return [money.label(step.value, signed=not step.is_total) for step in bridge_steps(figure)]


def label_positions(shape: Waterfall) -> list[Decimal]:
    """Where a label stands: the top of a bar, or its foot when the whole bar is below zero."""
    return [max(a, b) if max(a, b) > 0 else min(a, b) for a, b in zip(shape.start, shape.end, strict=True)]


def _workbook(fill: Callable[[Worksheet], None]) -> bytes:
    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        fill(book.add_worksheet("Sheet1"))
    return out.getvalue()


def _bridge_row(sheet: Worksheet, shape: Waterfall, position: int, places: int) -> None:
    row, step = position + 2, shape.steps[position]
    sheet.write_string(position + 1, 0, step.name)
    sheet.write_string(position + 1, 2, "total" if step.is_total else "step")
    if step.is_total and position:
        sheet.write_formula(position + 1, 1, f"=E{row - 1}", None, float(shape.end[position]))
    else:
        sheet.write_number(position + 1, 1, float(step.value))
    for column, (formula, value) in enumerate(_formulas(shape, position, row, places), 3):
        sheet.write_formula(position + 1, column, formula, None, value)


def _formulas(shape: Waterfall, i: int, row: int, places: int) -> list[tuple[str, float | str]]:
    start, end = f"D{row}", f"E{row}"
    low, high = f"MIN({start},{end})", f"MAX({start},{end})"
    above, below = f"MAX({high},0)-MAX({low},0)", f"MIN({low},0)-MIN({high},0)"
    rises, total = f'AND(C{row}="step",B{row}>=0)', f'C{row}="total"'
    falls, digits = f'AND(C{row}="step",B{row}<0)', "#,##0" + ("." + "0" * places if places else "")
    plain, signed = f"{digits};{MINUS}{digits};{digits}", f"+{digits};{MINUS}{digits};{digits}"
    label = f'TEXT(ROUND(B{row},{places}),IF({total},"{plain}","{signed}"))'
    money = Money("USD", 0, places)
    return [
        (f"=IF({total},0,{f'E{row - 1}' if i else 0})", float(shape.start[i])),
        (f"=IF({total},B{row},{start}+B{row})", float(shape.end[i])),
        (f"=IF({total},0,IF({low}>=0,{low},IF({high}<=0,{high},0)))", float(shape.base[i])),
        (f"=IF({total},B{row},0)", float(shape.total[i])),
        (f"=IF({rises},{above},0)", float(shape.increase_above[i])),
        (f"=IF({rises},{below},0)", float(shape.increase_below[i])),
        (f"=IF({falls},{above},0)", float(shape.decrease_above[i])),
        (f"=IF({falls},{below},0)", float(shape.decrease_below[i])),
        (f"=IF({high}>0,{high},{low})", float(label_positions(shape)[i])),
        (f"={label}", money.label(shape.steps[i].value, signed=not shape.steps[i].is_total)),
    ]
