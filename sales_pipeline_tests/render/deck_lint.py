"""What a reader would frown at in a deck, found without looking: text that overflows, shapes that overlap, bars that do
not start at zero, missing titles and alternative texts, leftovers of the library."""

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from itertools import combinations
from typing import Any

from pptx.util import Emu

from sales_pipeline.render.measure import text_height, text_width
from sales_pipeline.render.theme import SMALLEST_PT
from sales_pipeline_tests.render.decks import opened, tables, texts

_LEFTOVER = re.compile(r"\b(nan|NaN|None|inf|Decimal)\b|[{}]|Click to (add|edit)")
_OVERLAP = 0.004
# parts of one drawing lie on each other on purpose
_DECORATION = ("Card", "Rule")


def lint(blob: bytes, ignore: Collection[str] = ()) -> list[str]:
    """Every finding in words; ignore holds texts from outside that may look like leftovers."""
    deck = opened(blob)
    found = [*_properties(blob, deck), *_unique_titles(deck)]
    for number, slide in enumerate(deck.slides, 1):
        checks = (_title, _places, _overlaps, _fits, _sizes, _alternatives, _bars, _footers)
        found += [f"slide {number}: {problem}" for check in checks for problem in check(slide)]
        found += [f"slide {number}: {problem}" for problem in _leftovers(slide, ignore)]
    return found


def _unique_titles(deck: Any) -> Iterator[str]:
    seen = [slide.shapes.title.text_frame.text for slide in deck.slides if slide.shapes.title is not None]
    yield from (f"title {title!r} is there twice" for title in sorted({t for t in seen if seen.count(t) > 1}))


def _title(slide: Any) -> Iterator[str]:
    title = slide.shapes.title
    if title is None or not title.text_frame.text.strip():
        yield "no title"
    elif next(iter(slide.shapes)).shape_id != title.shape_id:
        yield "the title is not read first"


def _places(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        inside = shape.left >= 0 and shape.top >= 0
        inside = inside and shape.left + shape.width <= Emu(12192000) and shape.top + shape.height <= Emu(6858000)
        if not inside:
            yield f"{shape.name} leaves the slide"


def _overlaps(slide: Any) -> Iterator[str]:
    # asked for once each: every answer is looked up in the file
    boxes = [
        (s.name, s.left, s.top, s.left + s.width, s.top + s.height)
        for s in slide.shapes
        if not s.name.startswith(_DECORATION)
    ]
    for (one, *first), (other, *second) in combinations(boxes, 2):
        width = min(first[2], second[2]) - max(first[0], second[0])
        height = min(first[3], second[3]) - max(first[1], second[1])
        if width > 0 and height > 0 and width * height / Emu(914400) ** 2 > _OVERLAP:
            yield f"{one} lies on {other}"


def _paragraphs(frame: Any) -> Iterator[tuple[str, float, bool]]:
    """Text, size and weight of each paragraph that states its size."""
    for paragraph in frame.paragraphs:
        sizes = [run.font.size.pt for run in paragraph.runs if run.font.size is not None]
        if paragraph.text and sizes:
            yield paragraph.text, max(sizes), any(run.font.bold for run in paragraph.runs)


def _fits(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            frame, bold = shape.text_frame, shape == slide.shapes.title
            # the library does not see that placeholders inherit their layout's margins, which are none
            margins = 0 if shape.is_placeholder else frame.margin_left + frame.margin_right
            width = (shape.width - margins) / 914400
            high = sum(text_height(text, size, width, bold or heavy) for text, size, heavy in _paragraphs(frame))
            if high > shape.height / 914400 + 0.01:
                yield f"the text of {shape.name} needs {high:.2f} in of {shape.height / 914400:.2f}"
        if shape.has_table:
            yield from _cells_fit(shape)


def _cells_fit(shape: Any) -> Iterator[str]:
    for position, row in enumerate(shape.table.rows):
        for column, cell in zip(shape.table.columns, row.cells, strict=True):
            width = (column.width - cell.margin_left - cell.margin_right) / 914400
            for text, size, bold in _paragraphs(cell.text_frame):
                high = text_height(text, size, width, bold) + (cell.margin_top + cell.margin_bottom) / 914400
                wide = max(text_width(part, size, bold) for part in text.split())
                if high > row.height / 914400 + 0.01 or wide > width + 0.01:
                    yield f"{shape.name}, row {position}: {text!r} does not fit its cell"


def _sizes(slide: Any) -> Iterator[str]:
    for frame in _frames(slide):
        for text, size, _ in _paragraphs(frame):
            if size < SMALLEST_PT:
                yield f"{text!r} is set in {size:g} pt"


def _frames(slide: Any) -> Iterator[Any]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame
        if shape.has_table:
            yield from (cell.text_frame for row in shape.table.rows for cell in row.cells)


def _alternatives(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if (shape.has_chart or shape.has_table) and not shape._element.nvGraphicFramePr.cNvPr.get("descr"):
            yield f"{shape.name} has no alternative text"


def _bars(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if not shape.has_chart:
            continue
        if shape.chart.part.chart_workbook.xlsx_part is None:
            yield f"{shape.name} has no workbook to edit"
        values = [v for plot in shape.chart.plots for s in plot.series for v in s.values if v is not None]
        low = shape.chart.value_axis.minimum_scale
        if low is None or low > 0 or (low < 0 <= min(values, default=0)):
            yield f"{shape.name} does not start at zero"


def _footers(slide: Any) -> Iterator[str]:
    kinds = {placeholder._element.find(".//{*}ph").get("type") for placeholder in slide.placeholders}
    if slide.slide_layout.name == "Content":
        yield from (f"no {kind} placeholder" for kind in sorted({"ftr", "dt", "sldNum"} - kinds))
        if not slide.has_notes_slide:
            yield "no speaker notes"


def _leftovers(slide: Any, ignore: Collection[str]) -> Iterator[str]:
    said = [*texts(slide), *(cell for table in tables(slide) for row in table for cell in row)]
    for text in said:
        for known in sorted(ignore, key=len, reverse=True):
            text = text.replace(known, " ") if known else text
        if leftover := _LEFTOVER.search(text):
            yield f"{leftover[0]!r} in {text[:60]!r}"


def _properties(blob: bytes, deck: Any) -> Iterator[str]:
    core = deck.core_properties
    said = " ".join((core.author, core.last_modified_by, core.comments, core.title))
    if not core.title or not core.author or re.search(r"python-pptx|Canny", said):
        yield "the document's properties are the library's"
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        if any(info.date_time != (1980, 1, 1, 0, 0, 0) for info in archive.infolist()):
            yield "a member carries the time it was written"
        if any("thumbnail" in name or "printerSettings" in name for name in archive.namelist()):
            yield "leftovers of the library's template"
