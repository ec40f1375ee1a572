"""Formulas calculated anew by an engine that never looks at what is remembered beside them.

The engine takes so many formulas at once: a larger workbook is calculated in portions of whole sheets, where the cells
of the others hold what they remember, which is itself put to the test in another portion.
"""

import io
import math
import re
import zipfile
from collections.abc import Iterator

import formualizer

from sales_pipeline.render.reading import sheets
from sales_pipeline.render.reading.said import Shown

# what adding up large amounts in binary may be off; far below a cent
_ADDED_UP = 1e-4
MOST_AT_ONCE = 100_000
# a formula in a cell, and what a table says of those in its columns
_FORMULA = re.compile(
    rb"<f>[^<]*</f>|<(calculatedColumn|totalsRow)Formula[^>]*>[^<]*</\1Formula>| totalsRowFunction=\"\w+\""
)


def recalculated(blob: bytes, old: sheets.Book | None = None, most: int = MOST_AT_ONCE) -> Iterator[str]:
    """Every formula whose remembered value is not what it gives, or that gives an error; one pass over what changed."""
    old = old or sheets.book(blob)
    portions = _portions(old, most)
    for portion in portions:
        part = blob if len(portions) == 1 else _only(old, portion)
        yield from _recalculated(part, old, portion)


def _portions(book: sheets.Book, most: int) -> list[set[str]]:
    """Paths of the sheets that are calculated together."""
    portions: list[set[str]] = []
    room = 0
    for sheet in book:
        if count := book.archive.read(sheet.path).count(b"<f>"):
            if count > room:
                portions.append(set())
                room = most
            portions[-1].add(sheet.path)
            room -= count
    return portions


def _only(book: sheets.Book, portion: set[str]) -> bytes:
    """The workbook with the formulas of some sheets, and what those of the others remember."""
    left = [sheet.path for sheet in book if sheet.path not in portion]
    others, out = {*left, *(path for sheet in left for path in book.parts(sheet, "table"))}, io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in book.archive.namelist():
            data = book.archive.read(name)
            target.writestr(name, _FORMULA.sub(b"", data) if name in others else data)
    return out.getvalue()


def _recalculated(blob: bytes, old: sheets.Book, portion: set[str]) -> Iterator[str]:
    try:
        result = formualizer.recalculate_xlsx_bytes(blob)
    except OSError as error:
        yield f"formulas can't be calculated: {str(error).rpartition(': ')[2]}"
        return
    summary, anew = result["summary"], sheets.book(result["bytes"])
    if _is_same(anew, old, "xl/sharedStrings.xml"):
        anew.texts = old.texts
    if summary["total_errors"]:
        yield f"{summary['total_errors']} formulas give errors"
    if summary["evaluated"] != summary["total_formulas"]:
        yield f"{summary['total_formulas'] - summary['evaluated']} formulas can't be calculated"
    for now, before in zip(anew, old, strict=True):
        if before.path in portion and not _is_same(anew, old, now.path):
            yield from _changed(now, before)


def _is_same(one: sheets.Book, other: sheets.Book, path: str) -> bool:
    names = (one.archive.NameToInfo, other.archive.NameToInfo)
    return all(path in known for known in names) and names[0][path].CRC == names[1][path].CRC


def _changed(now: sheets.Sheet, before: sheets.Sheet) -> Iterator[str]:
    for computed, known in zip(now.rows(), before.rows(), strict=True):
        found = {cell.column: cell.value for cell in computed.cells}
        for cell in known.cells:
            if cell.formula is not None and not _same(found.get(cell.column), cell.value):
                place = sheets.place(before.name, known.number, cell.column)
                yield f"{place}: {cell.value!r} is not what ={cell.formula[:80]} gives, {found.get(cell.column)!r}"


def _same(computed: Shown, known: Shown) -> bool:
    if isinstance(computed, float) and isinstance(known, float):
        return math.isclose(computed, known, rel_tol=1e-9, abs_tol=_ADDED_UP)
    return (computed or "") == (known or "")
