"""What a reader would frown at in a page of text: leftovers, tables out of joint, raw HTML, headings out of order."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sales_pipeline.render.lint.leftovers import Leftovers
from sales_pipeline.render.reading import markdown

_HTML = re.compile(r"(?<!\\)<[a-zA-Z/!][^>]*>")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_BORDER = re.compile(r"(?<!\\)\|")


def problems(blob: bytes, leftovers: Leftovers) -> list[str]:
    """Every finding in words."""
    try:
        text = blob.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"not UTF-8: {error.reason} at byte {error.start}"]
    lines = text.splitlines()
    found = [*_headings(lines), *_tables(lines)]
    if not text.endswith("\n"):
        found.append("the last line has no end")
    for number, line in enumerate(lines, 1):
        found += leftovers.find(f"line {number}", markdown.plain(line))
        if html := _HTML.search(re.sub(r"`[^`]*`", "", line)):
            found.append(f"line {number}: raw HTML {html[0]!r}")
    return found


def _headings(lines: Sequence[str]) -> Iterator[str]:
    found = [(at, len(match[1]), match[2]) for at, line in enumerate(lines) if (match := _HEADING.match(line))]
    tops = [name for _, level, name in found if level == 1]
    if len(tops) != 1 or found[0][1] != 1:
        yield f"{len(tops)} titles: a page has one, at its head"
    for (at, level, name), (below, lower, _) in pairwise(found):
        if lower > level + 1:
            yield f"line {below + 1}: a heading of level {lower} below one of level {level}"
        if lower <= level and not any(line.strip() for line in lines[at + 1 : below]):
            yield f"line {at + 1}: nothing stands below the heading {name!r}"


def _tables(lines: Sequence[str]) -> Iterator[str]:
    width = 0
    for number, line in enumerate(lines, 1):
        if not line.startswith("|"):
            width = 0
            continue
        cells = len(_BORDER.findall(line)) - 1
        width = width or cells
        if cells != width:
            yield f"line {number}: {cells} cells in a table of {width}"
