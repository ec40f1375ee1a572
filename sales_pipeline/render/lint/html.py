"""What a reader would frown at in an HTML page: leftovers, anything it would ask a network for, no title, language or
size, headings out of order, tables out of joint, pictures without words."""

import re
from collections.abc import Iterator
from itertools import pairwise

from sales_pipeline.render.lint.leftovers import Leftovers
from sales_pipeline.render.reading.html import Document, document

_ASKS = frozenset({"src", "srcset", "poster", "action", "formaction", "background", "ping"})
_STYLE_ASKS = re.compile(r"url\((?!\s*['\"]?data:)|@import|image-set\(")


def problems(blob: bytes, leftovers: Leftovers) -> list[str]:
    """Every finding in words."""
    try:
        found = document(blob)
    except UnicodeDecodeError as error:
        return [f"not UTF-8: {error.reason} at byte {error.start}"]
    said = [problem for text in found.texts for problem in leftovers.find("page", text)]
    shown = [str(cell) for grid in found.grids for line in grid.rows for cell in line]
    cells = [problem for text in shown for problem in leftovers.find("table", text)]
    return [*_head(found), *_headings(found), *_tables(found), *_asks(found), *_pictures(found), *said, *cells]


def _head(found: Document) -> Iterator[str]:
    elements = found.elements
    if not any(e.tag == "title" and e.text.strip() for e in elements):
        yield "the page has no title"
    if not any(e.tag == "html" and e.attributes.get("lang") for e in elements):
        yield "the page does not say its language"
    if not any(e.tag == "meta" and e.attributes.get("name") == "viewport" for e in elements):
        yield "the page does not fit itself to a phone"


def _headings(found: Document) -> Iterator[str]:
    # elements are listed as they end, and no heading holds another
    levels = [(int(e.tag[1]), e.text) for e in found.elements if re.fullmatch(r"h[1-6]", e.tag)]
    tops = [text for level, text in levels if level == 1]
    if len(tops) != 1:
        yield f"{len(tops)} titles: a page has one"
    for (level, _), (lower, text) in pairwise(levels):
        if lower > level + 1:
            yield f"a heading of level {lower} below one of level {level}: {text[:60]!r}"


def _tables(found: Document) -> Iterator[str]:
    for grid in found.grids:
        wrong = [line for line in grid.rows if len(line) != len(grid.header)]
        if wrong:
            yield f"{grid.name}: {len(wrong[0])} cells in a table of {len(grid.header)}"


def _asks(found: Document) -> Iterator[str]:
    """What a browser would fetch: a page opens from a file and asks nobody."""
    for element in found.elements:
        for name in sorted(_ASKS & element.attributes.keys()):
            if not element.attributes[name].startswith(("#", "data:")):
                yield f"<{element.tag}> asks for {element.attributes[name][:80]!r}"
        if element.tag == "link" and not element.attributes.get("href", "").startswith(("#", "data:")):
            yield f"<link> asks for {element.attributes.get('href', '')[:80]!r}"
        if element.tag == "style" and _STYLE_ASKS.search(element.text):
            yield "a style asks for a file"


def _pictures(found: Document) -> Iterator[str]:
    for element in found.elements:
        if element.tag == "img" and "alt" not in element.attributes:
            yield "a picture has no words for those who do not see it"
