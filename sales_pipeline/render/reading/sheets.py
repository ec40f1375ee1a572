"""Workbooks read back row by row: values, formulas and styles of cells, tables, and what charts remember of cells.

A sheet is never held whole: a workbook of a million cells is read in the memory of one row.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from lxml import etree

from sales_pipeline.render.reading.raw_rows import Cell, Error, Row, column_of, raw_rows, shared, unescaped
from sales_pipeline.render.reading.said import Shown

__all__ = ["Book", "Cell", "Error", "Row", "Sheet", "Table", "area", "book", "filled", "letters_of", "place"]

_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True)
class Table:
    """An Excel table: name, sheet area as (first row from 1, first column from 0, last row, last column), header, and
    the headers whose cells calculate."""

    name: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int
    header: tuple[str, ...]
    calculated: tuple[str, ...]


class Sheet:
    """One sheet of a book."""

    def __init__(self, book: "Book", name: str, path: str) -> None:
        self.book, self.name, self.path = book, name, path

    def rows(self) -> Iterator[Row]:
        """Rows in order; empty ones are left out."""
        with self.book.archive.open(self.path) as member:
            yield from raw_rows(member, self.book.texts)

    @cached_property
    def root(self) -> Any:
        """The sheet's XML without its cells: columns, panes, print set-up, conditional formats."""
        with self.book.archive.open(self.path) as member:
            text = re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData/>", member.read(), flags=re.DOTALL)
        return etree.fromstring(text)

    @cached_property
    def tables(self) -> list[Table]:
        return [_table(self.book.xml(path)) for path in self.book.parts(self.path, "table")]

    @cached_property
    def charts(self) -> list[Any]:
        """The XML of every chart that stands on the sheet."""
        drawings = self.book.parts(self.path, "drawing")
        return [self.book.xml(path) for drawing in drawings for path in self.book.parts(drawing, "chart")]


class Book:
    """A workbook's package; sheets in their order."""

    def __init__(self, blob: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(blob))

    def __iter__(self) -> Iterator[Sheet]:
        targets = self._targets("xl/workbook.xml")
        for element in self.xml("xl/workbook.xml").iter(f"{_M}sheet"):
            yield Sheet(self, element.get("name"), targets[element.get(f"{_R}id")][1])

    @cached_property
    def texts(self) -> list[str]:
        """The texts that cells share."""
        if "xl/sharedStrings.xml" not in self.archive.namelist():
            return []
        return [shared(item) for item in self.xml("xl/sharedStrings.xml").iter(f"{_M}si")]

    @cached_property
    def formats(self) -> list[str]:
        """The number format of each style."""
        root = self.xml("xl/styles.xml")
        codes = {int(e.get("numFmtId")): e.get("formatCode") for e in root.iter(f"{_M}numFmt")}
        styles = root.find(f"{_M}cellXfs")
        return [codes.get(int(style.get("numFmtId") or 0), "General") for style in styles]

    @cached_property
    def bold(self) -> list[bool]:
        """Whether each style is bold."""
        root = self.xml("xl/styles.xml")
        fonts = [font.find(f"{_M}b") is not None for font in root.find(f"{_M}fonts")]
        return [fonts[int(style.get("fontId") or 0)] for style in root.find(f"{_M}cellXfs")]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Defined names and what they point at."""
        return {e.get("name"): e.text or "" for e in self.xml("xl/workbook.xml").iter(f"{_M}definedName")}

    def xml(self, path: str) -> Any:
        return etree.fromstring(self.archive.read(path))

    def parts(self, path: str, kind: str) -> list[str]:
        """Paths of the parts of a kind that a part points at."""
        return [target for type_, target in self._targets(path).values() if type_.endswith("/" + kind)]

    def _targets(self, path: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(path)
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self.archive.namelist():
            return {}
        found = self.xml(relations)
        return {e.get("Id"): (e.get("Type"), _joined(folder, e.get("Target"))) for e in found}


def book(blob: bytes) -> Book:
    return Book(blob)


def filled(row: Row) -> tuple[Shown, ...]:
    """A row's values from the first column on, None where nothing stands."""
    found = {cell.column: cell.value for cell in row.cells}
    return tuple(found.get(at) for at in range(max(found) + 1))


@lru_cache(maxsize=20_000)
def letters_of(column: int) -> str:
    """The letters of a column counted from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(65 + last) + letters
    return letters


def place(sheet: str, row: int, column: int) -> str:
    """A cell as people name it: "By node!C7"."""
    return f"{sheet}!{letters_of(column)}{row}"


def area(reference: str) -> tuple[int, int, int, int]:
    """ "B2:D9" as first row from 1, first column from 0, last row, last column."""
    first, _, last = reference.replace("$", "").partition(":")
    (row, column), (end, right) = _split(first), _split(last or first)
    return row, column, end, right


def _split(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), column_of(letters.encode())


def _joined(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")


def _table(root: Any) -> Table:
    columns = list(root.iter(f"{_M}tableColumn"))
    calculated = [c for c in columns if c.find(f"{_M}calculatedColumnFormula") is not None]
    return Table(
        root.get("displayName"), *area(root.get("ref")), tuple(unescaped(c.get("name")) for c in columns),
        tuple(unescaped(c.get("name")) for c in calculated),
    )  # fmt: skip
