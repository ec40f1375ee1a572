"""Running text compared with the facts: the one way for every format, slides, sheets and pages alike."""

from collections.abc import Iterable, Iterator

from sales_pipeline.render.facts import Facts, placed_tokens, tokens
from sales_pipeline.render.lint.leftovers import brought_in
from sales_pipeline.render.money import SYMBOLS
from sales_pipeline.render.text import one_line


class Prose:
    """What sentences of a week may say: the facts, and figures that texts from outside bring along."""

    def __init__(self, facts: Facts, outside: Iterable[str] = ()) -> None:
        self.facts = facts
        self._known = {token for fact in facts for token in tokens(fact.text)}
        self._codes = {*SYMBOLS, facts.money_format.currency}
        self._outside = sorted({text for each in outside if any(map(str.isdigit, text := one_line(each)))})

    def differences(self, place: str, texts: Iterable[str]) -> Iterator[str]:
        """Each amount, percentage and multiple that no fact says."""
        for text in texts:
            for token, start, end in placed_tokens(text):
                if token not in self._known and not self._is_excused(text, token, start, end):
                    yield f"{place}: no fact says {token} in {_around(text, start, end)!r}"

    def _is_excused(self, text: str, token: str, start: int, end: int) -> bool:
        """Whether a token is no amount, or part of a text from outside, which may be cut behind it."""
        code = token[:3]
        if code.isalpha() and code.isupper() and code not in self._codes:
            return True
        return brought_in(text, start, end, self._outside)


def _around(text: str, start: int, end: int) -> str:
    return text[max(start - 30, 0) : end + 20]
