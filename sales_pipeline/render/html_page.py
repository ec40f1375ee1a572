"""A page of text as one HTML file that needs nothing else: light and dark, made to print, nothing run, nothing loaded.

Outside text is escaped here and nowhere else; what the page says comes as blocks.
"""

import base64
import hashlib
import html
from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import groupby

from sales_pipeline.render.blocks import Block, Heading, Items, Paragraph, Quote, Span, Spans, Table, plain
from sales_pipeline.render.decimal_tail import padding
from sales_pipeline.render.measure import text_width
from sales_pipeline.render.run import Run
from sales_pipeline.render.theme import COLOURS, DARK

_POINTS = 72  # of an em that is an inch wide, so that widths are in ems
_STEPS = 20  # of an em: as finely as a number is moved to stand under the one above


def page(title: str, body_html: str, run: Run) -> bytes:
    """A whole page of a body that is HTML already; its own policy forbids scripts and any request."""
    style = styles()
    policy = f"default-src 'none'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'"
    description = f"{run.company}, {run.period_label}, as of {run.as_of_text}, run {run.run_id}"
    head = (
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        f'<meta name="author" content="{esc(run.company)}">',
        f'<meta name="description" content="{esc(description)}">',
        f"<title>{esc(title)}</title>",
        f"<style>{style}</style>",
    )
    lines = (
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        *head,
        "</head>",
        "<body>",
        body_html,
        "</body>",
        "</html>",
    )
    return ("\n".join(lines) + "\n").encode("utf-8")


def styles() -> str:
    """The theme's roles as variables: light, dark where the reader's system is, light on paper; then the page's own."""
    light = "".join(f"--{role}:#{colour.rgb};" for role, colour in COLOURS.items())
    dark = "".join(f"--{role}:#{rgb};" for role, rgb in DARK.items())
    moved = "".join(f".t{step}{{padding-right:calc(.5rem + {step / _STEPS:g}em)}}" for step in range(1, 5 * _STEPS))
    sheet = resources.files(__package__).joinpath("html_page.css").read_text("utf-8")
    return (
        f":root{{{light}color-scheme:light}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}color-scheme:dark}}}}\n{sheet}{moved}\n"
    )


def article(blocks: Sequence[Block]) -> str:
    """Blocks as the main part of a page: a head of what stands before the second heading, then a section a heading."""
    first = next((at for at, block in enumerate(blocks[1:], 1) if isinstance(block, Heading)), len(blocks))
    sections = _sections(blocks[first:])
    head = "\n".join(_block(block, "h1") for block in blocks[:first])
    return f"<main>\n<header>\n{head}\n</header>\n{chr(10).join(sections)}\n</main>"


def _sections(blocks: Sequence[Block]) -> Iterator[str]:
    """Each heading of the second level opens a section named by it."""
    number = 0

    def section(block: Block) -> int:
        nonlocal number
        number += isinstance(block, Heading) and block.level == 2
        return number

    for place, members in groupby(blocks, section):
        inner = "\n".join(_block(block, f"s{place}") for block in members)
        yield f'<section aria-labelledby="s{place}">\n{inner}\n</section>'


def _block(block: Block, name: str) -> str:
    match block:
        case Heading():
            id = f' id="{name}"' if block.level <= 2 else ""
            return f"<h{block.level}{id}>{_spans(block.spans)}</h{block.level}>"
        case Paragraph():
            quiet = ' class="quiet"' if block.spans and all(span.quiet for span in block.spans) else ""
            return f"<p{quiet}>{_spans(block.spans)}</p>"
        case Quote():
            return f"<blockquote>{''.join(f'<p>{_spans(text)}</p>' for text in block.paragraphs)}</blockquote>"
        case Items():
            kind = "ol" if block.ordered else "ul"
            return f"<{kind}>\n" + "\n".join(f"<li>{_spans(item)}</li>" for item in block.items) + f"\n</{kind}>"
        case Table():
            return _table(block, name)


def _table(table: Table, name: str) -> str:
    """In a box that scrolls sideways where the screen is too narrow, reachable by keyboard and named by its section."""
    heads = "".join(f'<th scope="col"{_kind(table, at)}>{_spans(head)}</th>' for at, head in enumerate(table.heads))
    moved = [_moved([plain(row[at]) for row in table.rows]) for at in range(len(table.heads))]
    rows = "\n".join(
        "<tr>" + "".join(_cell(table, at, cell, moved[at][line]) for at, cell in enumerate(row)) + "</tr>"
        for line, row in enumerate(table.rows)
    )
    inner = f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    return f'<div class="wide" role="region" tabindex="0" aria-labelledby="{name}">\n{inner}\n</div>'


def _moved(cells: Sequence[str]) -> list[int]:
    """The steps by which each number of a column is moved from the right edge."""
    return [round(pad * _STEPS) for pad in padding(cells, lambda text: text_width(text, _POINTS))]


def _kind(table: Table, at: int, step: int = 0) -> str:
    if at not in table.numeric:
        return ""
    return f' class="n t{step}"' if step else ' class="n"'


def _cell(table: Table, at: int, cell: Spans, step: int) -> str:
    if at == table.key:
        return f'<th scope="row"{_kind(table, at, step)}>{_spans(cell)}</th>'
    return f"<td{_kind(table, at, step)}>{_spans(cell)}</td>"


def _spans(spans: Spans) -> str:
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    said = esc(span.text)
    if span.code:
        return f"<code>{said}</code>"
    return f"<strong>{said}</strong>" if span.bold else said


def esc(text: str) -> str:
    """Text as HTML shows it."""
    return html.escape(text, quote=True)


def _hash(style: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
