"""Blocks of a page of text as HTML: sections, lists, tables in boxes that scroll; the page around is html_shell's."""

from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import groupby

from sales_pipeline.render.blocks import Block, Heading, Items, Paragraph, Quote, Span, Spans, Table, plain
from sales_pipeline.render.decimal_tail import padding
from sales_pipeline.render.html import Html, esc, join, tag
from sales_pipeline.render.measure import text_width

_POINTS = 72  # of an em that is an inch wide, so that widths are in ems
_STEPS = 20  # of an em: as finely as a number is moved to stand under the one above


def style() -> str:
    """What the page looks like; numbers are moved by a class for each step, as its policy allows no style elsewhere."""
    moved = "".join(f".t{step}{{padding-right:calc(.5rem + {step / _STEPS:g}em)}}" for step in range(1, 5 * _STEPS))
    return resources.files(__package__).joinpath("html_blocks.css").read_text("utf-8") + moved


def article(blocks: Sequence[Block], *more: Html) -> Html:
    """Blocks as the main part of a page: a head of what stands before the second heading, then a section a heading;
    `more` stands below them."""
    first = next((at for at, block in enumerate(blocks[1:], 1) if isinstance(block, Heading)), len(blocks))
    head = tag("header", *(_block(block, "h1") for block in blocks[:first]))
    return tag("main", join([head, *_sections(blocks[first:]), *more], "\n"))


def _sections(blocks: Sequence[Block]) -> Iterator[Html]:
    """Each heading of the second level opens a section named by it."""
    number = 0

    def section(block: Block) -> int:
        nonlocal number
        number += isinstance(block, Heading) and block.level == 2
        return number

    for place, members in groupby(blocks, section):
        yield tag("section", join([_block(block, f"s{place}") for block in members], "\n"), aria_labelledby=f"s{place}")


def _block(block: Block, name: str) -> Html:
    match block:
        case Heading():
            return tag(f"h{block.level}", _spans(block.spans), id=name if block.level <= 2 else None)
        case Paragraph():
            quiet = bool(block.spans) and all(span.quiet for span in block.spans)
            return tag("p", _spans(block.spans), class_="quiet" if quiet else None)
        case Quote():
            return tag("blockquote", *(tag("p", _spans(text)) for text in block.paragraphs))
        case Items():
            items = [tag("li", _spans(item)) for item in block.items]
            return tag("ol" if block.ordered else "ul", join(items, "\n"))
        case Table():
            return _table(block, name)


def _table(table: Table, name: str) -> Html:
    """In a box that scrolls sideways where the screen is too narrow, reachable by keyboard and named by its section."""
    heads = [tag("th", _spans(head), scope="col", class_=_kind(table, at)) for at, head in enumerate(table.heads)]
    moved = [_moved([plain(row[at]) for row in table.rows]) for at in range(len(table.heads))]
    rows = [
        tag("tr", *(_cell(table, at, cell, moved[at][line]) for at, cell in enumerate(row)))
        for line, row in enumerate(table.rows)
    ]
    inner = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", join(rows, "\n")))
    return tag("div", inner, class_="wide", role="group", tabindex=0, aria_labelledby=name)


def _moved(cells: Sequence[str]) -> list[int]:
    """The steps by which each number of a column is moved from the right edge."""
    return [round(pad * _STEPS) for pad in padding(cells, lambda text: text_width(text, _POINTS))]


def _kind(table: Table, at: int, step: int = 0) -> str | None:
    if at not in table.numeric:
        return None
    return f"n t{step}" if step else "n"


def _cell(table: Table, at: int, cell: Spans, step: int) -> Html:
    if at == table.key:
        return tag("th", _spans(cell), scope="row", class_=_kind(table, at, step))
    return tag("td", _spans(cell), class_=_kind(table, at, step))


def _spans(spans: Spans) -> Html:
    return join([_span(span) for span in spans])


def _span(span: Span) -> Html:
    if span.code:
        return tag("code", span.text)
    said = tag("span", span.text, data_figure=span.figure, title=span.figure) if span.figure else esc(span.text)
    return tag("strong", said) if span.bold else said
