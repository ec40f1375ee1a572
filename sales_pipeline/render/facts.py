"""Every figure prose may say, once: its value, its words and the published cell it comes from."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sales_pipeline.render import phrases
from sales_pipeline.render.marks import Marks
from sales_pipeline.render.money import SYMBOLS, Money

Value = Decimal | int | str | date | None

_CURRENCY = "|".join(sorted((re.escape(s) for s in SYMBOLS.values()), key=len, reverse=True)) + r"|\b[A-Z]{3}\s"
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
# Money, percentages and multiples; a sign belongs to the sentence ("fell $1.2M"), so it is left out of the token.
_TOKEN = re.compile(rf"(?:{_CURRENCY}){_DIGITS}[KMB]?(?![\w%]|\s%)|{_DIGITS}\s?%|\b{_DIGITS}x\b")


@dataclass(frozen=True)
class Source:
    """A cell of a published table: table, column and the key that picks the row, as (column, value) pairs."""

    table: str
    column: str
    key: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, table: str, column: str, **key: object) -> "Source":
        return cls(table, column, tuple((name, str(value)) for name, value in key.items()))

    def __str__(self) -> str:
        where = ", ".join(f"{name}={value}" for name, value in self.key)
        return f"{self.table}.{self.column}" + (f"[{where}]" if where else "")


@dataclass(frozen=True)
class Fact:
    """One figure: id, value, text as prose says it, unit (money, percent, ratio, count, date, text), sources."""

    id: str
    value: Value
    text: str
    unit: str
    sources: tuple[Source, ...]


@dataclass
class Facts:
    """The facts of one document set, all money in one scale. Ids are unique: a second one raises ValueError."""

    money_format: Money
    _facts: dict[str, Fact] = field(default_factory=dict)
    _said: dict[str, None] = field(default_factory=dict)
    _marks: Marks | None = None

    def marked(self) -> tuple["Facts", Marks]:
        """The same facts, whose words bear marks that tell which figure they are."""
        marks = Marks()
        return Facts(self.money_format, self._facts, _marks=marks), marks

    def cell(self, id: str, text: str) -> str:
        """A figure of a table, which is no fact's words: the text, marked with the id of its published cell."""
        return self._marks.around(id, text) if self._marks else text

    def add(self, id: str, value: Value, text: str, unit: str, *sources: Source) -> str:
        """Record a fact and return its text. Refuses floats (TypeError), duplicates and facts without a source."""
        if isinstance(value, (float, bool)):
            raise TypeError(f"fact {id!r} is a {type(value).__name__}: pass Decimal, int, str, date or None")
        if id in self._facts:
            raise ValueError(f"fact {id!r} is recorded twice: {self._facts[id].text!r} and {text!r}")
        if not sources:
            raise ValueError(f"fact {id!r} has no source: name the published table and column it comes from")
        self._facts[id] = Fact(id, value, text, unit, sources)
        return text

    def money(
        self, id: str, value: Decimal | int | None, *sources: Source, signed: bool = False, format: Money | None = None
    ) -> str:
        """An amount in the document's scale, or in another (single deals)."""
        return self.add(id, value, (format or self.money_format).text(value, signed=signed), "money", *sources)

    def moved(self, id: str, change: Decimal | int | None, *sources: Source, base: Decimal | int | None = None) -> str:
        """A change in words: "fell $1.2M"."""
        return self.add(id, change, self.money_format.moved(change, base), "money", *sources)

    def percent(self, id: str, ratio: Decimal | int | None, *sources: Source, places: int = 0) -> str:
        return self.add(id, ratio, phrases.percent(ratio, places), "percent", *sources)

    def ratio(self, id: str, value: Decimal | int | None, *sources: Source, places: int = 1) -> str:
        return self.add(id, value, phrases.ratio(value, places), "ratio", *sources)

    def count(self, id: str, value: int, noun: str, *sources: Source, plural: str | None = None) -> str:
        """A count with its noun: "3 deals"."""
        return self.add(id, value, phrases.n_of(value, noun, plural), "count", *sources)

    def date(self, id: str, value: date | None, *sources: Source) -> str:
        return self.add(id, value, phrases.date_text(value), "date", *sources)

    def __getitem__(self, id: str) -> Fact:
        if id not in self._facts:
            raise KeyError(f"no fact {id!r}; known: {', '.join(sorted(self._facts))}")
        return self._facts[id]

    def __contains__(self, id: object) -> bool:
        return id in self._facts

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts.values())

    def text(self, id: str) -> str:
        """The words of a fact, which counts as said from now on."""
        text = self[id].text
        self._said[id] = None
        return self.cell(id, text)

    def said(self) -> list[Fact]:
        """The facts asked for their words since this was asked last, for a page to say which it shows."""
        found = [self[id] for id in self._said]
        self._said.clear()
        return found

    def value(self, id: str) -> Value:
        return self[id].value

    def texts(self) -> Mapping[str, str]:
        """Id to text, for templates."""
        return {fact.id: fact.text for fact in self}

    def find_untraced(self, text: str, ignore: Iterable[str] = ()) -> list[str]:
        """Money, percentages and multiples in a text that no fact says, in order.

        ignore holds literal strings to leave out first: names of accounts and deals, which may hold figures themselves.
        """
        for literal in sorted(set(ignore), key=len, reverse=True):
            text = text.replace(literal, " ") if literal else text
        known = {token for fact in self for token in tokens(fact.text)}
        return [token for token in tokens(text) if token not in known]

    def to_json(self) -> str:
        """All facts by id; exact decimals as strings, dates in ISO form. Equal facts give equal text."""
        rows = [
            {"id": fact.id, "text": fact.text, "value": _plain(fact.value), "unit": fact.unit,
             "sources": [{"table": s.table, "column": s.column, "key": dict(s.key)} for s in fact.sources]}
            for fact in sorted(self, key=lambda fact: fact.id)
        ]  # fmt: skip
        head = {"currency": self.money_format.currency, "unit": self.money_format.unit, "facts": rows}
        return json.dumps(head, ensure_ascii=False, indent=1) + "\n"


def tokens(text: str) -> list[str]:
    """The money, percentages and multiples a text holds, without signs and blanks."""
    return [token for token, _, _ in placed_tokens(text)]


def placed_tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """The same with where each starts and ends in the text."""
    yield from ((re.sub(r"\s", "", found[0]), *found.span()) for found in _TOKEN.finditer(text))


def _plain(value: Value) -> str | int | None:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
