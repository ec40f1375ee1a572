"""Cells as the file writes them, made once for equal content: a hundred thousand rows repeat few texts and formats.

XlsxWriter keeps an object a cell and makes its XML at the end, which costs a large sheet ten times as much. Here a cell
is the end of its XML element, behind the reference. Should a later XlsxWriter no longer ask `_write_cell`, tests fail.
"""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

from sales_pipeline.render.text import clean
from sales_pipeline.render.xlsx_format import Formats, is_text_form
from sales_pipeline.render.xlsx_size import line_width, number_width, shown_of

_FIRST_DAY = date(1899, 12, 30)
KEPT = 100_000
_VALUE = re.compile("<v>(.*?)</v>", re.DOTALL)
_SAMPLE_DAY = "20 Mmm 2026"


# functions as old as the file format, whose names XlsxWriter need not look for among newer ones
_FUNCTION = re.compile(r"([A-Z][A-Z0-9.]*)\(")
_OLD = frozenset((
    "ABS", "AND", "AVERAGE", "CHAR", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "IF", "INDEX", "ISNUMBER", "MATCH",
    "MAX", "MIN", "NOT", "OR", "ROUND", "SUBTOTAL", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "TEXT",
))  # fmt: skip


class _Forgotten(dict[Any, Any]):
    """What XlsxWriter notes of every cell of a table, to find tables that overlap: not kept."""

    def __setitem__(self, key: Any, value: Any) -> None:
        pass


class FastWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet that takes cells as text, and prepares a formula of thousands of rows only once."""

    @lru_cache(maxsize=10_000)  # noqa: B019  the sheet lives as long as its book
    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> Any:
        if _OLD.issuperset(_FUNCTION.findall(formula)):
            return formula.removeprefix("=")
        return super()._prepare_formula(formula, expand_future_functions)

    def add_table(self, first_row: int, first_col: int, last_row: int, last_col: int, options: Any = None) -> int:
        """A table that lies over no other."""
        area = (first_row, first_col, last_row, last_col)
        for top, left, bottom, right in self._areas:
            if first_row <= bottom and last_row >= top and first_col <= right and last_col >= left:
                raise ValueError(f"a table in {xl_range(*area)} would lie over another")
        self._areas.append(area)
        return int(super().add_table(*area, options) or 0)

    def __init__(self) -> None:
        super().__init__()
        # a list a row: a mapping takes five times as much
        self.kept: dict[int, list[str | None]] = {}
        self.table_cells, self._areas = _Forgotten(), list[tuple[int, int, int, int]]()

    def put(self, row: int, column: int, cell: str) -> int:
        """Keep a cell; -1 when it lies outside Excel's limits."""
        return self.put_column(row, column, (cell,))

    def put_column(self, first_row: int, column: int, cells: Sequence[str]) -> int:
        """Keep cells one below the other; -1 when they reach beyond Excel's limits."""
        if not cells:
            return 0
        if self._check_dimensions(first_row, column) or self._check_dimensions(first_row + len(cells) - 1, column):
            return -1
        kept = self.kept
        for row, cell in enumerate(cells, first_row):
            line = kept.get(row)
            if line is None:
                line = kept[row] = []
            if len(line) <= column:
                line.extend([None] * (column + 1 - len(line)))
            line[column] = cell
        return 0

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        """Left out: XlsxWriter would fill calculated columns of its tables, whose cells are put here."""
        return 0

    def _write_rows(self) -> None:
        for row in sorted({*self.row_info, *self.kept, *(row for row, cells in self.table.items() if cells)}):
            said = [self.row_info[row]] if row in self.row_info else []
            others, line = self.table.get(row, {}), self.kept.get(row, ())
            if not others and not line:
                self._write_empty_row(row, None, *(said or [None]))
                continue
            self._write_row(row, None, *said)
            if others:
                self._write_mixed(row, others, line)
            else:
                end = f'{row + 1}"'
                cells = [f'<c r="{_column(at)}{end}{cell}' for at, cell in enumerate(line) if cell is not None]
                self.fh.write("".join(cells))
            self._xml_end_tag("row")

    def _write_mixed(self, row: int, others: Mapping[int, Any], line: Sequence[str | None]) -> None:
        """A row of which XlsxWriter wrote some cells itself: headers of tables, links."""
        put = {at: cell for at, cell in enumerate(line) if cell is not None}
        for at in sorted({*others, *put}):
            if at in put:
                self.fh.write(f'<c r="{_column(at)}{row + 1}"{put[at]}')
            else:
                self._write_cell(row, at, others[at])

    def _get_range_data(self, row_start: int, col_start: int, row_end: int, col_end: int) -> list[Any]:
        """What a chart keeps of the cells it shows."""
        span = [(row, column) for row in range(row_start, row_end + 1) for column in range(col_start, col_end + 1)]
        return [self._shown(self._cell(row, column)) for row, column in span]

    def _cell(self, row: int, column: int) -> str | None:
        line = self.kept.get(row, ())
        return line[column] if column < len(line) else None

    def _shown(self, cell: str | None) -> Any:
        if cell is None:
            return None
        value = _VALUE.search(cell)
        if value is None:
            return ""
        if ' t="s"' in cell:
            return self.str_table._get_shared_string(int(value[1]))
        return html.unescape(value[1]) if ' t="str"' in cell else value[1] or 0


