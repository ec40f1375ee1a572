"""Native tables on slides: columns sized from measured text, numbers to the right, totals bold on a band."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.shapes.shapetree import SlideShapes
from pptx.table import _Cell
from pptx.util import Emu, Inches, Pt

from sales_pipeline.render.layout import Box
from sales_pipeline.render.measure import LayoutError, line_height, shorten_to_lines, shorten_to_width, text_width, wrap
from sales_pipeline.render.phrases import MINUS
from sales_pipeline.render.pptx_master import NAMESPACES
from sales_pipeline.render.pptx_text import set_fill, write_line
from sales_pipeline.render.text import one_line
from sales_pipeline.render.theme import COLOURS

SIZES = (12.0, 11.0, 10.0, 9.0)
PAD_X, PAD_Y, AFTER_NUMBER = 0.07, 0.045, 0.22
TALLEST_ROW = 0.37
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True)
class Column:
    """A column: header and kind. number aligns right; change does and colours (1.2) as worse and +1.2 as better. A text
    takes at most widest inches; where all do not fit, columns that need not keep theirs are shortened first."""

    header: str
    kind: Literal["text", "number", "change"] = "text"
    widest: float = 3.4
    keep: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell with a look of its own: a colour role, bold, or a web link."""

    text: str
    role: str = "ink"
    bold: bool = False
    link: str = ""


