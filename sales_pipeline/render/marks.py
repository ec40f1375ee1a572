"""Which figure of a text is which: a text written once plain and once with marks around each figure's words.

Marks are characters of a plane that no text uses; what they tell is carried over to the plain text's spans, so that
what is shown never depends on them. Where the two don't say the same, or a text from outside holds such characters, a
text goes without.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sales_pipeline.render.blocks import Block, Heading, Items, Paragraph, Quote, Span, Spans, Table, plain

_FIRST, _LAST, _END = 0xF0000, 0xFFFFC, "\U000ffffd"


def unmarked(text: str) -> str:
    """A text to compare with another."""
    return "".join(letter for letter in text if not _FIRST <= ord(letter) <= ord(_END))


@dataclass
class Marks:
    """Marks given out for ids."""

    _ids: dict[str, int] = field(default_factory=dict)

    def around(self, id: str, text: str) -> str:
        """A text between the marks of an id."""
        at = _FIRST + self._ids.setdefault(id, len(self._ids))
        return f"{chr(at)}{text}{_END}" if text.strip() and at <= _LAST else text

    def onto(self, shown: Sequence[Block], marked: Sequence[Block]) -> tuple[Block, ...]:
        """The blocks of the plain text with the figures that the same blocks of the marked one name."""
        if [type(block) for block in shown] != [type(block) for block in marked]:
            return tuple(shown)
        return tuple(self._block(*pair) for pair in zip(shown, marked, strict=True))

    def _block(self, shown: Block, marked: Block) -> Block:
        if isinstance(shown, (Heading, Paragraph)) and isinstance(marked, (Heading, Paragraph)):
            return replace(shown, spans=self._spans(shown.spans, marked.spans))
        if isinstance(shown, Quote) and isinstance(marked, Quote):
            return replace(shown, paragraphs=self._texts(shown.paragraphs, marked.paragraphs))
        if isinstance(shown, Items) and isinstance(marked, Items):
            return replace(shown, items=self._texts(shown.items, marked.items))
        if isinstance(shown, Table) and isinstance(marked, Table) and len(shown.rows) == len(marked.rows):
            rows = tuple(self._texts(*pair) for pair in zip(shown.rows, marked.rows, strict=True))
            return replace(shown, rows=rows)
        return shown

    def _texts(self, shown: tuple[Spans, ...], marked: tuple[Spans, ...]) -> tuple[Spans, ...]:
        if len(shown) != len(marked):
            return shown
        return tuple(self._spans(*pair) for pair in zip(shown, marked, strict=True))

    def _spans(self, shown: Spans, marked: Spans) -> Spans:
        """The plain spans, cut where figures begin and end."""
        said, ids = self._read(plain(marked))
        # a sentence's first letter is a capital only where no mark stands before it
        if said.casefold() != plain(shown).casefold() or len(ids) != len(plain(shown)):
            return shown
        found: list[Span] = []
        at = 0
        for span in shown:
            found += _cut(span, ids[at : at + len(span.text)])
            at += len(span.text)
        return tuple(found)

    def _read(self, text: str) -> tuple[str, list[str]]:
        """A marked text without its marks, and the id, or none, of each character; the innermost counts."""
        names, open_, words, ids = list(self._ids), [""], [], []
        for letter in text:
            at = ord(letter) - _FIRST
            if letter == _END:
                open_ = open_[:-1] or [""]
            elif 0 <= at < len(names):
                open_.append(names[at])
            else:
                words.append(letter)
                ids.append(open_[-1])
        return "".join(words), ids


def _cut(span: Span, ids: Sequence[str]) -> Iterator[Span]:
    start = 0
    for at in range(1, len(ids) + 1):
        if at == len(ids) or ids[at] != ids[start]:
            yield replace(span, text=span.text[start:at], figure=ids[start])
            start = at
