"""Counts and dates of sentences compared with the week: every number word, number and day is one that a rule knows.

A rule says which words stand around a count or a day, and which rows bear it out; rules stand in rules_prose.py. What
no rule knows, and no text from outside brings along, is itself a finding. Money and shares are prose.py's.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property

import pyarrow
import pyarrow.compute as pc

from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.facts import Facts, placed_tokens
from sales_pipeline.render.lint.leftovers import brought_in
from sales_pipeline.render.phrases import date_text
from sales_pipeline.render.text import one_line

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_VALUES = {**{word: n for n, word in enumerate(_WORDS)}, "once": 1, "twice": 2}
_NUMBER = rf"\b(?:{'|'.join(_VALUES)}|\d[\d,]*(?:\.\d+)?)\b"
_DAY = r"\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?: \d{4})?\b"
# numbers that stand alone: not in a name like Q4, an id or a version
_TOKEN = re.compile(
    rf"{_DAY}|\b(?:{'|'.join(_WORDS)})\b|(?<![\w.,/-])\d+(?:,\d{{3}})*(?:\.\d+)?(?![\w%]|[-/.,]\d)", re.IGNORECASE
)
# what every token has, in the words of the engine that scans whole columns
_TELLING = rf"(?i)\p{{Nd}}|{'|'.join(_WORDS)}"
_BEGINNING = 12

Said = Decimal | str
Known = tuple[int | Decimal | date | None, ...]


@dataclass
class Week:
    """What rules may look at: the facts, the tables, and the text that a match stands in."""

    facts: Facts
    frames: Frames
    text: str = ""

    def fact(self, id: str) -> int | None:
        """The count that a fact says; None where the week has no such fact."""
        value = self.facts.value(id) if id in self.facts else None
        return int(value) if isinstance(value, (int, Decimal)) else None

    def says(self, value: object) -> bool:
        """Whether the text says a name or what is to be done, as far as it may be cut."""
        return value is not None and one_line(value)[1:_BEGINNING].casefold() in self.text.casefold()


@dataclass(frozen=True)
class Rule:
    """Words with their counts and days as groups, and the values, group by group, that rows bear out.

    Without `known` the words are part of the house's own wording and claim nothing of the week.
    """

    words: re.Pattern[str]
    known: Callable[[Week], Iterable[Known]] | None = None


def rule(words: str, known: Callable[[Week], Iterable[Known]] | None = None) -> Rule:
    """`{n}` stands for a count, in digits or as a word, `{d}` for a day."""
    pattern = words.replace("{n}", f"({_NUMBER})").replace("{d}", f"({_DAY})")
    return Rule(re.compile(pattern, re.IGNORECASE), known)


@dataclass
class Counted:
    """Judges texts of one week by rules; the outside texts that hold a token are found once."""

    facts: Facts
    frames: Frames
    rules: tuple[Rule, ...]

    @cached_property
    def _named(self) -> dict[str, tuple[str, ...]]:
        return self.frames.once("proof.named", lambda _: {})  # type: ignore[no-any-return]

    def differences(self, place: str, texts: Iterable[str]) -> Iterator[str]:
        """Each count and day that no row bears out."""
        for text in texts:
            tokens = list(_tokens(text))
            if tokens:
                yield from self._judge(place, text, tokens)

    def _judge(self, place: str, text: str, tokens: list[re.Match[str]]) -> Iterator[str]:
        borne, refused = self._by_rules(text)
        for token in tokens:
            if any(start <= token.start() and token.end() <= end for start, end in borne):
                continue
            said = next((said for start, end, said in refused if start <= token.start() < end), None)
            if self._is_outside(text, token):
                continue
            if said is not None:
                yield f"{place}: no row says {said!r}"
            else:
                yield f"{place}: nothing says what {token[0]!r} must be in {_around(text, token)!r}"

    def _by_rules(self, text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int, str]]]:
        """Where counts and days stand that rows bear out, and where those that a rule knows and no row bears out."""
        week = Week(self.facts, self.frames, text)
        borne: list[tuple[int, int]] = []
        refused: list[tuple[int, int, str]] = []
        for each in self.rules:
            for found in each.words.finditer(text):
                if each.known is None:
                    borne.append(found.span())
                    continue
                spans = [found.span(n) for n in range(1, len(found.groups()) + 1)]
                if any(_same(found.groups(), known) for known in each.known(week)):
                    borne += spans
                else:
                    refused += [(*span, found[0]) for span in spans]
        return borne, refused

    def _is_outside(self, text: str, token: re.Match[str]) -> bool:
        """Whether a token is part of a text that the week's tables bring along."""
        if token[0] not in self._named:
            self._named[token[0]] = tuple(_texts_with(self.frames, token[0]))
        small = text.casefold()
        near = [name for name in self._named[token[0]] if name[:_BEGINNING].casefold() in small]
        return brought_in(text, token.start(), token.end(), near)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    taken = [(start, end) for _, start, end in placed_tokens(text)]
    for token in _TOKEN.finditer(text):
        if not any(start < token.end() and token.start() < end for start, end in taken):
            yield token


def _same(said: tuple[str, ...], known: Known) -> bool:
    return all(_is(each, value) for each, value in zip(said, known, strict=True))


def _is(said: str, value: int | Decimal | date | None) -> bool:
    if isinstance(value, date):
        return said in (date_text(value), date_text(value, year=False))
    return value is not None and number(said) == value


@cache
def number(said: str) -> Decimal | None:
    """A count as a number: "three" and "1,204"; None for what is none."""
    if said.casefold() in _VALUES:
        return Decimal(_VALUES[said.casefold()])
    digits = said.replace(",", "")
    return Decimal(digits) if digits.replace(".", "", 1).isdigit() else None


def _texts_with(frames: Frames, token: str) -> Iterator[str]:
    """Every text of the week's tables that holds a token, as a sentence shows it; the token alone only as a name."""
    for kind, texts in frames.once("proof.texts", _texts).items():
        shown = texts.filter(pc.match_substring(texts, token, ignore_case=True)).to_pylist()
        # a sentence ends with its own full stop
        found = (one_line(text).rstrip(".") for text in shown)
        yield from (text for text in found if text != token or _names(kind, token))


def _texts(frames: Frames) -> dict[str, pyarrow.Array]:
    """The different texts of all tables that a token may be part of: names, ids of deals, others."""
    kinds: dict[str, list[pyarrow.Array]] = {}
    for table in frames:
        for column in frames.table(table).schema:
            if pyarrow.types.is_string(column.type):
                texts = pc.unique(frames.table(table)[column.name]).drop_null()
                telling = texts.filter(pc.match_substring_regex(texts, _TELLING))
                kinds.setdefault(_kind(column.name), []).append(telling)
    return {kind: pc.unique(pyarrow.chunked_array(found, pyarrow.string())) for kind, found in kinds.items()}


def _kind(column: str) -> str:
    return "name" if column.endswith("_name") else "id" if column == "opportunity_id" else ""


def _names(kind: str, token: str) -> bool:
    return kind == "name" or (kind == "id" and len(token) > 2)


def _around(text: str, token: re.Match[str]) -> str:
    return text[max(token.start() - 30, 0) : token.end() + 30]
