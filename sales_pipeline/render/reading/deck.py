"""Slides read back: running text with speaker notes, table cells, and charts with the workbook behind them."""

import io
from collections.abc import Iterator
from typing import Any

from pptx import Presentation

from sales_pipeline.render.reading import sheets
from sales_pipeline.render.reading.said import Chart, Grid, Page, Shown

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"


def opened(blob: bytes) -> Any:
    return Presentation(io.BytesIO(blob))


def pages(blob: bytes) -> list[Page]:
    """Every slide in order."""
    return [_page(number, slide) for number, slide in enumerate(opened(blob).slides, 1)]


def _page(number: int, slide: Any) -> Page:
    place, texts, found = f"slide {number}", [], list(slide.shapes)
    tables: list[Any] = []
    charts: list[Any] = []
    for shape in found:
        if shape.has_text_frame:
            texts += [paragraph.text for paragraph in shape.text_frame.paragraphs if paragraph.text]
        elif shape.has_table:
            tables.append(shape)
        elif shape.has_chart:
            charts.append(shape)
    unit = texts[1] if len(texts) > 1 else ""
    if slide.has_notes_slide:
        notes = slide.notes_slide.notes_text_frame
        texts += [paragraph.text for paragraph in notes.paragraphs if paragraph.text] if notes is not None else []
    grids = tuple(_grid(place, shape, unit) for shape in tables)
    said = tuple(_chart(place, shape) for shape in charts)
    return Page(place, tuple(texts), grids, said, tuple(_alternative(shape) for shape in tables))


def _alternative(shape: Any) -> str:
    return shape._element.nvGraphicFramePr.cNvPr.get("descr") or ""


def _grid(place: str, shape: Any, unit: str) -> Grid:
    header, *rows = [[cell.text_frame.text for cell in row.cells] for row in shape.table.rows]
    return Grid(place, shape.name, tuple(header), tuple(tuple(row) for row in rows), unit=unit)


def _chart(place: str, shape: Any) -> Chart:
    chart, part = shape.chart, shape.chart.part.chart_workbook.xlsx_part
    drawn = list(chart._chartSpace.iter(f"{_C}ser"))
    return Chart(
        place, shape.name, tuple(_points(drawn[0].find(f"{_C}cat"))) if drawn else (),
        {_name(series): tuple(_values(series)) for series in drawn}, _cells(part.blob) if part is not None else (),
        part.blob if part is not None else None, tuple(_labels(chart._chartSpace)), _alternative(shape),
    )  # fmt: skip


def _cells(blob: bytes) -> tuple[tuple[Shown, ...], ...]:
    """The first sheet of a chart's workbook, row by row from the first cell."""
    sheet = next(iter(sheets.book(blob)))
    return tuple(sheets.filled(row) for row in sheet.rows())


def _name(series: Any) -> str:
    return "".join(series.find(f"{_C}tx").itertext(f"{_C}v"))


def _points(part: Any) -> Iterator[str]:
    """Cached texts in their order, blanks where there is none."""
    if part is None:
        return
    count = int(next(part.iter(f"{_C}ptCount")).get("val"))
    found = {int(point.get("idx")): point.findtext(f"{_C}v") for point in part.iter(f"{_C}pt")}
    yield from (found.get(at) or "" for at in range(count))


def _values(series: Any) -> Iterator[float | None]:
    yield from (float(text) if text else None for text in _points(series.find(f"{_C}val")))


def _labels(space: Any) -> Iterator[str]:
    """Labels that show the text of cells, as the file remembers them."""
    for cache in space.iter(f"{_C15}dlblRangeCache"):
        yield from (point.findtext(f"{_C}v") or "" for point in cache.iter(f"{_C}pt"))
