"""The dashboard read back from its file: figures it shows, data of every node, what it could ask a network for."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

from sales_pipeline.forecast.proof.figure_ids import Cells
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.figure_id import figure_id
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import date_text, number, percent, ratio

VOID = {"meta", "input", "br", "link", "img", "hr"}
ASKS = {"src", "href", "action", "srcset", "poster", "data", "formaction", "background", "cite", "ping"}
# what a page may name without asking for it
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/2000/xmlns/",
              "http://www.w3.org/1999/xhtml"}  # fmt: skip


@dataclass
class _Reader(HTMLParser):
    """Elements with their attributes and the text inside each."""

    elements: list[tuple[str, dict[str, str], list[str]]] = field(default_factory=list)
    _open: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}, []))
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self.elements[self._open.pop()][0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for at in self._open:
            self.elements[at][2].append(data)


@dataclass(frozen=True)
class Page:
    """A dashboard as its file says it, parsed once."""

    text: str

    @cached_property
    def elements(self) -> list[tuple[str, dict[str, str], str]]:
        reader = _Reader()
        reader.feed(self.text)
        return [(tag, attributes, "".join(words)) for tag, attributes, words in reader.elements]

    @cached_property
    def figures(self) -> dict[str, str]:
        """What stands under each id; an id that stands twice says the same."""
        found: dict[str, str] = {}
        for _, attributes, words in self.elements:
            if "data-figure" in attributes:
                assert found.setdefault(attributes["data-figure"], words) == words, attributes
        return found

    @cached_property
    def data(self) -> dict[str, Any]:
        [found] = [words for _, attributes, words in self.elements if attributes.get("id") == "data"]
        data: dict[str, Any] = json.loads(found)
        return data

    def asked(self) -> list[str]:
        """What attributes and styles would have a browser fetch, places on the page aside."""
        named = [value for _, attributes, _ in self.elements for name, value in attributes.items() if name in ASKS]
        styles = " ".join(words for tag, _, words in self.elements if tag == "style")
        fetched = re.findall(r"url\(|@import|image-set\(", styles)
        return [value for value in named if not value.startswith("#")] + fetched


def node_figures(data: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
    """Every figure of every node: whose page it is on, its id, its text."""
    views = [view for part in data["parts"] for view in part["views"]]

    def text(at: int) -> str:
        kept = data["texts"][at]
        return str(kept[0] if isinstance(kept, list) else kept)

    for at, node in enumerate(data["nodes"]):
        for _, *pieces in (said for card in node["cards"] for said in card):
            for words, measure in zip(pieces[::2], pieces[1::2], strict=True):
                if text(measure):
                    yield at, figure_id(node["id"], text(measure)), text(words)
        for view, lines in zip(views, node["views"], strict=True):
            for _, end, whose, place, *cells in lines:
                for (_, _, measure, _, is_shown), cell in zip(view["columns"], cells, strict=True):
                    if measure and is_shown and place != 2 and text(cell):
                        owner = {-1: node["id"], -2: ""}.get(whose) if whose < 0 else data["nodes"][whose]["id"]
                        yield at, figure_id(owner, measure, text(end)), text(cell)


# in which the amounts of single deals may read best
SCALES = ((9, 1), (9, 2), (6, 1), (6, 2), (3, 0), (3, 1), (0, 0))


def fits(cells: Cells, money: Money, id: str, text: str) -> bool:
    """Whether a text says the value of its id as the house writes it, in the scale of its page."""
    value = cells.value(id)
    column = id.partition("@")[0].rpartition(":")[2].rpartition(".")[2]
    if not isinstance(value, Decimal | int):
        known = {date_text(value, year=False) if isinstance(value, date) else str(value).capitalize()}
        known |= {"reached", "n/a"} if value is None else set()
    elif column == "amount" or column.endswith("_amount"):
        known = {money.cell(value), money.change_cell(value), money.text(value), money.text(value, signed=True)}
        if id.startswith(":"):
            known = {Money(money.currency, *scale).text(value) for scale in SCALES}
    elif column.endswith("_count"):
        known = {number(value)}
    else:
        known = {percent(value), percent(value, 1), percent(value, 1, signed=True), ratio(value)}
    return text in known


def in_words(facts: Facts, id: str) -> str:
    """A fact as a cell says it: a count without its noun."""
    return facts.text(id).partition(" range")[0]
