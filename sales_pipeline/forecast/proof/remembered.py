"""What a sheet's charts remember of the cells they point at: the same as stands there."""

from collections.abc import Iterator
from typing import Any

from sales_pipeline.render.reading import sheets
from sales_pipeline.render.reading.said import Shown

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def remembered(sheet: sheets.Sheet) -> Iterator[str]:
    """Each point of a chart that differs from its cell."""
    wanted = [(_reference(part), part) for chart in sheet.charts for part in chart.iter(f"{_C}numRef", f"{_C}strRef")]
    wanted = [(reference, part) for reference, part in wanted if reference.partition("!")[0].strip("'") == sheet.name]
    if not wanted:
        return
    areas = [(*sheets.area(reference.rpartition("!")[2]), part) for reference, part in wanted]
    cells = _cells(sheet, areas)
    for row, column, last, right, part in areas:
        places = [(at, to) for at in range(row, last + 1) for to in range(column, right + 1)]
        for position, text in _points(part):
            found = cells.get(places[position]) if position < len(places) else None
            if not _same(text, found):
                yield f"{sheets.place(sheet.name, *places[position])}: a chart remembers {text}, the cell says {found}"


def _reference(part: Any) -> str:
    return str(part.findtext(f"{_C}f"))


def _points(part: Any) -> Iterator[tuple[int, str]]:
    for point in part.iter(f"{_C}pt"):
        yield int(point.get("idx")), point.findtext(f"{_C}v") or ""


def _cells(sheet: sheets.Sheet, areas: list[tuple[int, int, int, int, Any]]) -> dict[tuple[int, int], Shown]:
    """The cells that any chart points at."""
    first, last = min(area[0] for area in areas), max(area[2] for area in areas)
    columns = {column for area in areas for column in range(area[1], area[3] + 1)}
    return {
        (row.number, cell.column): cell.value
        for row in sheet.rows() if first <= row.number <= last
        for cell in row.cells if cell.column in columns
    }  # fmt: skip


def _same(text: str, cell: Shown) -> bool:
    if isinstance(cell, float):
        try:
            return abs(float(text) - cell) <= 1e-9 * max(1.0, abs(cell))
        except ValueError:
            return False
    # the writer lets charts remember 0 for a blank or a text among numbers; readers look at the cell
    return text in (cell or "", "0")
