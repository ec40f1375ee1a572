"""One sheet of a workbook: cells written safely, formulas with their values, how it scrolls, folds and prints."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from sales_pipeline.render import xlsx_print
from sales_pipeline.render.text import clean
from sales_pipeline.render.theme import BAR_BETTER, BAR_WORSE, rgb
from sales_pipeline.render.xlsx_cell import FastWorksheet
from sales_pipeline.render.xlsx_size import Sizes, line_width, number_width, shown_of

if TYPE_CHECKING:
    from sales_pipeline.render.xlsx import Book

Number = Decimal | int
CellValue = Decimal | int | str | bool | date | None
Tone = Literal["more is better", "less is better", "plain"]

INDENT_WIDTH, BAR_ROOM, FILTER_ROOM = 0.1, 1.15, 0.3
DEEPEST_OUTLINE = 7
# below heading, note and a blank row
CONTENT_ROW = 3
# some seven pages: nobody files sixty, and the largest effects, or the units above, come first
PRINTED_ROWS = 300
# so that a table and its chart stand on one page
CHART_PERCENT = 70
LIGHT_LOOKS = ("plain", "row", "note", "link", "wrapped", "input")
_BARS: dict[Tone, tuple[str, str]] = {
    "more is better": (BAR_BETTER, BAR_WORSE),
    "less is better": (BAR_WORSE, BAR_BETTER),
    "plain": (rgb("pale"), rgb("pale")),
}
_RETURNED = {-1: "the row or column is beyond Excel's limits", -2: "the text is longer than 32,767 characters"}


class FormulaRecord(NamedTuple):
    """A formula as written: sheet, cell, formula and the value cached beside it."""

    sheet: str
    cell: str
    formula: str
    value: CellValue


class Sheet:
    """A sheet. Rows and columns count from 0; form and look are explained in xlsx_format."""

    def __init__(self, book: "Book", worksheet: FastWorksheet, name: str, heading: str, note: str) -> None:
        self.book, self.ws, self.name, self.heading, self.note = book, worksheet, name, heading, note
        self.sizes = Sizes(worksheet)
        self._pages: tuple[int, int] = (1, 0)
        self._breaks: list[int] = []
        self._header_row: int | None = None
        self._last_printed: int | None = None

    @property
    def quoted(self) -> str:
        """The name as formulas write it: 'By node'."""
        return "'" + self.name.replace("'", "''") + "'"

    def ref(self, row: int, column: int, *, absolute: bool = True) -> str:
        """A cell of this sheet for a formula anywhere: 'By node'!$B$4."""
        return f"{self.quoted}!{xl_rowcol_to_cell(row, column, absolute, absolute)}"

    def span(self, first_row: int, last_row: int, column: int) -> str:
        """Cells of one column for a formula anywhere: 'By node'!$B$4:$B$9."""
        return f"{self.ref(first_row, column)}:{xl_rowcol_to_cell(last_row, column, True, True)}"

    @staticmethod
    def cell(row: int, column: int) -> str:
        """A cell for a formula on the same sheet: B4."""
        return str(xl_rowcol_to_cell(row, column))

    def text(
        self, row: int, column: int, value: object, look: str = "plain", *, align: str = "", wide: bool = False,
        indent: int = 0,
    ) -> None:  # fmt: skip
        """Text exactly as it stands: never a formula, number or link. wide lets it run over the cells to its right."""
        text = value if type(value) is str else clean(value)
        cell, inches = self.book.cells.text(text, look, align, indent, look not in LIGHT_LOOKS)
        self._put(row, column, cell)
        if not wide:
            self.sizes.need(column, inches + indent * INDENT_WIDTH)

    def number(self, row: int, column: int, value: Number | None, form: str = "amount", look: str = "plain") -> None:
        """A number; None leaves a formatted empty cell. Floats are refused: they come from nowhere in the pipeline."""
        if value is None:
            self._put(row, column, self.book.cells.blank(form, look, "", 0))
            return
        if not isinstance(value, (Decimal, int)) or isinstance(value, bool):
            raise TypeError(f"sheet {self.name!r}: pass Decimal or int, got {type(value).__name__} {value!r}")
        cell, inches = self.book.cells.number(value, form, look)
        self._put(row, column, cell)
        self.sizes.need(column, inches)

    def date(self, row: int, column: int, value: date | None, look: str = "plain", *, indent: int = 0) -> None:
        """A day, standing left; times of day are dropped."""
        if value is None:
            self._put(row, column, self.book.cells.blank("date", look, "left", indent))
            return
        cell, inches = self.book.cells.day(value, look, indent)
        self._put(row, column, cell)
        self.sizes.need(column, inches + indent * INDENT_WIDTH)

    def fx(
        self, row: int, column: int, formula: str, value: CellValue, form: str = "amount", look: str = "plain"
    ) -> None:
        """A live formula and the value the pipeline knows for it, which readers without a calculator show.

        A test recalculates every formula and compares; None caches an empty text.
        """
        if not formula.startswith("="):
            raise ValueError(f"sheet {self.name!r}: a formula starts with '=', got {formula!r}")
        self.column(row, column, (value,), form, (look,), (0,), formula)

    def value(
        self, row: int, column: int, value: CellValue, form: str = "general", look: str = "plain", *, indent: int = 0
    ) -> None:
        """A value by its type: text, number or day."""
        self.column(row, column, (value,), form, (look,), (indent,))

    def column(
        self, first_row: int, column: int, values: Sequence[CellValue], form: str, looks: Sequence[str],
        indents: Sequence[int], formula: str = "", *, is_text: bool = False,
    ) -> None:  # fmt: skip
        """Values one below the other, each by its type, or a formula with its value in each row. is_text: what is not
        known is an empty text, not an empty number."""
        made, widest = [], 0.0
        prepared = self.ws._prepare_formula(formula) if formula else ""
        for value, look, indent in zip(values, looks, indents, strict=True):
            if formula:
                cell, inches = self._calculated(prepared, value, form, look)
            else:
                cell, inches = self._made("" if value is None and is_text else value, form, look, indent)
            made.append(cell)
            widest = max(widest, inches)
        if self.ws.put_column(first_row, column, made):
            done(-1, self.name, first_row, column)
        self.sizes.need(column, widest)
        if formula and self.book.keeps_records:
            self.book.records += [
                FormulaRecord(self.name, xl_rowcol_to_cell(row, column), formula, value)
                for row, value in enumerate(values, first_row)
            ]

    def _made(self, value: CellValue, form: str, look: str, indent: int) -> tuple[str, float]:
        """A cell and the inches it needs."""
        cells = self.book.cells
        if type(value) is str:
            cell, inches = cells.text(value, look, "", indent, look not in LIGHT_LOOKS)
        elif value is None:
            return cells.blank(form, look, "left" if form == "date" else "", indent if form == "date" else 0), 0.0
        elif isinstance(value, (date, datetime)):
            cell, inches = cells.day(value, look, indent)
        elif isinstance(value, (Decimal, int)) and not isinstance(value, bool):
            return cells.number(value, form, look)
        else:
            cell, inches = cells.text(clean(value), look, "", indent, look not in LIGHT_LOOKS)
        return cell, inches + indent * INDENT_WIDTH

    def _calculated(self, prepared: str, value: CellValue, form: str, look: str) -> tuple[str, float]:
        cell = self.book.cells.formula(prepared, value, form, look)
        if isinstance(value, (Decimal, int)):
            return cell, number_width(value, form)
        if isinstance(value, str):
            return cell, max(line_width(line, look not in LIGHT_LOOKS) for line in shown_of(value))
        return cell, 0.0

    def headers(
        self, row: int, headers: Sequence[str], numeric_from: int = 1, column: int = 0, indent: int = 0
    ) -> None:  # fmt: skip
        """A header row: bold over a rule, wrapped; headers from position numeric_from on stand above their numbers."""
        for at, header in enumerate(headers, column):
            is_numeric = at - column >= numeric_from
            look = self.book.formats.get("general", "header", "right" if is_numeric else "left", indent)
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
            said = {"error_title": "Not taken", "error_message": f"Type a number from {low:g} to {high:g}."}
            rule = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
            self._validate(row, column, rule | said)
        if choices:
            self._validate(row, column, {"validate": "list", "source": list(choices)})
        if name:
            self.book.name(name, self, row, column)

    def rule(self, row: int, column: int, rule: dict[str, object]) -> None:
        """Check a cell while it is typed into, as XlsxWriter's data_validation says it."""
        self._validate(row, column, rule)

    def _put(self, row: int, column: int, cell: str) -> None:
        if self.ws.put(row, column, cell):
            done(-1, self.name, row, column)

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

    def filter(self, header_row: int, last_row: int, last_column: int, first_column: int = 0) -> None:
        """Buttons in a header row that filter the rows below it; its texts make room for them."""
        self.ws.autofilter(header_row, first_column, last_row, last_column)
        self.sizes.make_room(header_row, FILTER_ROOM)

    def freeze(self, row: int, column: int = 0) -> None:
        """Keep the rows above and the columns left of a cell in view, and repeat its header row on every page."""
        self.ws.freeze_panes(row, column)
        self._header_row = row - 1 if row else None

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

    def page(
        self, *, portrait: bool = False, pages_high: int = 0, last_column: int | None = None, pages_wide: int = 1,
        repeated: int = 1,
    ) -> None:  # fmt: skip
        """How the sheet prints: one page wide, as high as needed or as said; columns after last_column stay out. Where
        it is wider, each page begins with the first columns (repeated) and has the heading above it."""
        if portrait:
            self.ws.set_portrait()
        if pages_wide > 1:
            self.ws.repeat_columns(0, repeated - 1)
        self._pages, self._last_printed = (pages_wide, pages_high), last_column

    def page_breaks(self, rows: Sequence[int], percent: int) -> None:
        """Start a printed page at each row, at a fixed scale: Excel heeds no breaks when it fits pages itself."""
        self.ws.set_print_scale(percent)
        self.ws.set_h_pagebreaks(list(rows))

    def start_page(self, row: int) -> None:
        """Where one page is too few, begin another at a table's title: the first table's header would mislead there."""
        self._breaks.append(row)

    def protect(self) -> None:
        """Lock all but inputs, without a password: against slips, not against people."""
        self.ws.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})

    def finish(self) -> None:
        """Set widths and heights from what was written, and what is printed: of a long sheet its first pages."""
        self.sizes.set_all()
        rows, right = self.ws.dim_rowmax + 1, self._last_printed
        shown, last, is_wide = min(rows, PRINTED_ROWS), self.ws.dim_colmax if right is None else right, self._is_wide
        if rows > PRINTED_ROWS or is_wide or right is not None:
            self.ws.print_area(CONTENT_ROW if is_wide else 0, 0, shown - 1, last)
        self._fit(shown, last)
        if self._header_row is not None and not (self._breaks and not self.ws.fit_page):
            self.ws.repeat_rows(self._header_row)
        cut = f" (printed: the first {PRINTED_ROWS} of {rows:,} rows; all are in the file)"
        self._set_header("&A" + cut * (rows > PRINTED_ROWS))

    @property
    def _is_wide(self) -> bool:
        return self._pages[0] > 1

    def _fit(self, rows: int, last_column: int) -> None:
        """Fit the rows to pages, unless breaks have a scale of their own; charts are no rows and are not counted."""
        if not self.ws.fit_page:
            return
        (wide, high), size = self._pages, self.sizes.size(CONTENT_ROW if self._is_wide else 0, rows, last_column)
        if percent := self._percent(size, rows, last_column) if self._breaks else 0:
            self.page_breaks(self._breaks, percent)
            return
        if not (high or self.ws.charts):
            if wide == 1 and not self.ws.orientation and xlsx_print.is_better_upright(*size):
                self.ws.set_portrait()
            high = xlsx_print.pages_high(*size, wide, is_portrait=bool(self.ws.orientation))
        self.ws.fit_to_pages(wide, high)

    def _percent(self, size: tuple[float, float], rows: int, last_column: int) -> int:
        """The scale at which each table that begins a page fits on it, or at least in width; 0 where one is enough."""
        ends = zip((0, *self._breaks), (*self._breaks, rows), strict=True)
        heights = [self.sizes.size(first, last, last_column)[1] for first, last in ends]
        percent = xlsx_print.percent(*size, heights, is_portrait=bool(self.ws.orientation))
        return min(percent, CHART_PERCENT) if self.ws.charts else percent

    def _set_header(self, name: str) -> None:
        """A heading in a cell would be cut where the first column ends, on every page but the first."""
        as_of = f"As of {self.book.run.as_of_text}"
        if self._is_wide:
            self.ws.set_margins(xlsx_print.LEFT, xlsx_print.RIGHT, xlsx_print.TOP_HEADED, xlsx_print.BOTTOM)
            self.ws.set_header(xlsx_print.headed(name, as_of, self.heading, self.note))
        else:
            self.ws.set_header(xlsx_print.band(name, right=as_of))


def done(code: int | None, sheet: str, row: int, column: int) -> None:
    """Raise ValueError when XlsxWriter reports, by a return code, that it did not write."""
    if code:
        cell = xl_rowcol_to_cell(row, column)
        raise ValueError(f"sheet {sheet!r}, cell {cell} was not written: {_RETURNED.get(code, f'code {code}')}")