@dataclass(frozen=True)
class Table:
    """Columns, rows of texts or cells, the alternative text, and which rows are totals."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    alt: str
    total_rows: frozenset[int] = frozenset()


def rows_that_fit(height: float, points: float = 11.0, header_lines: int = 1) -> int:
    """How many rows a table may have in so many inches at a type size, below a header of so many lines."""
    return max(int((height - _row_height(points, header_lines) + 1e-6) / _row_height(points)), 0)


def _row_height(points: float, lines: int = 1) -> float:
    return line_height(points) * lines + 2 * PAD_Y


@dataclass(frozen=True)
class _Plan:
    points: float
    widths: list[float]
    header_lines: int
    row_height: float


def add_table(shapes: SlideShapes, table: Table, box: Box, name: str) -> float:
    """Draw a table in a box and return its height in inches.

    Text too wide for its column ends in an ellipsis; numbers are never cut. Raises LayoutError when rows or number
    columns do not fit at 9 pt: pass fewer (rows_that_fit says how many).
    """
    cells = [[_as_cell(column, value) for column, value in zip(table.columns, row, strict=True)] for row in table.rows]
    plan = _plan(table, cells, box)
    height = _row_height(plan.points, plan.header_lines) + plan.row_height * len(cells)
    frame = shapes.add_table(
        len(cells) + 1, len(table.columns), Inches(box.x), Inches(box.y), Inches(sum(plan.widths)), Inches(height)
    )
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", one_line(table.alt, 1000))
    grid = frame.table
    _set_look(grid, plan)
    for position, column in enumerate(table.columns):
        _write_header(grid.cell(0, position), table, position, plan)
        for row, values in enumerate(cells, 1):
            total = row - 1 in table.total_rows
            _write_cell(grid.cell(row, position), values[position], column, plan, position, table, total)
    return height


def _as_cell(column: Column, value: str | Cell) -> Cell:
    cell = value if isinstance(value, Cell) else Cell(value, _role(column, value))
    return Cell(one_line(cell.text, 2000), cell.role, cell.bold, cell.link)


def _role(column: Column, text: str) -> str:
    if column.kind != "change" or not any(digit in text for digit in "123456789"):
        return "ink"
    return "worse" if text.startswith(("(", MINUS, "-")) else "better" if text.startswith("+") else "ink"


def _plan(table: Table, cells: Sequence[Sequence[Cell]], box: Box) -> _Plan:
    for points in SIZES:
        natural = [_natural(table, cells, position, points) for position in range(len(table.columns))]
        header_lines = max(_header_lines(table, points, natural))
        room = box.h - _row_height(points, header_lines)
        fits_high = room + 1e-6 >= _row_height(points) * len(cells)
        if fits_high and (_squeezed(table, natural) <= box.w or points == SIZES[-1]):
            tall = min(room / max(len(cells), 1), TALLEST_ROW)
            widths = _spread(table, natural, box.w, points)
            return _Plan(points, widths, header_lines, max(tall, _row_height(points)))
    most = rows_that_fit(box.h, SIZES[-1])
    raise LayoutError(f"a table of {len(cells)} rows does not fit {box.h:.2f} in at 9 pt: pass at most {most} rows")


def _squeezed(table: Table, natural: Sequence[float]) -> float:
    """How narrow a table may get before its type does: wide text columns give a quarter."""
    return sum(
        max(w * 0.75, min(w, 1.2)) if column.kind == "text" and not column.keep else w
        for w, column in zip(natural, table.columns, strict=True)
    )


def _natural(table: Table, cells: Sequence[Sequence[Cell]], position: int, points: float) -> float:
    column = table.columns[position]
    inner = max((text_width(row[position].text, points, True) for row in cells), default=0.0)
    # A header of two words may take two lines; its longest word must stay whole.
    header = one_line(column.header)
    words = max((text_width(part, points, True) for part in header.split()), default=0.0)
    half = text_width(header, points, True) * 0.62 if " " in header else 0.0
    inner = max(min(inner, column.widest) if column.kind == "text" else inner, words, half)
    return inner + 2 * PAD_X + _extra_margin(table, position) + 0.02


def _extra_margin(table: Table, position: int) -> float:
    """A text column right of a number column starts further in, else the two read as one."""
    follows = position > 0 and table.columns[position].kind == "text" and table.columns[position - 1].kind != "text"
    return AFTER_NUMBER if follows else 0.0


def _header_lines(table: Table, points: float, widths: Sequence[float]) -> list[int]:
    return [
        len(wrap(one_line(column.header), points, widths[i] - 2 * PAD_X - _extra_margin(table, i), True))
        for i, column in enumerate(table.columns)
    ]


def _spread(table: Table, natural: list[float], width: float, points: float) -> list[float]:
    spare = width - sum(natural)
    if spare >= 0:
        # Even gaps: a share by width would leave narrow number columns crowded beside wide ones.
        return [w + spare / len(natural) for w in natural]
    texts = [i for i, column in enumerate(table.columns) if column.kind == "text"]
    smallest, widths = 0.9, list(natural)
    while sum(widths) > width + 1e-6:
        free = [i for i in texts if not table.columns[i].keep and widths[i] > smallest] or texts
        widest = max(free, key=lambda i: widths[i], default=-1)
        if widest < 0 or widths[widest] <= smallest:
            raise LayoutError(f"{len(natural)} columns do not fit {width:.2f} in at {points:g} pt: pass fewer columns")
        widths[widest] -= min(0.05, sum(widths) - width)
    return widths


def _set_look(grid: object, plan: _Plan) -> None:
    properties = grid._tbl.tblPr  # type: ignore[attr-defined]
    properties.find("{*}tableStyleId").text = _NO_STYLE
    properties.set("bandRow", "0")
    properties.set("firstRow", "1")
    for column, width in zip(grid.columns, plan.widths, strict=True):  # type: ignore[attr-defined]
        column.width = Inches(width)
    for position, row in enumerate(grid.rows):  # type: ignore[attr-defined]
        row.height = Inches(plan.row_height if position else _row_height(plan.points, plan.header_lines))


def _write_header(cell: _Cell, table: Table, position: int, plan: _Plan) -> None:
    column = table.columns[position]
    room = plan.widths[position] - 2 * PAD_X - _extra_margin(table, position)
    text = shorten_to_lines(one_line(column.header), plan.points, room, plan.header_lines, True)
    _prepare(cell, table, position, MSO_ANCHOR.BOTTOM)
    write_line(cell.text_frame, text, plan.points, "strong", True, "left" if column.kind == "text" else "right")
    _underline(cell, "strong", 1.5)


def _write_cell(
    cell: _Cell, value: Cell, column: Column, plan: _Plan, position: int, table: Table, total: bool
) -> None:
    bold = value.bold or total or (column.kind == "change" and value.role != "ink")
    room = plan.widths[position] - 2 * PAD_X - _extra_margin(table, position)
    _prepare(cell, table, position, MSO_ANCHOR.MIDDLE)
    text = shorten_to_width(value.text, plan.points, room, bold) if column.kind == "text" else value.text
    role = "strong" if total and value.role == "ink" else value.role
    line = write_line(cell.text_frame, text, plan.points, role, bold, "left" if column.kind == "text" else "right")
    if text and value.link.startswith(("https://", "http://")):
        line.runs[0].hyperlink.address = value.link
    if total:
        set_fill(cell.fill, "band")
    _underline(cell, "strong" if total else "line", 1.0 if total else 0.75)


def _prepare(cell: _Cell, table: Table, position: int, anchor: MSO_ANCHOR) -> None:
    cell.margin_left = Inches(PAD_X + _extra_margin(table, position))
    cell.margin_right, cell.margin_top, cell.margin_bottom = Inches(PAD_X), Inches(PAD_Y), Inches(PAD_Y)
    cell.vertical_anchor = anchor


def _underline(cell: _Cell, role: str, points: float) -> None:
    colour = COLOURS[role]
    slot = {"dk2": "tx2", "accent5": "accent5"}[colour.slot]
    lighter = (
        f'<a:lumMod val="{round((1 - colour.lighter) * 100000)}"/><a:lumOff val="{round(colour.lighter * 100000)}"/>'
    )
    border = (
        f'<a:lnB {NAMESPACES} w="{int(Emu(Pt(points)))}" cap="flat" cmpd="sng"><a:solidFill><a:schemeClr val="{slot}">'
        f'{lighter if colour.lighter else ""}</a:schemeClr></a:solidFill><a:prstDash val="solid"/></a:lnB>'
    )
    properties = cell._tc.get_or_add_tcPr()
    properties.insert(0, parse_xml(border))
