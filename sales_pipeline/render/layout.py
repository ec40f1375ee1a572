"""Where things lie on a slide: boxes in inches, split into rows and columns; a grid shared by every page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sales_pipeline.render.measure import LayoutError

SLIDE_WIDTH, SLIDE_HEIGHT = 13.333, 7.5
MARGIN = 0.55


@dataclass(frozen=True)
class Box:
    """A rectangle in inches from the slide's upper left corner."""

    x: float
    y: float
    w: float
    h: float

    def rows(self, *heights: float | None, gap: float = 0.18) -> list["Box"]:
        """Boxes from top to bottom; None takes an equal share of what the given heights leave."""
        spans = _spans(heights, self.h, gap)
        return [Box(self.x, self.y + start, self.w, length) for start, length in spans]

    def columns(self, *widths: float | None, gap: float = 0.35) -> list["Box"]:
        """Boxes from left to right; None takes an equal share of what the given widths leave."""
        spans = _spans(widths, self.w, gap)
        return [Box(self.x + start, self.y, length, self.h) for start, length in spans]

    def inside(self, left: float, top: float, right: float, bottom: float) -> "Box":
        """This box less a margin on each side."""
        return Box(self.x + left, self.y + top, self.w - left - right, self.h - top - bottom)


def _spans(lengths: Sequence[float | None], whole: float, gap: float) -> list[tuple[float, float]]:
    given = sum(length for length in lengths if length is not None)
    open_ended = sum(length is None for length in lengths)
    rest = whole - given - gap * (len(lengths) - 1)
    if rest < -1e-6 or (open_ended and rest <= 0):
        raise LayoutError(f"{len(lengths)} parts of {given:.2f} in and gaps do not fit {whole:.2f} in")
    spans, start = [], 0.0
    for length in lengths:
        taken = rest / open_ended if length is None else length
        spans.append((start, taken))
        start += taken + gap
    return spans


WIDTH = SLIDE_WIDTH - 2 * MARGIN
TITLE = Box(MARGIN, 0.34, WIDTH, 0.84)
SUBTITLE = Box(MARGIN, 1.18, WIDTH, 0.3)
BODY = Box(MARGIN, 1.66, WIDTH, 5.02)
SOURCE = Box(MARGIN, 6.73, WIDTH, 0.22)
FOOTER = Box(MARGIN, 7.03, 8.0, 0.25)
DATE = Box(9.2, 7.03, 2.7, 0.25)
NUMBER = Box(12.08, 7.03, 0.703, 0.25)
RULE_Y = 6.985
COVER_TITLE = Box(0.85, 2.35, 11.4, 1.5)
COVER_BAR = Box(0.9, 3.98, 1.55, 0.05)
COVER_SUBTITLE = Box(0.85, 4.15, 11.4, 1.3)
COVER_META = Box(0.85, 5.6, 11.4, 1.5)
