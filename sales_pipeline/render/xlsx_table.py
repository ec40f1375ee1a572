"""Excel tables: typed columns, calculated columns with cached values, a total row, filters, header over a rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sales_pipeline.render.text import clean
from sales_pipeline.render.xlsx_format import is_text_form
from sales_pipeline.render.xlsx_sheet import FILTER_ROOM, INDENT_WIDTH, CellValue, Sheet, Tone


@dataclass(frozen=True)
class TableColumn:
    """A column: header (unique in the table), form, an Excel formula for all rows ("=[@Forecast]-[@Plan]", whose values
    the rows then hold), its total: "sum", or a text, and the tone of bars behind its numbers, if any."""

    header: str
    form: str = "text"
    formula: str = ""
    total: str = ""
    bars: Tone | None = None


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
    looks: Sequence[str] = (), indents: Sequence[int] = (), filters: bool = True,
) -> TablePlace:  # fmt: skip
    """Write a table with its header at (row, column) and return where it lies.

    No rows leaves one empty row, which Excel requires. Values are Decimal, int, str, date or None by the column's form.
    looks and indents, one per row, mark the rows of a tree: the look of all cells, the indent of the first.
    """
    values = [[r[at] for r in rows] for at in range(len(columns))]
    return write_columns(sheet, row, column, name, columns, values, looks, indents, filters)


def write_columns(
    sheet: Sheet, row: int, column: int, name: str, columns: Sequence[TableColumn],
    values: Sequence[Sequence[CellValue]], looks: Sequence[str] = (), indents: Sequence[int] = (), filters: bool = True,
) -> TablePlace:  # fmt: skip
    """The same from the values of each column, of which a large table has fewer than rows."""
    count = len(values[0])
    last, has_total, filters = row + max(count, 1), any(item.total for item in columns), filters and count > 1
    place = TablePlace(name, row + 1, last, column, column + len(columns) - 1, last + 1 if has_total else None)
    insets = [inset(columns, position) for position in range(len(columns))]
    options = {
        "name": name, "style": None, "autofilter": filters, "total_row": has_total,
        "columns": [_options(sheet, name, item, values[at], filters, insets[at]) for at, item in enumerate(columns)],
    }  # fmt: skip
    _add(sheet, place, row, options)
    looks = looks or ["row"] * count
    for at, item in enumerate(columns):
        steps = indents if indents and not at else [insets[at]] * count
        _write_column(sheet, place, item, column + at, values[at], looks, steps)
        room = (FILTER_ROOM if filters else 0.0) + insets[at] * INDENT_WIDTH
        sheet.sizes.need_header(row, column + at, clean(item.header, 255), room)
    return place


def inset(columns: Sequence[TableColumn], at: int) -> int:
    """Text right of a number would touch it: it stands one step in."""
    return int(at > 0 and is_left(columns[at].form) and not is_left(columns[at - 1].form))


def _add(sheet: Sheet, place: TablePlace, row: int, options: Mapping[str, object]) -> None:
    if place.name.casefold() in sheet.book.table_names:
        raise ValueError(f"sheet {sheet.name!r}: another table is named {place.name!r} already, ignoring case")
    sheet.book.table_names.add(place.name.casefold())
    last = place.last_row if place.total_row is None else place.total_row
    code = sheet.ws.add_table(row, place.first_column, last, place.last_column, options)
    if code:
        raise ValueError(
            f"sheet {sheet.name!r}: table {place.name!r} was not written (code {code}): is its name valid?"
        )


def _options(
    sheet: Sheet, table: str, column: TableColumn, values: Sequence[CellValue], filters: bool, inset: int
) -> dict[str, object]:
    left = is_left(column.form)
    # The button of a filter covers the right end of a header.
    header = sheet.book.formats.get("general", "header", *(("left", inset) if left else ("right", 2 * filters)))
    made: dict[str, object] = {
        "header": clean(column.header, 255),
        "header_format": header,
        "format": sheet.book.formats.get(column.form, "row", "left" if column.form == "date" else ""),
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
    sheet: Sheet, place: TablePlace, column: TableColumn, at: int, values: Sequence[CellValue], looks: Sequence[str],
    indents: Sequence[int],
) -> None:  # fmt: skip
    formula, is_text = this_row(column.formula, place.name), is_text_form(column.form)
    sheet.column(place.first_row, at, values, column.form, looks, indents, formula, is_text=is_text)
    if place.total_row is not None:
        _write_total(sheet, place, column, at, values)
    if column.bars and values:
        sheet.data_bars(place.first_row, place.last_row, at, column.bars)


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


def is_left(form: str) -> bool:
    """Whether a column of this form stands left: texts and days."""
    return is_text_form(form) or form == "date"
