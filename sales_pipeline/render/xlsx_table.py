"""Excel tables: typed columns, calculated columns with cached values, a total row, filters, header over a rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sales_pipeline.render.measure import text_width, wrap
from sales_pipeline.render.text import clean
from sales_pipeline.render.xlsx_format import is_text_form
from sales_pipeline.render.xlsx_sheet import CellValue, Sheet

HEADER_WIDTH = 1.35


@dataclass(frozen=True)
class TableColumn:
    """A column: header (unique in the table), form, an Excel formula for all rows ("=[@Forecast]-[@Plan]", whose values
    the rows then hold), and its total: "sum", or a text."""

    header: str
    form: str = "text"
    formula: str = ""
    total: str = ""
    bars: bool = False


@dataclass(frozen=True)
class TablePlace:
    """Where a table lies: its name, first and last data row, first and last column, and the row of totals, if any."""

    name: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    total_row: int | None


def write_table(
    sheet: Sheet, row: int, column: int, name: str, columns: Sequence[TableColumn], rows: Sequence[Sequence[CellValue]],
    looks: Sequence[str] = (), indents: Sequence[int] = (),
) -> TablePlace:  # fmt: skip
    """Write a table with its header at (row, column) and return where it lies.

    No rows leaves one empty row, which Excel requires. Values are Decimal, int, str, date or None by the column's form.
    looks and indents, one per row, mark the rows of a tree: the look of all cells, the indent of the first.
    """
    has_total = any(item.total for item in columns)
    last = row + max(len(rows), 1)
    place = TablePlace(
        name, row + 1, last, column, column + len(columns) - 1, last + 1 if has_total else None
    )  # fmt: skip
    options = {
        "name": name, "style": None, "autofilter": len(rows) > 1, "total_row": has_total,
        "columns": [_options(sheet, name, item, [r[i] for r in rows]) for i, item in enumerate(columns)],
    }  # fmt: skip
    if name.casefold() in sheet.book.table_names:
        raise ValueError(f"sheet {sheet.name!r}: another table is named {name!r} already, ignoring case")
    sheet.book.table_names.add(name.casefold())
    code = sheet.ws.add_table(row, column, last + has_total, place.last_column, options)
    if code:
        raise ValueError(f"sheet {sheet.name!r}: table {name!r} was not written (code {code}): is its name valid?")
    looks = looks or ["row"] * len(rows)
    for position, item in enumerate(columns):
        steps = indents if indents and not position else [0] * len(rows)
        cells = [(r[position], look, step) for r, look, step in zip(rows, looks, steps, strict=True)]
        _write_column(sheet, place, item, column + position, cells)
    _set_header_height(sheet, row, columns)
    return place


def _options(sheet: Sheet, table: str, column: TableColumn, values: Sequence[CellValue]) -> dict[str, object]:
    align = "left" if is_text_form(column.form) or column.form == "date" else "right"
    made: dict[str, object] = {
        "header": clean(column.header, 255),
        "header_format": sheet.book.formats.get("general", "header", align),
        "format": sheet.book.formats.get(column.form, "row"),
    }
    if column.formula and values:
        made["formula"] = this_row(column.formula, table)
    if column.total == "sum":
        made.update(total_function="sum", total_value=float(_sum(values)))
    elif column.total:
        made["total_string"] = clean(column.total)
    return made


def _sum(values: Sequence[CellValue]) -> Decimal:
    return sum((Decimal(v) for v in values if isinstance(v, (Decimal, int))), Decimal(0))


def _write_column(
    sheet: Sheet, place: TablePlace, column: TableColumn, at: int, cells: Sequence[tuple[CellValue, str, int]]
) -> None:
    formula = this_row(column.formula, place.name)
    for row, (value, look, indent) in enumerate(cells, place.first_row):
        if formula:
            sheet.fx(row, at, formula, value, column.form, look)
        elif is_text_form(column.form) and (value is None or isinstance(value, str)):
            sheet.text(row, at, value, look, indent=indent)
        else:
            sheet.value(row, at, value, column.form, look)
    if place.total_row is not None:
        _write_total(sheet, place, column, at, [value for value, _, _ in cells])
    if column.bars and cells:
        sheet.data_bars(place.first_row, place.last_row, at)
    words = [text_width(word, 11, True) for word in column.header.split()]
    whole = text_width(column.header, 11, True)
    sheet.note_width(at, max(min(whole, HEADER_WIDTH), *words) + 0.2)


def _write_total(sheet: Sheet, place: TablePlace, column: TableColumn, at: int, values: Sequence[CellValue]) -> None:
    row = place.total_row or 0
    if column.total == "sum":
        formula = f"=SUBTOTAL(109,{place.name}[{escaped(column.header)}])"
        sheet.fx(row, at, formula, _sum(values), column.form, "total")
    else:
        sheet.text(row, at, column.total, "total")


def this_row(formula: str, table: str) -> str:
    """A calculated column's formula as a cell holds it: [@Plan] becomes tbl[[#This Row],[Plan]]."""
    parts = formula.split("[@")
    rest = [part if part.startswith("[") else "[" + part.replace("]", "]]", 1) for part in parts[1:]]
    return parts[0] + "".join(f"{table}[[#This Row]," + part for part in rest)


def escaped(header: str) -> str:
    """A header inside a structured reference: brackets, quotes and # behind an apostrophe."""
    return "".join("'" + character if character in "[]#'" else character for character in header)


def _set_header_height(sheet: Sheet, row: int, columns: Sequence[TableColumn]) -> None:
    lines = max(len(wrap(column.header, 11, HEADER_WIDTH, True)) for column in columns)
    sheet.ws.set_row(row, 16 * lines + 1)
