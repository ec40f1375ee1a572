"""One sheet of a workbook: cells written safely, formulas with their values, how it scrolls, folds and prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from sales_pipeline.render.text import clean
from sales_pipeline.render.theme import BAR_BETTER, BAR_WORSE, rgb
from sales_pipeline.render.xlsx_format import is_text_form
from sales_pipeline.render.xlsx_size import Sizes

if TYPE_CHECKING:
    from sales_pipeline.render.xlsx import Book

Number = Decimal | int
CellValue = Decimal | int | str | bool | date | None
Tone = Literal["more is better", "less is better", "plain"]

INDENT_WIDTH, BAR_ROOM = 0.1, 1.15
DEEPEST_OUTLINE = 7
LIGHT_LOOKS = ("plain", "row", "note", "link", "wrapped", "input")
_BARS: dict[Tone, tuple[str, str]] = {
    "more is better": (BAR_BETTER, BAR_WORSE),
    "less is better": (BAR_WORSE, BAR_BETTER),
    "plain": (rgb("pale"), rgb("pale")),
}
_RETURNED = {-1: "the row or column is beyond Excel's limits", -2: "the text is longer than 32,767 characters"}


@dataclass(frozen=True)
class FormulaRecord:
    """A formula as written: sheet, cell, formula and the value cached beside it."""

    sheet: str
    cell: str
    formula: str
    value: CellValue


class Sheet:
    """A sheet. Rows and columns count from 0; form and look are explained in xlsx_format."""

    def __init__(self, book: "Book", worksheet: Worksheet, name: str) -> None:
        self.book, self.ws, self.name = book, worksheet, name
        self.sizes = Sizes(worksheet)

    @property
    def quoted(self) -> str:
        """The name as formulas write it: 'By node'."""
        return "'" + self.name.replace("'", "''") + "'"

    def ref(self, row: int, column: int, *, absolute: bool = True) -> str:
        """A cell of this sheet for a formula anywhere: 'By node'!$B$4."""
        return f"{self.quoted}!{xl_rowcol_to_cell(row, column, absolute, absolute)}"

    @staticmethod
    def cell(row: int, column: int) -> str:
        """A cell for a formula on the same sheet: B4."""
        return str(xl_rowcol_to_cell(row, column))

    def text(
        self, row: int, column: int, value: object, look: str = "plain", *, align: str = "", wide: bool = False,
        indent: int = 0,
    ) -> None:  # fmt: skip
        """Text exactly as it stands: never a formula, number or link. wide lets it run over the cells to its right."""
        text = clean(value)
        format = self.book.formats.get("general", look, align, indent)
        done(self.ws.write_string(row, column, text, format), self.name, row, column)
        if not wide:
            self.sizes.need_text(column, text, look not in LIGHT_LOOKS, indent * INDENT_WIDTH)

    def number(self, row: int, column: int, value: Number | None, form: str = "amount", look: str = "plain") -> None:
        """A number; None leaves a formatted empty cell. Floats are refused: they come from nowhere in the pipeline."""
        format = self.book.formats.get(form, look)
        if value is None:
            done(self.ws.write_blank(row, column, None, format), self.name, row, column)
            return
        if not isinstance(value, (Decimal, int)) or isinstance(value, bool):
            raise TypeError(f"sheet {self.name!r}: pass Decimal or int, got {type(value).__name__} {value!r}")
        done(self.ws.write_number(row, column, value, format), self.name, row, column)
        self.sizes.need_number(column, value, form)

    def date(self, row: int, column: int, value: date | None, look: str = "plain", *, indent: int = 0) -> None:
        """A day, standing left; times of day are dropped."""
        format = self.book.formats.get("date", look, "left", indent)
        if value is None:
            done(self.ws.write_blank(row, column, None, format), self.name, row, column)
            return
        day = value.date() if isinstance(value, datetime) else value
        done(self.ws.write_datetime(row, column, day, format), self.name, row, column)
        self.sizes.need_text(column, "20 Mmm 2026", True, indent * INDENT_WIDTH)

    def fx(
        self, row: int, column: int, formula: str, value: CellValue, form: str = "amount", look: str = "plain"
    ) -> None:
        """A live formula and the value the pipeline knows for it, which readers without a calculator show.

        A test recalculates every formula and compares; None caches an empty text.
        """
        if not formula.startswith("="):
            raise ValueError(f"sheet {self.name!r}: a formula starts with '=', got {formula!r}")
        cached = clean(value) if isinstance(value, str) else float(value) if isinstance(value, Decimal) else value
        # A formula may say "n/a" among numbers: it stands where they do.
        format = self.book.formats.get(form, look, "" if is_text_form(form) else "right")
        code = self.ws.write_formula(row, column, formula, format, "" if cached is None else cached)
        done(code, self.name, row, column)
        self.book.records.append(FormulaRecord(self.name, xl_rowcol_to_cell(row, column), formula, value))
        if isinstance(value, (Decimal, int)):
            self.sizes.need_number(column, value, form)
        elif isinstance(value, str):
            self.sizes.need_text(column, value, look not in LIGHT_LOOKS)

    def value(
        self, row: int, column: int, value: CellValue, form: str = "general", look: str = "plain", *, indent: int = 0
    ) -> None:
        """A value by its type: text, number or day."""
        if isinstance(value, (date, datetime)):
            self.date(row, column, value, look, indent=indent)
        elif value is None or (isinstance(value, (Decimal, int)) and not isinstance(value, bool)):
            self.number(row, column, value, form, look)
        else:
            self.text(row, column, value, look, indent=indent)

    def headers(self, row: int, headers: Sequence[str], numeric_from: int = 1, column: int = 0) -> None:
        """A header row: bold over a rule, wrapped; headers from position numeric_from on stand above their numbers."""
        for at, header in enumerate(headers, column):
            look = self.book.formats.get("general", "header", "right" if at - column >= numeric_from else "left")
            done(self.ws.write_string(row, at, clean(header), look), self.name, row, at)
            self.sizes.need_header(row, at, clean(header))

    def input(
        self, row: int, column: int, value: Number | str, form: str = "amount", *, name: str = "",
        between: tuple[Number, Number] | None = None, choices: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """An assumption to change: blue on pale yellow, unlocked, validated; name is for formulas."""
        if isinstance(value, str):
            self.text(row, column, value, "input")
        else:
            self.number(row, column, value, form, "input")
        if between:
            low, high = (float(bound) for bound in between)
            self._validate(row, column, {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high})
        if choices:
            self._validate(row, column, {"validate": "list", "source": list(choices)})
        if name:
            self.book.name(name, self, row, column)

    def rule(self, row: int, column: int, rule: dict[str, object]) -> None:
        """Check a cell while it is typed into, as XlsxWriter's data_validation says it."""
        self._validate(row, column, rule)

    def _validate(self, row: int, column: int, rule: dict[str, object]) -> None:
        done(self.ws.data_validation(row, column, row, column, rule), self.name, row, column)

    def link_to(self, row: int, column: int, sheet: "Sheet") -> None:
        """The name of another sheet as a link to its first cell."""
        look = self.book.formats.get("general", "link")
        code = self.ws.write_url(row, column, f"internal:{sheet.quoted}!A1", look, sheet.name)
        done(code, self.name, row, column)
        self.sizes.need_text(column, sheet.name, bold=False)

    def data_bars(self, first_row: int, last_row: int, column: int, tone: Tone = "more is better") -> None:
        """Pale bars behind signed numbers, right and left of zero, in colours that say which side is better."""
        right, left = _BARS[tone]
        self.sizes.need(column, BAR_ROOM)
        self.ws.conditional_format(
            first_row, column, last_row, column,
            {
                "type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": f"#{right}",
                "bar_negative_color": f"#{left}", "bar_axis_color": f"#{rgb('muted')}",
                "bar_negative_border_color_same": True, "bar_no_border": True,
            },
        )  # fmt: skip

    def status(self, row: int, column: int, good: str = "OK") -> None:
        """Colour a text cell: better when it equals good, worse otherwise."""
        for criteria, look in (("==", "better"), ("!=", "worse")):
            format = self.book.formats.get("general", look)
            rule = {"type": "cell", "criteria": criteria, "value": f'"{good}"', "format": format}
            self.ws.conditional_format(row, column, row, column, rule)

    def freeze(self, row: int, column: int = 0) -> None:
        """Keep the rows above and the columns left of a cell in view, and repeat its header row on every page."""
        self.ws.freeze_panes(row, column)
        if row:
            self.ws.repeat_rows(row - 1)

    def width(self, column: int, characters: float) -> None:
        """Fix the width of a column instead of fitting it to its texts."""
        self.sizes.fix(column, characters)

    def hide_columns(self, first: int, last: int) -> None:
        """Fold helper columns away; a reader unfolds them with the outline button."""
        self.sizes.hide(first, last)

    def outline(self, first_row: int, depths: Sequence[int]) -> None:
        """Let a reader fold the rows of a tree: one depth per row, what belongs together below its head."""
        self.ws.outline_settings(True, False, True, False)
        for row, depth in enumerate(depths, first_row):
            if depth:
                self.ws.set_row(row, None, None, {"level": min(depth, DEEPEST_OUTLINE)})

    def page(self, *, portrait: bool = False, pages_high: int = 0, last_column: int | None = None) -> None:
        """How the sheet prints: one page wide, as high as needed or as said; columns after last_column stay out."""
        if portrait:
            self.ws.set_portrait()
        self.ws.fit_to_pages(1, pages_high)
        if last_column is not None:
            self.ws.print_area(0, 0, self.ws.dim_rowmax, last_column)

    def page_breaks(self, rows: Sequence[int], percent: int) -> None:
        """Start a printed page at each row, at a fixed scale: Excel heeds no breaks when it fits pages itself."""
        self.ws.set_print_scale(percent)
        self.ws.set_h_pagebreaks(list(rows))

    def protect(self) -> None:
        """Lock all but inputs, without a password: against slips, not against people."""
        self.ws.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})

    def finish(self) -> None:
        """Set the widths of columns and the heights of header rows from what was written."""
        self.sizes.set_all()


def done(code: int | None, sheet: str, row: int, column: int) -> None:
    """Raise ValueError when XlsxWriter reports, by a return code, that it did not write."""
    if code:
        cell = xl_rowcol_to_cell(row, column)
        raise ValueError(f"sheet {sheet!r}, cell {cell} was not written: {_RETURNED.get(code, f'code {code}')}")
