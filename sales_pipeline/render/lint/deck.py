"""What a reader would frown at in a deck: text that overflows or fades, shapes that overlap, bars that do not start at
zero, missing titles and alternative texts, empty placeholders, leftovers of the library, a slide that went missing."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from sales_pipeline.render.lint.colours import Palette
from sales_pipeline.render.lint.leftovers import Leftovers
from sales_pipeline.render.lint.package import stamps
from sales_pipeline.render.lint.slide import INCH, Frame, Line, Seen, View
from sales_pipeline.render.measure import text_height, text_width
from sales_pipeline.render.reading.deck import opened
from sales_pipeline.render.theme import SMALLEST_PT, contrast

_OVERLAP, _SLACK = 0.004, 0.01
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
    palette, size = Palette(deck), (deck.slide_width / INCH, deck.slide_height / INCH)
    checks: tuple[Callable[[View], Iterator[str]], ...] = (
        _title, lambda view: _places(view, size), _overlaps, _fits, _sizes, _alternatives, _bars, _footers, _empty,
        lambda view: _contrast(view, palette),
    )  # fmt: skip
    for number, slide in enumerate(deck.slides, 1):
        place, view = f"slide {number}", View(slide)
        found += [f"{place}: {problem}" for check in checks for problem in check(view)]
        found += [problem for text in view.texts for problem in leftovers.find(place, text)]
    return found


def _unique_titles(deck: Any) -> Iterator[str]:
    seen = [slide.shapes.title.text_frame.text for slide in deck.slides if slide.shapes.title is not None]
    yield from (f"title {title!r} is there twice" for title in sorted({t for t in seen if seen.count(t) > 1}))


def _title(view: View) -> Iterator[str]:
    if view.title is None or not view.title.text_frame.text.strip():
        yield "no title"
    elif not view.is_title(view.shapes[0]):
        yield "the title is not read first"


def _places(view: View, size: tuple[float, float]) -> Iterator[str]:
    for seen in view.shapes:
        if min(seen.left, seen.top) < 0 or seen.right > size[0] + 1e-6 or seen.bottom > size[1] + 1e-6:
            yield f"{seen.name} leaves the slide"


def _overlaps(view: View) -> Iterator[str]:
    shapes = [seen for seen in view.shapes if not seen.name.startswith(_DECORATION)]
    for one, other in combinations(shapes, 2):
        width = min(one.right, other.right) - max(one.left, other.left)
        height = min(one.bottom, other.bottom) - max(one.top, other.top)
        if width > 0 and height > 0 and width * height > _OVERLAP:
            yield f"{one.name} lies on {other.name}"


def _fits(view: View) -> Iterator[str]:
    for seen in view.shapes:
        if seen.kind == "text":
            room, bold = seen.width - seen.frame.across, view.is_title(seen)
            lines = seen.frame.lines
            high = sum(text_height(line.text, line.points, room, bold or line.bold) for line in lines)
            if high > seen.height + _SLACK:
                yield f"the text of {seen.name} needs {high:.2f} in of {seen.height:.2f}"
        elif seen.kind == "table":
            yield from _cells_fit(seen)


def _cells_fit(seen: Seen) -> Iterator[str]:
    table = seen.shape.table
    widths, heights = [c.width / INCH for c in table.columns], [r.height / INCH for r in table.rows]
    for position, (row, height) in enumerate(zip(seen.cells, heights, strict=True)):
        for cell, width in zip(row, widths, strict=True):
            for line in cell.lines:
                high = text_height(line.text, line.points, width - cell.across, line.bold) + cell.down
                if high > height + _SLACK or _longest(line) > width - cell.across + _SLACK:
                    yield f"{seen.name}, row {position}: {line.text!r} does not fit its cell"


def _longest(line: Line) -> float:
    return max((text_width(part, line.points, line.bold) for part in line.text.split()), default=0.0)


def _sizes(view: View) -> Iterator[str]:
    for frame in _frames(view):
        yield from (f"{line.text!r} is set in {line.points:g} pt" for line in frame.lines if line.points < SMALLEST_PT)


def _frames(view: View) -> Iterator[Frame]:
    return (frame for seen in view.shapes for frame in seen.frames)


def _alternatives(view: View) -> Iterator[str]:
    for seen in view.shapes:
        if seen.kind in ("chart", "table", "picture") and not seen.description.strip():
            yield f"{seen.name} has no alternative text"


def _bars(view: View) -> Iterator[str]:
    for seen in view.shapes:
        if seen.kind != "chart":
            continue
        chart = seen.shape.chart
        part = chart.part.chart_workbook.xlsx_part
        if part is None or not part.blob:
            yield f"{seen.name} has no workbook to edit"
        values = [v for plot in chart.plots for series in plot.series for v in series.values if v is not None]
        low = chart.value_axis.minimum_scale
        if low is None or low > 0 or (low < 0 <= min(values, default=0)):
            yield f"{seen.name} does not start at zero"


def _footers(view: View) -> Iterator[str]:
    if view.slide.slide_layout.name in _PLAIN_LAYOUTS:
        return
    kinds = {found.get("type") for seen in view.shapes for found in seen.shape._element.iter("{*}ph")}
    yield from (f"no {kind} placeholder" for kind in sorted({"ftr", "dt", "sldNum"} - kinds))
    if not any(text.strip() for text in view.notes):
        yield "no speaker notes"


def _empty(view: View) -> Iterator[str]:
    for seen in view.shapes:
        is_read = seen.shape.is_placeholder and seen.kind == "text" and not view.is_title(seen)
        if is_read and not seen.shape.text_frame.text.strip():
            yield f"the placeholder {seen.name} is empty"


def _contrast(view: View, palette: Palette) -> Iterator[str]:
    ground = palette.ground(view.slide)
    for frame in _frames(view):
        behind = palette.fill(frame.filled) or ground
        for run in frame.frame._txBody.iter("{*}r"):
            text, properties = run.findtext("{*}t") or "", run.find("{*}rPr")
            colour = palette.fill(properties) if text.strip() else None
            if colour and (found := contrast(colour, behind)) < READABLE:
                yield f"{text[:40]!r} stands {found:.1f} to 1 against what is behind it, less than {READABLE}"


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
        yield f"{len(deck.slides)} slides, but {int(counted[1])} when it was drawn"
