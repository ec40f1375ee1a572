"""What a reader would frown at in a deck: text that overflows or fades, shapes that overlap, bars that do not start at
zero, missing titles and alternative texts, empty placeholders, leftovers of the library, a slide that went missing."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from pptx.enum.shapes import MSO_SHAPE_TYPE

from sales_pipeline.render.lint.colours import Palette
from sales_pipeline.render.lint.leftovers import Leftovers
from sales_pipeline.render.lint.package import stamps
from sales_pipeline.render.measure import text_height, text_width
from sales_pipeline.render.reading.deck import opened
from sales_pipeline.render.theme import SMALLEST_PT

_OVERLAP, _INCH = 0.004, 914_400
READABLE = 4.5
# parts of one drawing lie on each other on purpose
_DECORATION = ("Card", "Rule")
# pages that carry no footer and need no notes
_PLAIN_LAYOUTS = ("Cover", "Section")
_SLIDES = re.compile(rb"<Slides>(\d+)</Slides>")


def problems(blob: bytes, leftovers: Leftovers) -> list[str]:
    """Every finding in words."""
    deck = opened(blob)
    found = [*_package(blob, deck), *_unique_titles(deck)]
    palette = Palette(deck)
    for number, slide in enumerate(deck.slides, 1):
        place = f"slide {number}"
        checks: tuple[Callable[[Any], Iterator[str]], ...] = (
            _title, _overlaps, _fits, _sizes, _alternatives, _bars, _footers, _empty, lambda s: _places(s, deck),
            lambda s: _contrast(s, palette),
        )  # fmt: skip
        found += [f"{place}: {problem}" for check in checks for problem in check(slide)]
        found += [problem for text in _texts(slide) for problem in leftovers.find(place, text)]
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


def _places(slide: Any, deck: Any) -> Iterator[str]:
    for shape in slide.shapes:
        inside = shape.left >= 0 and shape.top >= 0
        inside = inside and shape.left + shape.width <= deck.slide_width
        if not (inside and shape.top + shape.height <= deck.slide_height):
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
        if width > 0 and height > 0 and width * height / _INCH**2 > _OVERLAP:
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
            width = (shape.width - margins) / _INCH
            high = sum(text_height(text, size, width, bold or heavy) for text, size, heavy in _paragraphs(frame))
            if high > shape.height / _INCH + 0.01:
                yield f"the text of {shape.name} needs {high:.2f} in of {shape.height / _INCH:.2f}"
        elif shape.has_table:
            yield from _cells_fit(shape)


def _cells_fit(shape: Any) -> Iterator[str]:
    for position, row in enumerate(shape.table.rows):
        for column, cell in zip(shape.table.columns, row.cells, strict=True):
            width = (column.width - cell.margin_left - cell.margin_right) / _INCH
            for text, size, bold in _paragraphs(cell.text_frame):
                high = text_height(text, size, width, bold) + (cell.margin_top + cell.margin_bottom) / _INCH
                wide = max(text_width(part, size, bold) for part in text.split())
                if high > row.height / _INCH + 0.01 or wide > width + 0.01:
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
        elif shape.has_table:
            yield from (cell.text_frame for row in shape.table.rows for cell in row.cells)


def _texts(slide: Any) -> Iterator[str]:
    """Every text of a slide: paragraphs, cells, categories and series of charts, speaker notes."""
    for frame in _frames(slide):
        yield from (paragraph.text for paragraph in frame.paragraphs)
    for shape in slide.shapes:
        if shape.has_chart:
            yield from (text or "" for text in shape.chart._chartSpace.itertext("{*}v", "{*}t"))
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield from (paragraph.text for paragraph in slide.notes_slide.notes_text_frame.paragraphs)


def _alternatives(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        is_picture = shape.shape_type == MSO_SHAPE_TYPE.PICTURE
        if (shape.has_chart or shape.has_table or is_picture) and not _described(shape):
            yield f"{shape.name} has no alternative text"


def _described(shape: Any) -> bool:
    return any(found.get("descr") for found in shape._element.iter("{*}cNvPr"))


def _bars(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if not shape.has_chart:
            continue
        part = shape.chart.part.chart_workbook.xlsx_part
        if part is None or not part.blob:
            yield f"{shape.name} has no workbook to edit"
        bars = [plot for plot in shape.chart.plots if plot._element.tag.endswith("}barChart")]
        values = [v for plot in bars for s in plot.series for v in s.values if v is not None]
        low = shape.chart.value_axis.minimum_scale
        if low is None and not bars:
            continue
        if low is None or low > 0 or (low < 0 <= min(values, default=0)):
            yield f"{shape.name} does not start at zero"


def _footers(slide: Any) -> Iterator[str]:
    if slide.slide_layout.name in _PLAIN_LAYOUTS:
        return
    kinds = {placeholder._element.find(".//{*}ph").get("type") for placeholder in slide.placeholders}
    yield from (f"no {kind} placeholder" for kind in sorted({"ftr", "dt", "sldNum"} - kinds))
    if not slide.has_notes_slide or not slide.notes_slide.notes_text_frame.text.strip():
        yield "no speaker notes"


def _empty(slide: Any) -> Iterator[str]:
    for shape in slide.placeholders:
        is_title = slide.shapes.title is not None and shape.shape_id == slide.shapes.title.shape_id
        if shape.has_text_frame and not is_title and not shape.text_frame.text.strip():
            yield f"the placeholder {shape.name} is empty"


def _contrast(slide: Any, palette: Palette) -> Iterator[str]:
    ground = palette.ground(slide)
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield from _faded(shape.text_frame, palette, palette.fill(shape._element.find("{*}spPr")) or ground)
        elif shape.has_table:
            for row in shape.table.rows:
                for cell in row.cells:
                    filled = palette.fill(cell._tc.find("{*}tcPr")) or ground
                    yield from _faded(cell.text_frame, palette, filled)


def _faded(frame: Any, palette: Palette, ground: str) -> Iterator[str]:
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            colour = palette.fill(run._r.find("{*}rPr")) if run.text.strip() else None
            if colour and (found := palette.contrast(colour, ground)) < READABLE:
                yield f"{run.text[:40]!r} stands {found:.1f} to 1 against what is behind it, less than {READABLE}"


def _package(blob: bytes, deck: Any) -> Iterator[str]:
    core = deck.core_properties
    said = " ".join((core.author, core.last_modified_by, core.comments, core.title))
    if not core.title or not core.author or re.search(r"python-pptx|Canny", said):
        yield "the document's properties are the library's"
    yield from stamps(blob)
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        if any("thumbnail" in name or "printerSettings" in name for name in archive.namelist()):
            yield "leftovers of the library's template"
        counted = _SLIDES.search(archive.read("docProps/app.xml")) if "docProps/app.xml" in archive.namelist() else None
    if counted and int(counted[1]) != len(deck.slides):
        yield f"{len(deck.slides)} slides, {int(counted[1])} when it was drawn"
