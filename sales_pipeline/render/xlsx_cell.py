"""Cells as the file writes them, made once for equal content: a hundred thousand rows repeat few texts and formats.

XlsxWriter keeps an object a cell and makes its XML at the end, which costs a large sheet ten times as much. Here a cell
is the end of its XML element, behind the reference. Should a later XlsxWriter no longer ask `_write_cell`, tests fail.
"""

import html
import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from sales_pipeline.render.text import clean
from sales_pipeline.render.xlsx_format import Formats, is_text_form
from sales_pipeline.render.xlsx_size import line_width, number_width, shown_of

_FIRST_DAY = date(1899, 12, 30)
KEPT = 100_000
_VALUE = re.compile("<v>(.*?)</v>", re.DOTALL)
_SAMPLE_DAY = "20 Mmm 2026"


class FastWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet that takes cells as text, and prepares a formula of thousands of rows only once."""

    @lru_cache(maxsize=10_000)  # noqa: B019  the sheet lives as long as its book
    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> Any:
        return super()._prepare_formula(formula, expand_future_functions)

    def put(self, row: int, column: int, cell: str) -> int:
        """Keep a cell; -1 when it lies outside Excel's limits."""
        if self._check_dimensions(row, column):
            return -1
        self.table[row][column] = cell
        return 0

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if type(cell) is str:
            self.fh.write(f'<c r="{_column(col)}{row + 1}"{cell}')
        else:
            super()._write_cell(row, col, cell)

    def _get_range_data(self, row_start: int, col_start: int, row_end: int, col_end: int) -> list[Any]:
        """What a chart keeps of the cells it shows."""
        span = [(row, column) for row in range(row_start, row_end + 1) for column in range(col_start, col_end + 1)]
        return [self._shown(self.table[row].get(column)) if row in self.table else None for row, column in span]

    def _shown(self, cell: str | None) -> Any:
        if cell is None:
            return None
        value = _VALUE.search(cell)
        if value is None:
            return ""
        if ' t="s"' in cell:
            return self.str_table._get_shared_string(int(value[1]))
        return html.unescape(value[1]) if ' t="str"' in cell else value[1] or 0

    def _calculate_spans(self) -> None:
        """Left out: a hint that readers do without, and a pass over all cells."""
        self.row_spans: dict[int, str] = {}


_column = lru_cache(maxsize=None)(xl_col_to_name)


class Cells:
    """What cells of one workbook hold: the text of the file, and the inches they take."""

    def __init__(self, workbook: Workbook, formats: Formats) -> None:
        self._strings, self._formats = workbook.str_table, formats
        # a cache each, so that texts seen once don't push out the few numbers and days
        self.text = lru_cache(maxsize=KEPT)(self._text)
        self.number = lru_cache(maxsize=KEPT)(self._number)
        self.day = lru_cache(maxsize=10_000)(self._day)
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
        style = _style(self._formats.get(form, look, "" if is_text_form(form) else "right"))
        kind, cached = _cached(value)
        return f"{style}{kind}><f>{_escaped(formula)}</f><v>{cached}</v></c>"


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
