"""Pages of Markdown read back: what a reader of the page sees, escapes and markers taken away; tables as tables."""

import re
from collections.abc import Iterator, Sequence

from sales_pipeline.render.reading.said import Grid, Page

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|&#(\d+);")
_BORDER = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[|:\- ]+")
_MARKER = re.compile(r"^\s*(#{1,6}|[-*+>]|\d+[.)])\s+")
_EMPHASIS = re.compile(r"(?<!\\)[*`]")
_MARKS = str.maketrans("", "", "\u200e\u200f")


def page(text: str, place: str = "page") -> Page:
    """The texts and tables of a page; each table knows the text above it."""
    lines, at, above = text.splitlines(), 0, ""
    texts: list[str] = []
    grids: list[Grid] = []
    while at < len(lines):
        if _is_table(lines, at):
            end = at
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            grids.append(_grid(place, len(grids) + 1, lines[at:end], above))
            at = end
            continue
        if said := plain(lines[at]):
            texts.append(said)
            above = said
        at += 1
    return Page(place, tuple(texts), tuple(grids))


def plain(line: str) -> str:
    """A line as it reads: no heading, list or emphasis marker, no escape."""
    return unescaped(_EMPHASIS.sub("", _MARKER.sub("", line))).strip()


def unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: found[1] or chr(int(found[2])), text).translate(_MARKS)


def cells(line: str) -> list[str]:
    """The cells of a line of a table."""
    return [unescaped(cell).strip() for cell in _BORDER.split(line.strip())[1:-1]]


def _is_table(lines: Sequence[str], at: int) -> bool:
    has_rule = at + 1 < len(lines) and "-" in lines[at + 1] and bool(_RULE.fullmatch(lines[at + 1]))
    return lines[at].startswith("|") and has_rule


def _grid(place: str, number: int, lines: Sequence[str], above: str) -> Grid:
    header, _, *rows = _split(lines)
    return Grid(place, f"table {number}", tuple(header), tuple(tuple(row) for row in rows), title=above)


def _split(lines: Sequence[str]) -> Iterator[list[str]]:
    yield from (cells(line) for line in lines)
