"""A mapping of a YAML file with the line of everything in it. What is wrong with a field is noted, not raised."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from sales_pipeline.intake.plan.faults import Faults, quoted, unknown
from sales_pipeline.intake.plan.when import FIRST_YEAR, LAST_YEAR
from sales_pipeline.intake.yaml_text import NOTHING

MAX_CHARACTERS = 500
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_WHAT = {"ScalarNode": "a text", "SequenceNode": "a list", "MappingNode": "lines like `field: value`"}


@dataclass
class Word:
    """A text and the line it stands on."""

    text: str
    line: int


@dataclass
class Entry:
    """One mapping: `kind` is what it describes, for messages; `fields` are all it may say."""

    node: Any
    kind: str
    name: str
    faults: Faults
    fields: tuple[str, ...]
    line: int = 1
    _values: dict[str, tuple[Any, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line = self.node.start_mark.line + 1
        for key, value in self.node.value:
            line, name = key.start_mark.line + 1, key.value if isinstance(key, yaml.ScalarNode) else "a list"
            if name not in self.fields:
                self.fault(line, unknown(f"{self.kind}: field", name, list(self.fields), len(self.fields)))
            elif name in self._values:
                self.fault(line, f"{name} is set twice; keep one")
            elif not (isinstance(value, yaml.ScalarNode) and value.value in NOTHING):
                self._values[name] = (value, line)

    def fault(self, line: int, text: str) -> None:
        self.faults.add(self.name, line, text)

    def has(self, name: str) -> bool:
        return name in self._values

    def at(self, name: str) -> int:
        """Line of a field; of one that isn't there, of the whole."""
        return self._values[name][1] if name in self._values else self.line

    def text(self, name: str, *, needed: bool = False) -> str | None:
        """A text on one line."""
        node = self._of(name, yaml.ScalarNode, needed)
        if node is None:
            return None
        text = " ".join(str(node.value).split())
        # of spaces alone, or of characters that nobody sees
        if not any(each.isprintable() and each != " " for each in text):
            self.fault(self.at(name), f"{name} is blank: write it, or take the line away")
            return None
        if len(text) > MAX_CHARACTERS:
            self.fault(self.at(name), f"{name} is longer than {MAX_CHARACTERS} characters: shorten it")
            return None
        return text

    def id(self) -> str | None:
        """The id: lower-case letters, digits, _ and -, because it becomes part of file names."""
        found = self.text("id", needed=True)
        if found is not None and not _ID.fullmatch(found):
            self.fault(self.at("id"), f"id {quoted(found)} may hold a-z, 0-9, _ and -, at most 64: rename it")
            return None
        return found

    def choice(self, name: str, there: list[str], *, default: str | None = None, needed: bool = False) -> str | None:
        """One of some words."""
        found = self.text(name, needed=needed)
        if found is not None and found not in there:
            self.fault(self.at(name), unknown(name, found, there))
            return None
        return default if found is None else found

    def number(self, name: str, low: Decimal, high: Decimal, places: int, *, needed: bool = False) -> Decimal | None:
        """A number within bounds, with so many places at most."""
        found = self.text(name, needed=needed)
        if found is None:
            return None
        try:
            number = Decimal(found)
        except InvalidOperation:
            number = Decimal("NaN")
        exponent = number.as_tuple().exponent
        if not number.is_finite() or not isinstance(exponent, int) or -exponent > places or not low <= number <= high:
            within = f"from {low} to {high}" + (f", with at most {places} places" if places else "")
            self.fault(self.at(name), f"{name} {quoted(found)} is no number {within}: correct it")
            return None
        return number

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """A date."""
        found = self.text(name, needed=needed)
        if found is None:
            return None
        try:
            day = date.fromisoformat(found) if len(found) == len("2026-11-30") else None
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year < LAST_YEAR:
            self.fault(self.at(name), f"{name} {quoted(found)} is no date such as 2026-11-30: correct it")
            return None
        return day

    def flag(self, name: str, default: bool) -> bool:
        found = self.choice(name, ["true", "false"])
        return default if found is None else found == "true"

    def words(self, name: str) -> list[Word]:
        """A list of texts, or one text; none of them twice."""
        node = self._values.get(name, (None, 0))[0]
        items = [] if node is None else node.value if isinstance(node, yaml.SequenceNode) else [node]
        found: list[Word] = []
        for item in items:
            line = item.start_mark.line + 1
            text = " ".join(str(item.value).split()) if isinstance(item, yaml.ScalarNode) else ""
            if not text or len(text) > MAX_CHARACTERS:
                self.fault(line, f"{name} must be a list of texts: correct it")
            elif text in [word.text for word in found]:
                self.fault(line, f"{name} names {quoted(text)} twice; keep one")
            else:
                found.append(Word(text, line))
        return found

    def entries(self, name: str, kind: str, fields: tuple[str, ...]) -> Iterator["Entry"]:
        """A list of mappings."""
        node = self._of(name, yaml.SequenceNode, False)
        for item in [] if node is None else node.value:
            if isinstance(item, yaml.MappingNode):
                yield Entry(item, kind, self.name, self.faults, fields)
            else:
                self.fault(item.start_mark.line + 1, f"each of {name} must be lines like `field: value`: correct it")

    def _of(self, name: str, kind: type[Any], needed: bool) -> Any:
        if name not in self._values:
            if needed:
                self.fault(self.line, f"{self.kind}: {name} is missing: add it")
            return None
        node, line = self._values[name]
        if not isinstance(node, kind):
            self.fault(line, f"{name} must be {_WHAT[kind.__name__]}: correct it")
            return None
        return node
