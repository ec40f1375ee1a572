"""A slide as the lint looks at it: every shape asked once for where it lies and what it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

INCH = 914_400


@dataclass(frozen=True)
class Line:
    """A paragraph that states its size: text, points, whether any of it is bold."""

    text: str
    points: float
    bold: bool


@dataclass(frozen=True)
class Frame:
    """Text with what is filled behind it (the element of a shape or cell that says so), its paragraphs, and the inches
    its margins take across and down."""

    filled: Any
    frame: Any
    lines: tuple[Line, ...]
    across: float
    down: float


class Seen:
    """A shape: its place in inches is looked up in slide, layout and master once."""

    def __init__(self, shape: Any) -> None:
        self.shape, self.name = shape, shape.name
        self.left, self.top = shape.left / INCH, shape.top / INCH
        self.width, self.height = shape.width / INCH, shape.height / INCH

    @property
    def right(self) -> float:
        return float(self.left + self.width)

    @property
    def bottom(self) -> float:
        return float(self.top + self.height)

    @cached_property
    def kind(self) -> str:
        """ "text", "table", "chart", "picture" or nothing of these."""
        shape = self.shape
        if shape.has_text_frame:
            return "text"
        if shape.has_table:
            return "table"
        return "chart" if shape.has_chart else "picture" if shape._element.tag.endswith("}pic") else ""

    @cached_property
    def frame(self) -> Frame:
        frame = self.shape.text_frame
        # the library does not see that placeholders inherit their layout's margins, which are none
        return _frame(frame, self.shape._element.find("{*}spPr"), None if self.shape.is_placeholder else frame)

    @cached_property
    def cells(self) -> list[list[Frame]]:
        """The cells of a table, row by row."""
        rows = self.shape.table.rows
        return [[_frame(cell.text_frame, cell._tc.find("{*}tcPr"), cell) for cell in row.cells] for row in rows]

    @property
    def frames(self) -> Iterator[Frame]:
        if self.kind == "text":
            yield self.frame
        elif self.kind == "table":
            yield from (cell for row in self.cells for cell in row)

    @property
    def description(self) -> str:
        """The alternative text."""
        return next((found.get("descr") or "" for found in self.shape._element.iter("{*}cNvPr")), "")


class View:
    """A slide: its shapes in reading order, and its title."""

    def __init__(self, slide: Any) -> None:
        self.slide = slide
        self.shapes = [Seen(shape) for shape in slide.shapes]
        self.title = slide.shapes.title

    def is_title(self, seen: Seen) -> bool:
        return self.title is not None and seen.shape.shape_id == self.title.shape_id

    @property
    def texts(self) -> Iterator[str]:
        """Every text: paragraphs, cells, categories and series of charts, speaker notes."""
        for seen in self.shapes:
            yield from (paragraph.text for frame in seen.frames for paragraph in frame.frame.paragraphs)
            if seen.kind == "chart":
                yield from (text or "" for text in seen.shape.chart._chartSpace.itertext("{*}v", "{*}t"))
        yield from self.notes

    @property
    def notes(self) -> list[str]:
        """What the speaker sees, a text a paragraph."""
        frame = self.slide.notes_slide.notes_text_frame if self.slide.has_notes_slide else None
        return [paragraph.text for paragraph in frame.paragraphs if paragraph.text] if frame is not None else []


def _frame(frame: Any, filled: Any, margins: Any) -> Frame:
    lines = tuple(_lines(frame))
    across = (margins.margin_left + margins.margin_right) / INCH if lines and margins is not None else 0.0
    down = (margins.margin_top + margins.margin_bottom) / INCH if lines and margins is not None else 0.0
    return Frame(filled, frame, lines, across, down)


def _lines(frame: Any) -> Iterator[Line]:
    for paragraph in frame.paragraphs:
        fonts = [run.font for run in paragraph.runs]
        sizes = [font.size.pt for font in fonts if font.size is not None]
        if sizes and (text := paragraph.text):
            yield Line(text, max(sizes), any(font.bold for font in fonts))
