"""A CSV file as text: its header, then chunks of rows with their true line numbers, then nothing guessed.

Delimiter and encoding are given. A row that is short, long or broken is handed over as a fault and reading
goes on at the next line, so that one open quote doesn't swallow the rest. Blank rows are no rows.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import pyarrow as pa

from sales_pipeline.intake.encoding import encoding_of, first_undecodable_line
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.files import unreadable
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

    def table(self, wanted: list[int]) -> pa.Table:
        columns = {f"c{n}": pa.array([row[n] for row in self.rows], pa.string()) for n in wanted}
        return pa.table({"source_line": pa.array(self.lines, pa.int64()), **columns})


class _Lines:
    """Physical lines, remembering those of the row at hand so that all but the first can be read again."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._again: deque[str] = deque()
        self.row: list[str] = []
        self.before = 0
        self.holds_nul = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._stream)
        self.row.append(line)
        if "\0" in line:
            self.holds_nul = True
        return line

    def done(self) -> None:
        self.before += len(self.row)
        self.row.clear()
        self.holds_nul = False

    def give_up(self) -> str:
        """The first line of the row; the others are read again as rows of their own."""
        first = self.row[0]
        self._again.extendleft(reversed(self.row[1:]))
        self.before += 1
        self.row.clear()
        self.holds_nul = False
        return first


class CsvText:
    """One file. `header` is read at once; `chunks` once."""

    def __init__(self, path: Path, name: str, formats: Formats) -> None:
        self.path, self.name, self.delimiter = path, name, formats.delimiter
        try:
            self.encoding = encoding_of(path, formats.encoding)
            self.header = self._header()
        except OSError as error:
            raise unreadable(name, error) from error

    def _header(self) -> list[str]:
        try:
            with self.path.open(encoding=self.encoding, newline="") as stream:
                rows = csv.reader(stream, delimiter=self.delimiter, strict=True)
                found = next((row for row in rows if not _is_blank(row)), [])
        except UnicodeError as error:
            raise self._undecodable() from error
        except csv.Error as error:
            raise InputError(f"{self.name}, line 1: the header is broken ({error}); export the file again") from error
        header = [name.strip() for name in found]
        if not header:
            raise InputError(f"{self.name} is empty: export it again, or take it away")
        twins = sorted({name for name in header if name and header.count(name) > 1})
        if twins:
            raise InputError(
                f"{self.name}, line 1: column {twins[0]!r} stands in the header twice; rename or remove one"
            )
        return header

    def chunks(self) -> Iterator[Chunk]:
        """Every row after the header."""
        try:
            with self.path.open(encoding=self.encoding, newline="") as stream:
                yield from self._chunks(_Lines(stream))
        except UnicodeError as error:
            raise self._undecodable() from error

    def _chunks(self, lines: _Lines) -> Iterator[Chunk]:
        chunk, seen_header = Chunk(), False
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                self._give_up(chunk, lines, _why(error))
                reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
                continue
            if _is_blank(row):
                lines.done()
            elif not seen_header:
                seen_header = True
                lines.done()
            elif len(row) != len(self.header):
                self._give_up(chunk, lines, f"has {len(row)} columns where the header has {len(self.header)}")
            else:
                self._take(chunk, lines, row)
            if len(chunk.rows) + len(chunk.faults) >= CHUNK_ROWS:
                yield chunk
                chunk = Chunk()
        if chunk.rows or chunk.faults:
            yield chunk

    def _take(self, chunk: Chunk, lines: _Lines, row: list[str]) -> None:
        if lines.holds_nul:
            bad = next(value for value in row if "\0" in value)
            chunk.faults.append(Fault(lines.before + 1, bad, "holds a NUL byte"))
        else:
            chunk.lines.append(lines.before + 1)
            chunk.rows.append(row)
        lines.done()

    def _give_up(self, chunk: Chunk, lines: _Lines, why: str) -> None:
        line = lines.before + 1
        chunk.faults.append(Fault(line, lines.give_up().rstrip("\r\n"), why))

    def _undecodable(self) -> InputError:
        line = first_undecodable_line(self.path, self.encoding)
        return InputError(
            f"{self.name}{f', line {line}' if line else ''}: not {self.encoding} text; save the file as UTF-8, or name "
            "its encoding in crm/mapping.yaml (formats: encoding: cp1252)"
        )


def _is_blank(row: list[str]) -> bool:
    return not (row and row[0] and not row[0].isspace()) and not any(map(str.strip, row))


def _why(error: csv.Error) -> str:
    said = str(error)
    if "unexpected end of data" in said:
        return "a quote is opened and never closed"
    if "field larger" in said:
        return "a value is longer than 131,072 characters, as after a quote that is never closed"
    return "a quote stands where none may stand"
