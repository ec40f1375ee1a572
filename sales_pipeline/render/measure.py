"""How wide and how high text will be, without a font on the machine, so that nothing overflows unseen.

Widths are those of Carlito, which has the metrics of Calibri; kerning is left out, which errs on the wide side.
"""

import json
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import pairwise

LINE_HEIGHT = 1.22
POINTS_PER_INCH = 72


class LayoutError(ValueError):
    """Text that does not fit where a document puts it: the document must shorten it or make room."""


@cache
def _widths(bold: bool) -> dict[int, float]:
    raw = json.loads(resources.files(__package__).joinpath("glyph_widths.json").read_text("utf-8"))
    table: dict[int, float] = {}
    for width, spans in raw["bold" if bold else "regular"].items():
        for span in spans:
            first, last = (span, span) if isinstance(span, int) else span
            table.update((code, int(width) / raw["units_per_em"]) for code in range(first, last + 1))
    return table


@cache
def _em(character: str, bold: bool) -> float:
    known = _widths(bold).get(ord(character))
    if known is not None:
        return known
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    # Fonts that stand in for a missing glyph are at most one em wide in practice: CJK exactly, emoji a little more.
    return 1.3 if ord(character) >= 0x1F000 else 1.0


def text_width(text: str, points: float, bold: bool = False) -> float:
    """Width of one line in inches."""
    return sum(_em(character, bold) for character in text) * points / POINTS_PER_INCH


def line_height(points: float) -> float:
    """Height of one line in inches."""
    return points * LINE_HEIGHT / POINTS_PER_INCH


def wrap(text: str, points: float, width: float, bold: bool = False) -> list[str]:
    """Lines of at most width inches, broken at blanks, within words only where a word alone is too wide."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for part in _parts(paragraph):
            if text_width((line + part).rstrip(), points, bold) <= width:
                line += part
                continue
            if line.strip():
                lines.append(line.rstrip())
            *whole, line = _pieces(part.lstrip(), points, width, bold)
            lines.extend(whole)
        lines.append(line.rstrip())
    return lines


def _parts(paragraph: str) -> list[str]:
    # Chinese, Japanese and Korean break between any two characters; other scripts before a blank ends.
    cuts = [0]
    for position, (before, after) in enumerate(pairwise(paragraph), 1):
        wide = unicodedata.east_asian_width(before) in "WF" or unicodedata.east_asian_width(after) in "WF"
        if wide or (before == " " and after != " ") or (before == "-" and after.isalpha()):
            cuts.append(position)
    return [paragraph[a:b] for a, b in pairwise([*cuts, len(paragraph)])]


def _pieces(word: str, points: float, width: float, bold: bool) -> list[str]:
    if text_width(word.rstrip(), points, bold) <= width:
        return [word]
    pieces, piece = [], ""
    for character in word:
        if piece and text_width(piece + character, points, bold) > width:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]


def text_height(text: str, points: float, width: float, bold: bool = False) -> float:
    """Height in inches of text wrapped into width inches."""
    return len(wrap(text, points, width, bold)) * line_height(points)


def fit(text: str, width: float, height: float, sizes: Sequence[float], bold: bool = False) -> float:
    """The largest of sizes (points) at which text fits width by height inches; LayoutError when none does."""
    for points in sorted(sizes, reverse=True):
        if text_height(text, points, width, bold) <= height + 1e-6:
            return points
    raise LayoutError(
        f"text does not fit {width:.2f} x {height:.2f} in even at {min(sizes):g} pt, shorten it: {text[:80]!r}"
    )


def shorten_to_width(text: str, points: float, width: float, bold: bool = False) -> str:
    """One line of at most width inches, ending in an ellipsis when something was cut."""
    if text_width(text, points, bold) <= width:
        return text
    room, kept = width - text_width("…", points, bold), ""
    used = 0.0
    for character in text:
        used += text_width(character, points, bold)
        if used > room:
            break
        kept += character
    return kept.rstrip(" \u200d") + "…"


def shorten_to_lines(text: str, points: float, width: float, lines: int, bold: bool = False) -> str:
    """Text that wraps into at most so many lines of width inches, ending in an ellipsis when something was cut."""
    wrapped = wrap(text, points, width, bold)
    if len(wrapped) <= lines:
        return text
    kept = wrapped[: lines - 1]
    rest = text_after(text, kept)
    return "".join(line + " " for line in kept) + shorten_to_width(rest, points, width, bold)


def text_after(text: str, lines: Sequence[str]) -> str:
    """What is left of a text behind its first wrapped lines."""
    for line in lines:
        text = text.lstrip()[len(line) :]
    return text.lstrip().replace("\n", " ")
