"""A step of an explanation and what it rests on, and how it reads as text or data."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

INDENT = "  "


class ExplainError(Exception):
    """What was asked for can't be explained; the message says what to ask instead."""


@dataclass(frozen=True)
class Part:
    """A figure or a thing: its name, its value where it has one, a remark, and the parts it comes from."""

    label: str
    value: Decimal | int | str | None = None
    note: str = ""
    parts: tuple["Part", ...] = ()

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The tree as text, a part a line."""
        said = f"{self.label}: {plain(self.value)}" if self.value is not None else self.label
        yield INDENT * depth + said + (f"  ({self.note})" if self.note else "")
        for part in self.parts:
            yield from part.lines(depth + 1)

    def data(self) -> dict[str, Any]:
        """The tree for programs; decimals as text, so that none loses a cent."""
        value = f"{self.value:f}" if isinstance(self.value, Decimal) else self.value
        found: dict[str, Any] = {"label": self.label, "value": value, "note": self.note or None}
        return {**found, "parts": [part.data() for part in self.parts]}


def plain(value: Decimal | int | str | None) -> str:
    """A value in full: thousands apart, decimals as they are."""
    return f"{value:,}" if isinstance(value, (Decimal, int)) else str(value)
