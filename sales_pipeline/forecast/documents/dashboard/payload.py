"""Everything the page's script puts in place, as data: each node's texts and numbers, every text stored once.

A text is known by its place in `texts`; a row is [label, end of its figures' ids, node,
place, cell, cell …].
"""

from collections.abc import Sequence
from typing import Any

from sales_pipeline.forecast.documents.dashboard.cards import Card, Said
from sales_pipeline.forecast.documents.dashboard.views import Column, Line, Part, Shown, View
from sales_pipeline.forecast.documents.dashboard.week import Node, Week
from sales_pipeline.render import vega_code

ITSELF, NOBODY = -1, -2
PLACES = ("both", "table", "chart")


class Texts:
    """Texts with the number and role that go with them, each once."""

    def __init__(self) -> None:
        self._places: dict[Shown, int] = {}

    def place(self, shown: Shown | str) -> int:
        kept = Shown(shown) if isinstance(shown, str) else shown
        return self._places.setdefault(kept, len(self._places))

    def listed(self) -> list[Any]:
        """A text alone, else [text, number] or [text, number, role]."""
        return [_short(shown) for shown in self._places]


def _short(shown: Shown) -> Any:
    parts = [shown.text, shown.number, shown.role]
    while not parts[-1] and len(parts) > 1 and parts[-1] != 0:
        parts.pop()
    return parts[0] if len(parts) == 1 else parts


def payload(week: Week, parts: Sequence[Part], company: Part, cards: Sequence[Card]) -> dict[str, Any]:
    """What each node shows, and what is known of the company alone."""
    texts, top = Texts(), week.nodes[0]
    nodes = [_node(week, node, parts, cards, texts) for node in week.nodes]
    whole = [[_line(line, week, texts) for line in view.lines(week, top)] for view in company.views]
    return {
        "config": vega_code.CONFIG,
        "parts": [_part(part) for part in parts],
        "company": {**_part(company), "lines": whole},
        "nodes": nodes,
        "texts": texts.listed(),
    }


def _node(week: Week, node: Node, parts: Sequence[Part], cards: Sequence[Card], texts: Texts) -> dict[str, Any]:
    return {
        "id": node.id,
        "name": texts.place(node.name),
        "level": texts.place(str(node.row["level"])),
        "parent": node.parent.at if node.parent else -1,
        "unit": texts.place(node.money.unit),
        "cards": [[_said(card.figure(week, node), texts), _said(card.note(week, node), texts)] for card in cards],
        "leads": [texts.place(part.lead(week, node)) for part in parts],
        "views": [
            [_line(line, week, texts) for line in view.lines(week, node)] for part in parts for view in part.views
        ],
    }


def _said(said: Said, texts: Texts) -> list[int]:
    """[role, text, measure, text, measure …]: words alone have an empty measure."""
    return [
        texts.place(said.role),
        *(texts.place(part) for piece in said.pieces for part in (piece.text, piece.measure)),
    ]


def _line(line: Line, week: Week, texts: Texts) -> list[int]:
    node = ITSELF if line.node is None else week.by_id[line.node].at if line.node else NOBODY
    cells = (texts.place(cell) for cell in line.cells)
    return [texts.place(line.label), texts.place(line.suffix), node, PLACES.index(line.place), *cells]


def _part(part: Part) -> dict[str, Any]:
    return {"id": part.id, "views": [_view(view) for view in part.views]}


def _view(view: View) -> dict[str, Any]:
    made: dict[str, Any] = {"id": view.id, "title": view.title, "columns": [_column(column) for column in view.columns]}
    if view.chart is not None:
        made |= {"chart": view.chart, "most": view.most, "coloured": view.coloured}
    return made


def _column(column: Column) -> list[Any]:
    """[title, field, measure, is it a number, is it shown in the table]."""
    return [column.title, column.field, column.measure, int(column.number), int(column.shown)]
