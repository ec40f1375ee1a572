"""Pages of HTML read back as a reader sees them: texts, tables, figures that carry an id, data for a script."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from sales_pipeline.render.reading.said import Grid, Page

_VOID = frozenset({"meta", "input", "br", "link", "img", "hr", "col", "wbr"})
_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "div", "section", "dt", "dd", "caption", "figcaption", "summary",
     "blockquote", "header", "footer", "nav", "main", "article", "table", "tr", "ul", "ol", "dl", "details", "label",
     "button", "title", "body"}
)  # fmt: skip
_UNSEEN = frozenset({"script", "style", "template"})
_SAID = ("aria-label", "alt", "title")
_MARKS = ("\u200e", "\u200f")


@dataclass(frozen=True)
class Element:
    """An element of a page: tag, attributes, and all text within it."""

    tag: str
    attributes: dict[str, str]
    text: str


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    words: list[str] = field(default_factory=list)
    has_figure: bool = False


class Document(HTMLParser):
    """A page as its file says it: elements, texts line by line, tables, and the cells of tables that name no figure."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.texts: list[str] = []
        self.grids: list[Grid] = []
        self.unnamed: list[str] = []
        self._open: list[_Open] = []
        self._line: list[str] = []
        self._rows: list[list[str]] | None = None
        self.feed(text)
        self.close()
        self._end_line()

    @property
    def page(self) -> Page:
        """Texts and tables; what attributes say to those who do not see counts among the texts."""
        said = [
            e.attributes[name] for e in self.elements for name in _SAID
            if e.attributes.get(name) and e.attributes[name] != e.attributes.get("data-figure")
        ]  # fmt: skip
        return Page("page", tuple(self.texts), tuple(self.grids), alternatives=tuple(said))

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Id and text of each element that names the figure it shows."""
        return [(e.attributes["data-figure"], e.text) for e in self.elements if "data-figure" in e.attributes]

    @property
    def data(self) -> Any:
        """What the page holds as data for its script; None where there is nothing."""
        found = [e.text for e in self.elements if e.attributes.get("type") == "application/json"]
        return json.loads(found[0]) if found else None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._end_line()
        if tag == "br":
            self.handle_data(" ")
        if tag == "table":
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        opened = _Open(tag, {name: value or "" for name, value in attrs})
        if "data-figure" in opened.attributes:
            for outer in (*self._open, opened):
                outer.has_figure = True
        if tag in _VOID:
            self.elements.append(Element(tag, opened.attributes, ""))
        else:
            self._open.append(opened)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            closed = self._open.pop()
            text = _unmarked("".join(closed.words))
            self.elements.append(Element(closed.tag, closed.attributes, text))
            if closed.tag == tag:
                break
        else:
            return
        if tag in ("td", "th") and self._rows:
            self._end_cell(" ".join(text.split()), closed)
        elif tag == "table" and self._rows is not None:
            self._end_table(closed)
        if tag in _BLOCKS:
            self._end_line()

    def handle_data(self, data: str) -> None:
        for opened in self._open:
            opened.words.append(data)
        tags = {opened.tag for opened in self._open}
        if not tags & _UNSEEN and not tags & {"td", "th"}:
            self._line.append(data)

    def _end_cell(self, text: str, closed: _Open) -> None:
        if self._rows:
            self._rows[-1].append(text)
        if closed.tag == "td" and not closed.has_figure:
            self.unnamed.append(text)

    def _end_line(self) -> None:
        text = " ".join(_unmarked("".join(self._line)).split())
        self._line = []
        if text:
            self.texts.append(text)

    def _end_table(self, closed: _Open) -> None:
        header, *rows = self._rows or [[]]
        title = self.texts[-1] if self.texts else ""
        name = closed.attributes.get("id") or f"table {len(self.grids) + 1}"
        self.grids.append(Grid("page", name, tuple(header), tuple(tuple(row) for row in rows), title=title))
        self._rows = None


def _unmarked(text: str) -> str:
    """Without marks of direction. A page holds its script too, a megabyte, which `translate` goes through by letter."""
    for mark in _MARKS:
        text = text.replace(mark, "")
    return text


def document(blob: bytes) -> Document:
    return Document(blob.decode("utf-8"))
