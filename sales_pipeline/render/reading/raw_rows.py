"""The rows of a sheet's XML, a stretch at a time: plain cells by pattern, which is several times faster than building a
tree; a row that holds anything else is handed to the XML parser."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any, NamedTuple

from lxml import etree

from sales_pipeline.render.reading.said import Shown

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_M = f"{{{_NAMESPACE}}}"
_VALUE, _FORMULA, _INLINE, _TEXT = (f"{_M}{tag}" for tag in ("v", "f", "is", "t"))
_STRETCH = 1 << 20
_ROW = re.compile(rb'<row r="(\d+)"[^>]*?(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(
    rb'<c r="([A-Z]+)\d+"(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|>(?:<f>([^<]*)</f>)?(?:<v>([^<]*)</v>)?</c>)'
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENTITIES = re.compile("&(?:lt|gt|quot|apos|amp|#\\d+|#x[0-9A-Fa-f]+);")


class Error(str):
    """An error that a cell shows: #REF!, #DIV/0! and the like. The same characters typed as text are none."""

    __slots__ = ()


class Cell(NamedTuple):
    """A cell that holds something: its column from 0, value, formula if it has one, and the number of its style."""

    column: int
    value: Shown
    formula: str | None
    style: int


class Row(NamedTuple):
    """A row that holds something: its number from 1, and its cells from left to right."""

    number: int
    cells: tuple[Cell, ...]


def raw_rows(member: IO[bytes], texts: list[str]) -> Iterator[Row]:
    """Every row that holds something, in order; texts are those that cells share."""
    rest = b""
    while stretch := member.read(_STRETCH):
        rest += stretch
        whole = rest.rfind(b"</row>") + len(b"</row>")
        if whole >= len(b"</row>"):
            yield from _rows(rest[:whole], texts)
            rest = rest[whole:]


def _rows(xml: bytes, texts: list[str]) -> Iterator[Row]:
    for found in _ROW.finditer(xml):
        number, body = found.groups()
        if not body:
            continue
        cells = _CELL.findall(body)
        if len(cells) == body.count(b"<c "):
            kept = tuple([_plain(*cell, texts=texts) for cell in cells if cell[4] or cell[3] or cell[2]])
        else:
            kept = tuple(_parsed(body, texts))
        if kept:
            yield Row(int(number), kept)


def _plain(letters: bytes, style: bytes, kind: bytes, formula: bytes, text: bytes, *, texts: list[str]) -> Cell:
    value: Shown
    if kind == b"s":
        value = texts[int(text)]
    elif not kind:
        value = float(text) if text else None
    else:
        value = _value(kind.decode(), _decoded(text))
    # millions of them: the quickest way to make one
    return tuple.__new__(Cell, (column_of(letters), value, _decoded(formula) if formula else None, int(style or 0)))


def _decoded(text: bytes) -> str:
    plain = text.decode("utf-8")
    return _ENTITIES.sub(lambda found: _entity(found[0]), plain) if "&" in plain else plain


@lru_cache(maxsize=1_000)
def _entity(entity: str) -> str:
    return str(etree.fromstring(f"<a>{entity}</a>").text)


def _value(kind: str, text: str) -> Shown:
    if kind == "e":
        return Error(text)
    return text == "1" if kind == "b" else unescaped(text)


def _parsed(body: bytes, texts: list[str]) -> Iterator[Cell]:
    """The cells of a row that pattern did not know: other attributes, texts written in place, formulas with a kind."""
    for element in etree.fromstring(b'<row xmlns="' + _NAMESPACE.encode() + b'">' + body + b"</row>"):
        value, formula = _content(element, texts)
        if value is not None or formula is not None:
            letters = element.get("r").rstrip("0123456789").encode()
            yield Cell(column_of(letters), value, formula, int(element.get("s") or 0))


def _content(element: Any, texts: list[str]) -> tuple[Shown, str | None]:
    kind, text, formula = element.get("t") or "n", None, None
    for child in element:
        if child.tag == _VALUE:
            text = child.text or ""
        elif child.tag == _FORMULA:
            formula = child.text or ""
        elif child.tag == _INLINE:
            return shared(child), None
    if text is None:
        return None, formula
    if kind == "s":
        return texts[int(text)], formula
    return (float(text) if text else None) if kind == "n" else _value(kind, text), formula


def shared(item: Any) -> str:
    """The text of an element that holds runs of it."""
    return unescaped("".join(part.text or "" for part in item.iter(_TEXT)))


def unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


@lru_cache(maxsize=20_000)
def column_of(letters: bytes) -> int:
    """The number of a column from 0: "A" is 0, "AA" is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
