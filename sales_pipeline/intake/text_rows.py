"""What every reader of a file hands over: a header, then chunks of rows as text with their places, then faults.

A reader knows one kind of file; whatever the kind, its values are texts that are cast once. Nothing here
opens a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.formats import Formats

CHUNK_ROWS = 50_000


@dataclass(frozen=True)
class Fault:
    """A row that can't be read as a row: where it starts, what was found, why."""

    line: int
    value: str
    reason: str


@dataclass
class Chunk:
    """Some rows of a file: the wanted columns as text, named c0, c1 … by place, and the line each row starts at."""

    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Rows read, good or not."""
        return len(self.lines) + len(self.faults)

    def table(self, wanted: list[int]) -> pa.Table:
        columns = {f"c{n}": pa.array([row[n] for row in self.rows], pa.string()) for n in wanted}
        return pa.table({"source_line": pa.array(self.lines, pa.int64()), **columns})


class TextFile(Protocol):
    """One file. `header` is read at once; `chunks` once."""

    path: Path
    name: str
    header: list[str]
    formats: Formats

    def chunks(self) -> Iterator[Chunk]:
        """Every row after the header."""
        ...


def checked_header(found: list[str], name: str) -> list[str]:
    """Names without blanks around them; InputError where there are none or one stands twice."""
    header = [column.strip() for column in found]
    if not any(header):
        raise InputError(f"{name} is empty: export it again, or take it away")
    twins = sorted({column for column in header if column and header.count(column) > 1})
    if twins:
        raise InputError(f"{name}, line 1: column {twins[0]!r} stands in the header twice; rename or remove one")
    return header


def is_blank(row: list[str]) -> bool:
    """Whether a row says nothing: it is no row."""
    return not (row and row[0] and not row[0].isspace()) and not any(map(str.strip, row))


def number_text(number: str, formats: Formats) -> str:
    """A number that isn't text in its file, written as the source's texts are."""
    return number.replace(".", formats.decimal)


def flag_text(value: bool, formats: Formats) -> str:
    """The same for yes and no."""
    return (formats.yes if value else formats.no)[0]