_column = lru_cache(maxsize=None)(xl_col_to_name)


class Cells:
    """What cells of one workbook hold: the text of the file, and the inches they take."""

    def __init__(self, workbook: Workbook, formats: Formats) -> None:
        self._strings, self._formats = workbook.str_table, formats
        # a cache each, so that texts seen once don't push out the few numbers and days
        self.text = lru_cache(maxsize=KEPT)(self._text)
        self.number = lru_cache(maxsize=KEPT)(self._number)
        self.day = lru_cache(maxsize=10_000)(self._day)
        self.formula_parts = lru_cache(maxsize=1_000)(self._formula_parts)
        self.blank = lru_cache(maxsize=10_000)(self._blank)

    def _text(self, value: str, look: str, align: str, indent: int, bold: bool) -> tuple[str, float]:
        text = clean(value)
        style = _style(self._formats.get("general", look, align, indent))
        inches = max(line_width(line, bold) for line in shown_of(text))
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter would take it for its own rich text
            return f'{style} t="inlineStr"><is><t>{_escaped(text)}</t></is></c>', inches
        return f'{style} t="s"><v>{self._strings._get_shared_string_index(text)}</v></c>', inches

    def _number(self, value: Decimal | int, form: str, look: str) -> tuple[str, float]:
        style = _style(self._formats.get(form, look))
        return f"{style}><v>{value:.16G}</v></c>", number_width(value, form)

    def _day(self, value: date, look: str, indent: int) -> tuple[str, float]:
        style = _style(self._formats.get("date", look, "left", indent))
        return f"{style}><v>{_serial(value)}</v></c>", line_width(_SAMPLE_DAY, True)

    def _blank(self, form: str, look: str, align: str, indent: int) -> str:
        return f"{_style(self._formats.get(form, look, align, indent))}/>"

    def formula(self, formula: str, value: Decimal | int | str | date | None, form: str, look: str) -> str:
        """A formula as XlsxWriter prepared it, and the value beside it."""
        # A formula may say "n/a" among numbers: it stands where they do.
        style, text = self.formula_parts(formula, form, look)
        kind, cached = _cached(value)
        return f"{style}{kind}{text}{cached}</v></c>"

    def _formula_parts(self, formula: str, form: str, look: str) -> tuple[str, str]:
        """What all cells of a calculated column have before and after the kind of their value."""
        style = _style(self._formats.get(form, look, "" if is_text_form(form) else "right"))
        return style, f"><f>{_escaped(formula)}</f><v>"


def _cached(value: Decimal | int | str | date | None) -> tuple[str, str]:
    """Type and text of a formula's value; nothing is an empty text."""
    if value is None or value == "":
        return "", ""
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, str):
        return ' t="str"', _escaped(clean(value))
    if isinstance(value, date):
        return "", str(_serial(value))
    return "", str(value if isinstance(value, int) else float(value))


def _serial(value: date) -> int:
    """A day as Excel counts it; times of day are dropped."""
    return ((value.date() if isinstance(value, datetime) else value) - _FIRST_DAY).days


def _style(format: Format) -> str:
    return f' s="{format._get_xf_index()}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
