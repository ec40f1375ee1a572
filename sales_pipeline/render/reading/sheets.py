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
from typing import Any, NamedTuple

from lxml import etree

from sales_pipeline.render.reading.said import Shown

_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ROW, _CELL, _VALUE, _FORMULA, _INLINE, _TEXT = (f"{_M}{tag}" for tag in ("row", "c", "v", "f", "is", "t"))
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Error(str):
    """An error that a cell shows: #REF!, #DIV/0! and the like. The same characters typed as text are none."""

    __slots__ = ()


class Cell(NamedTuple):
    """A cell that holds something: its column from 0, value, formula if it has one, and the number of its style."""

    column: int
    value: Shown
    formula: str | None
    style: int


@dataclass(frozen=True)
class Row:
    """A row that holds something: its number from 1, and its cells from left to right."""

    number: int
    cells: tuple[Cell, ...]


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
        texts = self.book.texts
        with self.book.archive.open(self.path) as member:
            for _, element in etree.iterparse(member, tag=_ROW):
                cells = tuple(_cells(element, texts))
                if cells:
                    yield Row(int(element.get("r")), cells)
                element.clear()
                # what was read before stays in memory otherwise
                while element.getprevious() is not None:
                    del element.getparent()[0]

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
        return [_text(item) for item in self.xml("xl/sharedStrings.xml").iter(f"{_M}si")]

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
def column_of(letters: str) -> int:
    """The number of a column from 0: "A" is 0, "AA" is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


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
    return int(reference[len(letters) :]), column_of(letters)


def _joined(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")


def _cells(row: Any, texts: list[str]) -> Iterator[Cell]:
    for element in row:
        value, formula = _content(element, texts)
        if value is not None or formula is not None:
            reference = element.get("r")
            column = column_of(reference.rstrip("0123456789"))
            yield Cell(column, value, formula, int(element.get("s") or 0))


def _content(element: Any, texts: list[str]) -> tuple[Shown, str | None]:
    """A cell's value and formula: numbers as numbers, errors and texts as text."""
    kind, text, formula = element.get("t"), None, None
    for child in element:
        if child.tag == _VALUE:
            text = child.text or ""
        elif child.tag == _FORMULA:
            formula = child.text or ""
        elif child.tag == _INLINE:
            return _text(child), None
    if text is None:
        return None, formula
    if kind == "s":
        return texts[int(text)], formula
    if kind == "e":
        return Error(text), formula
    if kind == "str":
        return _unescaped(text), formula
    return (text == "1") if kind == "b" else (float(text) if text else ""), formula


def _text(item: Any) -> str:
    return _unescaped("".join(part.text or "" for part in item.iter(_TEXT)))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _table(root: Any) -> Table:
    columns = list(root.iter(f"{_M}tableColumn"))
    calculated = [c for c in columns if c.find(f"{_M}calculatedColumnFormula") is not None]
    return Table(
        root.get("displayName"), *area(root.get("ref")), tuple(_unescaped(c.get("name")) for c in columns),
        tuple(_unescaped(c.get("name")) for c in calculated),
    )  # fmt: skip
