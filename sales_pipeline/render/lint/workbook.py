"""What a reader would frown at in a workbook: errors, leftovers, numbers too wide for their column, a header that
scrolls away, no print set-up, formulas that show nothing until they are calculated, a sheet that went missing."""

import re
from collections.abc import Iterator

from sales_pipeline.render.lint.leftovers import Leftovers
from sales_pipeline.render.lint.package import stamps
from sales_pipeline.render.lint.widths import shown_width
from sales_pipeline.render.reading import sheets

_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LONG_TABLE, _NAME_LENGTH, _SHOWN = 25, 31, 10
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_PART = re.compile(rb"<vt:lpstr>([^<]*)</vt:lpstr>")
_DEFAULT_WIDTH, _PIXELS_PER_CHARACTER, _PIXELS_PER_INCH = 8.43, 7, 96


def problems(blob: bytes, leftovers: Leftovers) -> list[str]:
    """Every finding in words; of one kind on one sheet ten at most."""
    book = sheets.book(blob)
    found = [*_package(book), *stamps(blob)]
    for sheet in book:
        found += _name(sheet)
        found += _set_up(sheet)
        found += _cells(sheet, leftovers)
    return found


def _package(book: sheets.Book) -> Iterator[str]:
    members = book.archive.namelist()
    core = book.archive.read("docProps/core.xml") if "docProps/core.xml" in members else b""
    for tag in (b"title", b"creator"):
        if not re.search(rb"<dc:" + tag + rb">[^<]+</dc:" + tag + rb">", core):
            yield f"the document's properties have no {tag.decode()}"
    if "docProps/custom.xml" not in members or b'name="Run id"' not in book.archive.read("docProps/custom.xml"):
        yield "the document's properties do not say which run it is of"
    yield from (f"the name {name} points at nothing" for name, ref in sorted(book.names.items()) if "#REF!" in ref)
    names = [sheet.name for sheet in book]
    app = book.archive.read("docProps/app.xml") if "docProps/app.xml" in members else b""
    known = [part.decode().replace("&amp;", "&") for part in _PART.findall(app)]
    yield from (f"the sheet {name!r} is not what the properties list" for name in names if known and name not in known)
    if known and len(known) > 1 and (lost := [k for k in known[2:] if "!" not in k and k not in (*names, *book.names)]):
        yield from (f"the sheet {name!r} is gone" for name in lost)


def _name(sheet: sheets.Sheet) -> Iterator[str]:
    if len(sheet.name) > _NAME_LENGTH or _FORBIDDEN.search(sheet.name) or sheet.name.strip("'") != sheet.name:
        yield f"{sheet.name!r} is no name for a sheet"


def _set_up(sheet: sheets.Sheet) -> Iterator[str]:
    root = sheet.root
    page = root.find(f"{_M}pageSetup")
    if page is None or not (page.get("paperSize") and page.get("orientation")):
        yield f"{sheet.name}: the page is not set up for print"
    footer = root.find(f"{_M}headerFooter")
    if footer is None or not (footer.findtext(f"{_M}oddFooter") or "").strip():
        yield f"{sheet.name}: printed pages have no footer"
    long = [table for table in sheet.tables if table.last_row - table.first_row > _LONG_TABLE]
    if long and root.find(f".//{_M}pane") is None:
        yield f"{sheet.name}: the header of {long[0].name} scrolls away"


class _Width:
    """The widest numbers of a column, one per style, measured once at the end."""

    def __init__(self) -> None:
        self.seen: dict[tuple[int, int], tuple[float, float, int, int]] = {}

    def add(self, column: int, style: int, value: float, row: int) -> None:
        low, high, at_low, at_high = self.seen.get((column, style), (value, value, row, row))
        if value <= low:
            low, at_low = value, row
        if value >= high:
            high, at_high = value, row
        self.seen[column, style] = (low, high, at_low, at_high)


def _cells(sheet: sheets.Sheet, leftovers: Leftovers) -> Iterator[str]:
    width, counts, heading = _Width(), {"error": 0, "blank": 0, "left": 0}, False
    seen: set[str] = set()
    for row in sheet.rows():
        heading = heading or (row.number == 1 and isinstance(row.cells[0].value, str))
        for cell in row.cells:
            kind, problem = "", ""
            if isinstance(cell.value, float):
                width.add(cell.column, cell.style, cell.value, row.number)
            elif isinstance(cell.value, sheets.Error):
                kind, problem = "error", f"shows {cell.value}"
            elif cell.value is None and cell.formula is not None:
                kind, problem = "blank", f"={cell.formula[:40]} shows nothing until it is calculated"
            elif isinstance(cell.value, str) and cell.value not in seen:
                seen.add(cell.value)
                for left in leftovers.find("", " ".join(cell.value.split())):
                    kind, problem = "left", f"holds {left.removeprefix(': ')}"
            if kind:
                counts[kind] += 1
                if counts[kind] <= _SHOWN:
                    yield f"{sheets.place(sheet.name, row.number, cell.column)} {problem}"
    if not heading:
        yield f"{sheet.name}: A1 does not say what the sheet shows"
    yield from _narrow(sheet, width)


def _narrow(sheet: sheets.Sheet, width: _Width) -> Iterator[str]:
    """Numbers that a reader would see as ####."""
    columns = _columns(sheet)
    formats, bold = sheet.book.formats, sheet.book.bold
    for (column, style), (low, high, at_low, at_high) in width.seen.items():
        room = columns.get(column, _DEFAULT_WIDTH) * _PIXELS_PER_CHARACTER / _PIXELS_PER_INCH
        if room <= 0:
            continue
        for value, row in ((low, at_low), (high, at_high)):
            if shown_width(value, formats[style], bold[style]) > room:
                place = sheets.place(sheet.name, row, column)
                yield f"{place}: {value:,.2f} does not fit its column and shows as ####"
                break


def _columns(sheet: sheets.Sheet) -> dict[int, float]:
    """Widths in characters of the columns that have one; 0 for hidden ones."""
    found: dict[int, float] = {}
    for element in sheet.root.iter(f"{_M}col"):
        wide = 0.0 if element.get("hidden") in ("1", "true") else float(element.get("width") or _DEFAULT_WIDTH)
        # a set-up for all the columns to the right says nothing of single ones
        last = min(int(element.get("max")), int(element.get("min")) + 300)
        found.update(dict.fromkeys(range(int(element.get("min")) - 1, last), wide))
    return found
