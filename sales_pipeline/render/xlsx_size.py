"""How wide columns and how high rows of a sheet must be, from what is written in them; no font is needed."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from xlsxwriter.worksheet import Worksheet

from sales_pipeline.render.measure import text_width, wrap
from sales_pipeline.render.theme import NUMBER_FORMATS

POINTS = 11
LINE_POINTS, HEADER_LINES = 15, 2
ONE_LINE = 0.95
NARROWEST, WIDEST, PADDING, CELL_MARGIN = 7.5, 60.0, 1.3, 0.7
PIXELS_PER_INCH, PIXELS_PER_CHARACTER = 96, 7
POINTS_PER_INCH, CELL_PIXELS = 72, 5
HIDDEN_WIDTH, USUAL_WIDTH = 11.0, 8.43
_SCALE, _PLACES = re.compile(r"[0#](,+)(?![#0,])"), re.compile(r"\.([0#]+)")


class Sizes:
    """Widths and heights of one sheet, noted while it is written and set at its end."""

    def __init__(self, worksheet: Worksheet) -> None:
        self._ws = worksheet
        self._needed: dict[int, float] = {}
        self._characters: dict[int, float] = {}
        self._hidden: set[int] = set()
        self._headers: dict[int, list[tuple[int, str, float]]] = {}
        self._heights: dict[int, float] = {}

    def need(self, column: int, inches: float) -> None:
        """Remember that a column needs so many inches."""
        if inches >= self._needed.get(column, 0.0):
            self._needed[column] = inches

    def need_text(self, column: int, text: str, bold: bool) -> None:
        """Remember a text."""
        self.need(column, max(line_width(line, bold) for line in shown_of(text)))

    def need_number(self, column: int, value: Decimal | int, form: str) -> None:
        """Remember a number in its format."""
        self.need(column, number_width(value, form))

    def need_header(self, row: int, column: int, header: str, room: float = 0.0) -> None:
        """Remember a header: its column is wide enough for two lines of it, its row high enough; room: a filter."""
        words = [line_width(word, True) for word in header.split()]
        width = max(words, default=0.0) if sum(words) > ONE_LINE else line_width(header, True)
        while len(wrap(header, POINTS, width, True)) > HEADER_LINES:
            width += 0.05
        self.need(column, width + room)
        self._headers.setdefault(row, []).append((column, header, room))

    def make_room(self, row: int, room: float) -> None:
        """Leave room for a filter's button in every header of a row already written."""
        for column, header, _ in self._headers.pop(row, []):
            self.need_header(row, column, header, room)

    def fix(self, column: int, characters: float) -> None:
        """Set a width in characters, whatever is written."""
        self._characters[column] = characters
        self._ws.set_column(column, column, characters)

    def hide(self, first: int, last: int) -> None:
        """Fold columns away."""
        self._hidden.update(range(first, last + 1))
        self._characters.update(dict.fromkeys(range(first, last + 1), HIDDEN_WIDTH))
        self._ws.set_column(first, last, HIDDEN_WIDTH, None, {"level": 1, "hidden": True})

    def fit_row(self, row: int, texts: Mapping[int, str]) -> None:
        """Make a row high enough for texts wrapped in columns whose widths are fixed."""
        lines = max((self._lines(column, text, False) for column, text in texts.items()), default=1)
        self._set_height(row, lines)

    def set_all(self) -> None:
        """Set what was noted: widths first, then the heights of header rows that follow from them."""
        for column, inches in sorted(self._needed.items()):
            if column not in self._characters:
                characters = inches * PIXELS_PER_INCH / PIXELS_PER_CHARACTER + PADDING
                self.fix(column, min(max(characters, NARROWEST), WIDEST))
        for row, headers in sorted(self._headers.items()):
            shown = [header for header in headers if header[0] not in self._hidden]
            lines = max((self._lines(column, text, True, room) for column, text, room in shown), default=1)
            self._set_height(row, lines)

    def size(self, first_row: int, rows: int, last_column: int) -> tuple[float, float]:
        """Width and height in inches of what is printed, once sizes are set; hidden columns take none."""
        shown = (column for column in range(last_column + 1) if column not in self._hidden)
        pixels = sum(int(self._characters.get(at, USUAL_WIDTH) * PIXELS_PER_CHARACTER + CELL_PIXELS) for at in shown)
        points = sum(self._heights.get(row, LINE_POINTS) for row in range(first_row, rows))
        return pixels / PIXELS_PER_INCH, points / POINTS_PER_INCH

    def _set_height(self, row: int, lines: int) -> None:
        self._heights[row] = LINE_POINTS * lines + 2
        self._ws.set_row(row, self._heights[row])

    def _lines(self, column: int, text: str, bold: bool, room: float = 0.0) -> int:
        inches = (self._characters[column] - CELL_MARGIN) * PIXELS_PER_CHARACTER / PIXELS_PER_INCH - room
        return len(wrap(text, POINTS, max(inches, 0.2) + 0.01, bold))


def shown_of(text: str) -> list[str]:
    """The lines of a text, of a very long one only what a column can be wide."""
    return text[: int(WIDEST) * 4].split("\n")


def number_width(value: Decimal | int, form: str) -> float:
    """Inches that a number takes in a format."""
    return _number_width(len(str(abs(int(value)))), value < 0, form)


@lru_cache(maxsize=50_000)
def line_width(line: str, bold: bool) -> float:
    """Width of one line of a cell in inches."""
    return text_width(line, POINTS, bold)


@lru_cache(maxsize=1_000)
def _number_width(digits: int, is_negative: bool, form: str) -> float:
    """Inches that a number with so many digits before the point takes in a format."""
    section = NUMBER_FORMATS.get(form, form).split(";")[0]
    scale, places = _SCALE.search(section), _PLACES.search(section)
    shown = max(digits - 3 * len(scale[1] if scale else "") + (2 if "%" in section else 0), 1)
    suffix = "%" if "%" in section else "x" if "x" in section else ""
    body = f"{10**shown - 1:,}" + ("." + "0" * len(places[1]) if places else "") + suffix
    return line_width(f"({body})" if is_negative else body + " ", True)
