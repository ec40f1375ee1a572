"""A CSV file as text: its header, then chunks of rows with their true line numbers, then nothing guessed.

Delimiter and encoding are given. A row that is short, long or broken is handed over as a fault and reading
goes on at the next line, so that one open quote doesn't swallow the rest. Blank rows are no rows.
"""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from sales_pipeline.intake.encoding import encoding_of, undecodable
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.files import unreadable
from sales_pipeline.intake.formats import Formats
from sales_pipeline.intake.text_rows import CHUNK_ROWS, Chunk, Fault, checked_header, is_blank


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
        self.path, self.name, self.formats, self.delimiter = path, name, formats, formats.delimiter
        try:
            self.encoding = encoding_of(path, formats.encoding)
            self.header = self._header()
        except OSError as error:
            raise unreadable(name, error) from error

    def _header(self) -> list[str]:
        try:
            with self.path.open(encoding=self.encoding, newline="") as stream:
                rows = csv.reader(stream, delimiter=self.delimiter, strict=True)
                found = next((row for row in rows if not is_blank(row)), [])
        except UnicodeError as error:
            raise undecodable(self.path, self.name, self.encoding) from error
        except csv.Error as error:
            raise InputError(f"{self.name}, line 1: the header is broken ({error}); export the file again") from error
        return checked_header(found, self.name)

    def chunks(self) -> Iterator[Chunk]:
        """Every row after the header."""
        try:
            with self.path.open(encoding=self.encoding, newline="") as stream:
                yield from self._chunks(_Lines(stream))
        except UnicodeError as error:
            raise undecodable(self.path, self.name, self.encoding) from error

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
            if is_blank(row):
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


def _why(error: csv.Error) -> str:
    said = str(error)
    if "unexpected end of data" in said:
        return "a quote is opened and never closed"
    if "field larger" in said:
        return "a value is longer than 131,072 characters, as after a quote that is never closed"
    return "a quote stands where none may stand"
