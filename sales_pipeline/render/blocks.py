"""A page of Markdown as blocks that any format can draw: headings, paragraphs, quotes, lists and tables of spans.

Markdown is read once, by the rules of CommonMark with tables and without HTML; what no block stands for is refused, so
that nothing a page says is lost on the way to another format.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True)
class Span:
    """A piece of text of one look; figure: the id of the figure it says, where that is known."""

    text: str
    bold: bool = False
    quiet: bool = False
    code: bool = False
    figure: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Heading:
    level: int
    spans: Spans


@dataclass(frozen=True)
class Paragraph:
    spans: Spans


@dataclass(frozen=True)
class Quote:
    """What stands apart from the page's own words: waived gates."""

    paragraphs: tuple[Spans, ...]


@dataclass(frozen=True)
class Items:
    """A list; numbered from one where it is ordered."""

    items: tuple[Spans, ...]
    ordered: bool


@dataclass(frozen=True)
class Table:
    """Heads, rows of as many cells, and the positions of the columns aligned right."""

    heads: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    numeric: frozenset[int]

    @property
    def key(self) -> int:
        """The column that names a row: the first that is not a mere number."""
        return next((place for place in range(len(self.heads)) if place not in self.numeric), 0)


Block = Heading | Paragraph | Quote | Items | Table


def plain(spans: Sequence[Span]) -> str:
    """The text without its looks."""
    return "".join(span.text for span in spans)


def text_of(blocks: Sequence[Block]) -> str:
    """Everything the blocks say, a block a line: what another format must say too."""
    return "\n".join(" ".join(plain(spans) for spans in parts(block)) for block in blocks)


def parts(block: Block) -> Iterator[Spans]:
    """The texts of a block in reading order."""
    match block:
        case Heading() | Paragraph():
            yield block.spans
        case Quote():
            yield from block.paragraphs
        case Items():
            yield from block.items
        case Table():
            yield from block.heads
            yield from (cell for row in block.rows for cell in row)


def parse(markdown: str) -> tuple[Block, ...]:
    """The blocks of a page of Markdown. ValueError names what no block stands for."""
    return tuple(_blocks(_Tokens(_reader().parse(markdown))))


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


class _Tokens:
    """Tokens in order, taken one by one."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens, self._at = tokens, 0

    def __bool__(self) -> bool:
        return self._at < len(self._tokens)

    def take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def until(self, kind: str) -> Iterator[Token]:
        """What comes before the next token of a kind, which is taken too."""
        while (token := self.take()).type != kind:
            yield token


def _blocks(tokens: _Tokens) -> Iterator[Block]:
    while tokens:
        token = tokens.take()
        match token.type:
            case "heading_open":
                yield Heading(int(token.tag[1:]), _text(tokens.until("heading_close")))
            case "paragraph_open":
                yield Paragraph(_text(tokens.until("paragraph_close")))
            case "blockquote_open":
                yield Quote(_texts(tokens.until("blockquote_close"), "paragraph_open"))
            case "bullet_list_open" | "ordered_list_open":
                ordered = token.type == "ordered_list_open"
                items = tokens.until(token.type.replace("open", "close"))
                yield Items(_texts(items, "list_item_open"), ordered)
            case "table_open":
                yield _table(tokens.until("table_close"))
            case unknown:
                raise ValueError(f"no block stands for {unknown!r} of a page of Markdown: write it as text")


def _text(tokens: Iterator[Token]) -> Spans:
    return tuple(span for token in tokens if token.type == "inline" for span in _spans(token))


def _texts(tokens: Iterator[Token], opening: str) -> tuple[Spans, ...]:
    """A text for every token that opens one."""
    found: list[list[Span]] = []
    for token in tokens:
        if token.type == opening:
            found.append([])
        elif token.type == "inline":
            found[-1] += _spans(token)
    return tuple(map(tuple, found))


def _table(tokens: Iterator[Token]) -> Table:
    rows: list[list[Spans]] = []
    numeric: set[int] = set()
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "th_open" and "right" in str(token.attrGet("style") or ""):
            numeric.add(len(rows[-1]))
        elif token.type == "inline":
            rows[-1].append(_spans(token))
    heads, *body = map(tuple, rows)
    return Table(heads, tuple(body), frozenset(numeric))


_LOOKS = {"strong_open": ("bold", 1), "strong_close": ("bold", -1), "em_open": ("quiet", 1), "em_close": ("quiet", -1)}


def _spans(inline: Token) -> Spans:
    found: list[Span] = []
    depth = {"bold": 0, "quiet": 0}
    for token in inline.children or ():
        if token.type in _LOOKS:
            look, step = _LOOKS[token.type]
            depth[look] += step
        elif token.type in ("text", "text_special", "code_inline", "softbreak"):
            text = " " if token.type == "softbreak" else token.content
            found.append(Span(text, depth["bold"] > 0, depth["quiet"] > 0, token.type == "code_inline"))
        else:
            raise ValueError(f"no span stands for {token.type!r} of a page of Markdown: escape the text it comes from")
    return tuple(_merged(span for span in found if span.text))


def _merged(spans: Iterator[Span]) -> Iterator[Span]:
    """Neighbours of one look as one."""
    last: Span | None = None
    for span in spans:
        if last is not None and (last.bold, last.quiet, last.code) == (span.bold, span.quiet, span.code):
            last = Span(last.text + span.text, last.bold, last.quiet, last.code)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
