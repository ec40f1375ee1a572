"""What is left over when a template or a library was not told what to write: nan, None, {x}, "Click to add"."""

import re
from collections.abc import Iterable, Iterator

from sales_pipeline.render.text import ELLIPSIS, one_line

LEFTOVER = re.compile(
    r"\b(?:nan|NaN|NaT|inf|Decimal|undefined|Undefined)\b|\bNone\b(?! of\b)|[{}]|<NA>|Click to (?:add|edit)|Lorem ipsum"
)


class Leftovers:
    """Finds them, but for those that texts from outside bring along."""

    def __init__(self, outside: Iterable[str] = ()) -> None:
        self._outside = sorted({text for each in outside if LEFTOVER.search(text := one_line(each))})

    def find(self, place: str, text: str) -> Iterator[str]:
        """The first leftover of a text."""
        for found in LEFTOVER.finditer(text):
            if not brought_in(text, found.start(), found.end(), self._outside):
                yield f"{place}: {found[0]!r} in {text[max(found.start() - 30, 0) : found.end() + 30]!r}"
                return


def brought_in(text: str, start: int, end: int, outside: Iterable[str]) -> bool:
    """Whether a part of a text belongs to a text from outside that stands there, whole or cut behind that part."""
    return any(_is_part(text, start, end, name) for name in outside)


def _is_part(text: str, start: int, end: int, name: str) -> bool:
    shown, at = text[start:end], -1
    while (at := name.find(shown, at + 1)) >= 0:
        first = start - at
        # a sentence may make the first letter small
        if first >= 0 and text[first + 1 : end] == name[1 : at + len(shown)]:
            whole = text[first + 1 : first + len(name)] == name[1:]
            if whole or ELLIPSIS in text[end : first + len(name) + 1]:
                return True
    return False
