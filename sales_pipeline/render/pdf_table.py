"""A table of blocks on a page: columns as wide as what they hold, numbers under their points, heads on every page."""

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import LongTable
from reportlab.platypus import Paragraph as Text

from sales_pipeline.render.blocks import Spans, Table, plain
from sales_pipeline.render.decimal_tail import padding
from sales_pipeline.render.measure import LayoutError
from sales_pipeline.render.pdf_fonts import BOLD, REGULAR, shown
from sales_pipeline.render.theme import rgb

SIZES = (8.8, 8.4, 8.0, 7.5, 7.0, 6.5)
_GAP, _ROUNDING = 7.0, 0.5


def table(block: Table, width: float, scale: float = 1.0) -> LongTable:
    """The table over the whole width, in the largest type in which no word of it has to be broken, if there is one."""
    size, widths = _fitted(block, width, scale)
    cells = [[_text(head, size, True, at in block.numeric) for at, head in enumerate(block.heads)]]
    cells += [[_cell(block, at, cell, size) for at, cell in enumerate(row)] for row in block.rows]
    drawn = LongTable(cells, colWidths=widths, repeatRows=1, spaceBefore=4, spaceAfter=5)
    drawn.setStyle(_style(block, size))
    return drawn


def _fitted(block: Table, width: float, scale: float) -> tuple[float, list[float]]:
    for size in (each * scale for each in SIZES):
        least = [_widest_word(block, at, size) for at in range(len(block.heads))]
        if sum(least) <= width:
            return size, _shared(block, least, size, width)
    # a word longer than its column is broken, never cut
    least = [min(need, width / len(block.heads)) for need in least]
    rest = (width - sum(least)) / len(least)
    if rest < -1e-6:
        raise LayoutError(f"a table of {len(block.heads)} columns has no room on a page of {width:.0f} pt")
    return SIZES[-1] * scale, [need + rest for need in least]


def _widest_word(block: Table, at: int, size: float) -> float:
    """What a column needs at least: its widest word, of a number the whole and what it is moved by."""
    head = max((stringWidth(word, BOLD, size) for word in shown(plain(block.heads[at])).split()), default=0)
    cells = [shown(plain(row[at])) for row in block.rows]
    if at in block.numeric:
        pads = _pads(block, at, size)
        body = [stringWidth(cell, REGULAR, size) + pad for cell, pad in zip(cells, pads, strict=True)]
    else:
        body = [stringWidth(word, REGULAR, size) for cell in cells for word in cell.split()]
    return float(max([head, *body])) + _GAP + _ROUNDING


def _pads(block: Table, at: int, size: float) -> list[float]:
    if at not in block.numeric:
        return []
    return padding([shown(plain(row[at])) for row in block.rows], lambda text: stringWidth(text, REGULAR, size))


def _shared(block: Table, least: list[float], size: float, width: float) -> list[float]:
    """What is left fills the columns up in step, so that short ones stand on one line first; then it goes to all."""
    whole = [_whole(block, at, size) for at in range(len(least))]
    widths, rest = list(least), width - sum(least)
    short = sorted(range(len(least)), key=lambda at: (whole[at] - least[at], at))
    for place, at in enumerate(short):
        more = min(max(whole[at] - least[at], 0), rest / (len(short) - place))
        widths[at] += more
        rest -= more
    return [each + rest / len(widths) for each in widths]


def _whole(block: Table, at: int, size: float) -> float:
    """What a column would fill without a break."""
    head = stringWidth(shown(plain(block.heads[at])), BOLD, size)
    cells = (stringWidth(shown(plain(row[at])), REGULAR, size) for row in block.rows)
    return float(max([head, *cells])) + _GAP + _ROUNDING


def _text(spans: Spans, size: float, bold: bool, right: bool) -> Text:
    look = ParagraphStyle(
        f"cell-{size}-{bold}-{right}", fontName=BOLD if bold else REGULAR, bulletFontName=REGULAR, fontSize=size,
        leading=size * 1.2, textColor=HexColor(f"#{rgb('strong' if bold else 'ink')}"), alignment=2 if right else 0,
        splitLongWords=1,
    )  # fmt: skip
    said = shown(plain(spans)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Text(said, look)


def _cell(block: Table, at: int, spans: Spans, size: float) -> Text | str:
    # a number is one line, whatever the column
    return shown(plain(spans)) if at in block.numeric else _text(spans, size, False, False)


def _style(block: Table, size: float) -> Sequence[tuple[object, ...]]:
    ink, line = HexColor(f"#{rgb('ink')}"), HexColor(f"#{rgb('line')}")
    strong = HexColor(f"#{rgb('strong')}")
    found: list[tuple[object, ...]] = [
        ("FONT", (0, 0), (-1, -1), REGULAR, size, size * 1.2), ("TEXTCOLOR", (0, 0), (-1, -1), ink),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"), ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), _GAP),
        ("TOPPADDING", (0, 0), (-1, -1), 1.8), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.6),
        ("LINEBELOW", (0, 0), (-1, 0), 1.1, strong), ("LINEBELOW", (0, 1), (-1, -1), 0.4, line),
    ]  # fmt: skip
    for at in block.numeric:
        found += [("ALIGN", (at, 0), (at, -1), "RIGHT")]
        for row, pad in enumerate(_pads(block, at, size), 1):
            found.append(("RIGHTPADDING", (at, row), (at, row), _GAP + pad))
    last = len(block.heads) - 1
    if last in block.numeric:
        # the last number ends where the page does
        for row, pad in enumerate([0.0, *_pads(block, last, size)]):
            found.append(("RIGHTPADDING", (last, row), (last, row), pad))
    return found
