"""Formulas calculated anew by an engine that never looks at what is remembered beside them."""

import math
from collections.abc import Iterator

import formualizer

from sales_pipeline.render.reading import sheets
from sales_pipeline.render.reading.said import Shown

# what adding up large amounts in binary may be off; far below a cent
_ADDED_UP = 1e-4


def recalculated(blob: bytes, old: sheets.Book | None = None) -> Iterator[str]:
    """Every formula whose remembered value is not what it gives, or that gives an error; one pass over what changed."""
    old = old or sheets.book(blob)
    if not any(b"<f>" in old.archive.read(sheet.path) for sheet in old):
        return
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
        if not _is_same(anew, old, now.path):
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
