"""How a sheet comes out on paper: texts of page headers and footers as Excel takes them, and how many pages it needs.

There & begins a code, a number behind a size would be more of it, and all of a header has 255 characters.
"""

from collections.abc import Sequence
from math import ceil

from sales_pipeline.render.text import one_line, shorten

LONGEST_HEADER = 255
SIZE, BOLD = "&9", "&B"
# A4 and its margins, in inches
PAPER_LONG, PAPER_SHORT = 11.69, 8.27
LEFT = RIGHT = 0.5
TOP, BOTTOM, TOP_HEADED = 0.8, 0.7, 1.0
# letters at most so much smaller to spare a page, never below half their size; how far a reader's pages may be off ours
LEAST_PRESSED, SMALLEST, DOUBT = 0.75, 0.5, 0.2
LEAST_UPRIGHT, SAFE = 0.7, 0.95


def band(left: str, centre: str = "", right: str = "") -> str:
    """A header or footer of three parts, each of codes and texts from printed()."""
    return "".join(
        f"&{side}{SIZE}{apart(part)}" for side, part in zip("LCR", (left, centre, right), strict=True) if part
    )


def apart(part: str) -> str:
    """A part behind a size: a blank keeps its first digit from being read as more of the size."""
    return f" {part}" if part[:1].isdecimal() else part


def printed(text: str, room: int = LONGEST_HEADER) -> str:
    """Text from outside for a header, in one line; cut with an ellipsis where it takes more than its room, never
    inside a doubled &."""
    whole = one_line(text)
    for length in range(min(len(whole), room), 0, -1):
        said = shorten(whole, length).replace("&", "&&")
        if _units(said) <= room:
            return said
    return ""


def _units(text: str) -> int:
    """Characters as Excel counts them."""
    return len(text.encode("utf-16-le")) // 2


def headed(left: str, right: str, heading: str, note: str) -> str:
    """A header with a sheet's heading and note below its name, for pages on which the sheet's own would be cut."""
    room = LONGEST_HEADER - _units(band(f"{left}\n{BOLD}{BOLD}\n", right=right))
    first = printed(heading, room)
    second = printed(note, room - _units(first))
    # in one size: a taller line would run into the one above it where a reader spaces them by the first
    return band(f"{left}\n{BOLD}{first}{BOLD}\n{second}", right=right)


def pages_high(width: float, height: float, pages_wide: int, *, is_portrait: bool) -> int:
    """How many pages high a sheet of so many inches is pressed; 0 where that would spare none or cost too much.

    A last page of a few rows is spared by letters that are a little smaller.
    """
    scale, pages = _pages(width, height, pages_wide, is_portrait)
    whole = int(pages + DOUBT)
    pressed = min(whole / pages, 1.0) if pages else 0.0
    return whole if pressed >= LEAST_PRESSED and pressed * scale >= SMALLEST else 0


def is_better_upright(width: float, height: float) -> bool:
    """Whether a sheet of several pages takes fewer when they stand upright, with letters that can be read."""
    scale, upright = _pages(width, height, 1, True)
    return scale >= LEAST_UPRIGHT and ceil(upright) < ceil(_pages(width, height, 1, False)[1])


def percent(width: float, height: float, tables: Sequence[float], *, is_portrait: bool) -> int:
    """The scale, in percent, at which a width fits on a page, and each table a page, unless the letters were too small;
    0 where all fits on one page."""
    scale, pages = _pages(width, height, 1, is_portrait)
    if pages <= 1:
        return 0
    tall = [_pages(width, table, 1, is_portrait)[1] for table in tables]
    pressed = 1 / max([1.0, *(pages for pages in tall if pages * LEAST_PRESSED <= 1)])
    return int(scale * pressed * SAFE * 100)


def _pages(width: float, height: float, pages_wide: int, is_portrait: bool) -> tuple[float, float]:
    """The scale that a width asks for, and how many pages high it makes a height."""
    across, down = (PAPER_SHORT, PAPER_LONG) if is_portrait else (PAPER_LONG, PAPER_SHORT)
    across, down = across - LEFT - RIGHT, down - BOTTOM - (TOP if pages_wide == 1 else TOP_HEADED)
    scale = min(1.0, pages_wide * across / width) if width else 1.0
    return scale, height * scale / down
