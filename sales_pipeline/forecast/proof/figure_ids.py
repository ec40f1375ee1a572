"""Figures that say which published cell they are: the id (render/figure_id) is looked up in the tables, the text
compared with the cell.

What is kept by representative alone is summed for the units above. Other ids are those of facts. Sentences of a page
for every node speak of any unit: there are no facts to compare them with.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow

from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.proof import rows, values
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.figure_id import parsed
from sales_pipeline.render.phrases import MINUS
from sales_pipeline.render.reading.html import Document

_AMOUNT = re.compile(
    r"(?P<less><?)(?P<sign>[+\u2212-]?)(?:[^\d\s(<+\u2212-]{1,3}|[A-Z]{3}\u00a0)(?P<digits>[\d.,]+)(?P<unit>[KMB]?)"
)
_SUMMED = ("hygiene_counts",)
# between the ids of figures that one adds up
_AND = "\n"
_WORDS = ("reached", "n/a", "")


def named(document: Document, frames: Frames, facts: Facts) -> list[str]:
    """Every figure of a page that its id's cell does not bear out. In which unit it is shown is the rules' of its table
    to say: single deals may have their own."""
    cells, powers = Cells(frames), dict.fromkeys((facts.money_format.power, *values.POWERS.values()))
    found = []
    for id, text in document.figures:
        said = [list(_figure(cells, facts, id, text, power)) for power in powers]
        found += [] if [] in said else said[0]
    return list(dict.fromkeys(found))


def differences(document: Document, frames: Frames, facts: Facts) -> list[str]:
    """The same for a page that shows any node, with the data for its script; and every figure that has no id."""
    cells = Cells(frames)
    power = facts.money_format.power
    found = [problem for id, text in document.figures for problem in _figure(cells, facts, id, text, power)]
    data = document.data
    if isinstance(data, dict) and "nodes" in data:
        for id, text, number, scale in of_nodes(data):
            found += _figure(cells, facts, id, text, scale)
            found += _number(id, text, number)
    bare = [cell for cell in dict.fromkeys(document.unnamed) if values.has_figure(cell)]
    names = _names(frames) if bare else set()
    found += [f"page: nothing says what {cell!r} must be" for cell in bare if values.words(cell) not in names]
    return list(dict.fromkeys(found))


def _names(frames: Frames) -> set[str]:
    """Names of nodes, deals and accounts, which may look like figures."""
    columns = [
        (table, column) for table, column in (
            ("forecast_rollup", "node_name"), ("pipeline_snapshot", "opportunity_name"),
            ("pipeline_snapshot", "account_name"),
        ) if table in frames
    ]  # fmt: skip
    return {
        values.words(text) for table, column in columns for text in frames.table(table)[column].unique().to_pylist()
    }


class Cells:
    """The published cells by id, each table's rows looked up by the keys that ids name."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        self._rows: dict[tuple[str, ...], dict[tuple[Any, ...], list[Row]]] = {}
        self._below: dict[str, set[str]] = {}

    def value(self, id: str) -> object:
        """What the tables say of an id, or of several added up; LookupError when no row or more than one fits."""
        if _AND in id:
            return sum((Decimal(str(self.value(each) or 0)) for each in id.split(_AND) if each), rows.ZERO)
        found = parsed(id)
        if found.table not in self.frames:
            raise LookupError(f"{id!r} names no table of the documents")
        keys = self._keys(found.table, found.node, found.keys)
        if found.table in _SUMMED:
            return sum(row[found.column] for row in self._summed(found.table, keys))
        picked = self._found(found.table, keys)
        if len(picked) != 1 or found.column not in picked[0]:
            raise LookupError(f"{id!r} names {len(picked)} rows")
        return picked[0][found.column]

    def _keys(self, table: str, node: str, said: Mapping[str, str]) -> dict[str, Any]:
        kinds = {field.name: field.type for field in self.frames.table(table).schema}
        if unknown := [name for name in said if name not in kinds]:
            raise LookupError(f"{table} has no column {unknown[0]}")
        keys = {name: _typed(value, kinds[name]) for name, value in said.items()}
        if node:
            keys["node_id"] = node
        if "horizon" in kinds:
            keys.setdefault("horizon", "current")
        elif "period_id" in kinds and node:
            keys.setdefault("period_id", rows.top(self.frames)["period_id"])
        return keys

    def _found(self, table: str, keys: Mapping[str, Any]) -> list[Row]:
        names = tuple(sorted(keys))
        index = self._rows.get((table, *names))
        if index is None:
            index = self._rows[table, *names] = {}
            for row in self.frames.rows(table):
                index.setdefault(tuple(row[name] for name in names), []).append(row)
        return index.get(tuple(keys[name] for name in names), [])

    def _summed(self, table: str, keys: dict[str, Any]) -> Iterator[Row]:
        """The rows of a node and of all below it."""
        node = keys.pop("node_id")
        if not self._below:
            parents = {row["node_id"]: row["parent_node_id"] for row in rows.nodes(self.frames)}
            for each in parents:
                above: str | None = each
                while above is not None:
                    self._below.setdefault(above, set()).add(each)
                    above = parents.get(above)
        for each in sorted(self._below.get(node, {node})):
            yield from self._found(table, {**keys, "node_id": each})


def _typed(value: str, kind: pyarrow.DataType) -> Any:
    if pyarrow.types.is_date(kind):
        return date.fromisoformat(value)
    return int(value) if pyarrow.types.is_integer(kind) else value


def of_nodes(data: Mapping[str, Any]) -> Iterator[tuple[str, str, float | None, int]]:
    """Every figure of a page's data, of its nodes and of the company: id, text, number drawn, power of its unit."""
    nodes, texts = data["nodes"], data["texts"]
    views = [view for part in data["parts"] for view in part["views"]]
    for node in nodes:
        scale = values.power(str(_text(texts, node["unit"]))) or 0
        for _, *pieces in (said for card in node["cards"] for said in card):
            for at, measure in zip(pieces[::2], pieces[1::2], strict=True):
                if _text(texts, measure):
                    yield f"{node['id']}:{_text(texts, measure)}", _text(texts, at), None, scale
        for view, lines in zip(views, node["views"], strict=True):
            yield from _lines(data, view, lines, node["id"], scale)
    for view, lines in zip(data["company"]["views"], data["company"]["lines"], strict=True):
        yield from _lines(data, view, lines, "", values.power(str(_text(texts, nodes[0]["unit"]))) or 0)


def _lines(
    data: Mapping[str, Any], view: Mapping[str, Any], lines: list[list[int]], owner: str, scale: int
) -> Iterator[tuple[str, str, float | None, int]]:
    texts, nodes = data["texts"], data["nodes"]
    for _, end, whose, place, *cells in lines:
        named = nodes[whose]["id"] if whose >= 0 else "" if whose == -2 else owner
        for (_, _, measure, _, _), cell in zip(view["columns"], cells, strict=True):
            if measure and _text(texts, cell):
                kept = texts[cell]
                number = kept[1] if isinstance(kept, list) and len(kept) > 1 else None
                # what stands in the chart alone adds up what the table shows between start and end
                ids = [f"{named}:{measure}{each}" for each in _between(texts, lines)] if place == 2 else []
                id = _AND + _AND.join(ids) if place == 2 else f"{named}:{measure}{_text(texts, end)}"
                yield id, _text(texts, cell), number, scale


def _between(texts: list[Any], lines: list[list[int]]) -> list[str]:
    ends = [_text(texts, line[1]) for line in lines if line[3] != 2]
    return [end for end in ends if not end.endswith(("bucket=start", "bucket=end"))]


def _text(texts: list[Any], at: int) -> str:
    kept = texts[at]
    return str(kept[0] if isinstance(kept, list) else kept)


def _figure(cells: Cells, facts: Facts, id: str, text: str, scale: int) -> Iterator[str]:
    if id in facts or (":" not in id and _AND not in id):
        if id not in facts:
            yield f"figure {id}: {text!r} is no fact"
        elif not (_says(text, facts[id].text) or _fits(text, facts[id].value, f":{facts[id].unit}", scale)):
            yield f"figure {id}: {text!r} is not {facts[id].text!r}"
        return
    try:
        value = cells.value(id)
    except LookupError as error:
        yield f"figure {id}: {error}"
        return
    if not _fits(text, value, id, scale):
        yield f"figure {id}: {text!r} is not {value}"


def _says(text: str, known: str) -> bool:
    """A fact's words, which may begin a sentence, or those before its noun."""
    said, words = f"{text[:1].lower()}{text[1:]}", f"{known[:1].lower()}{known[1:]}"
    return said == words or words.startswith(f"{said} ")


def _fits(text: str, value: object, id: str, scale: int) -> bool:
    if value is None:
        return text in _WORDS
    if isinstance(value, str):
        return values.words(text) == values.words(value)
    if found := _AMOUNT.fullmatch(text):
        sign = MINUS if found["sign"] in (MINUS, "-") else ""
        plain = f"{found['less']}{sign}{found['digits']}"
        return values.same(plain, "money", value, values.POWERS[found["unit"]])
    kind = values.kind_of(id.partition("@")[0].replace(":money", ":amount"), text)
    return values.same(text, kind, value, scale)


def _number(id: str, text: str, number: object) -> Iterator[str]:
    """The number that a chart draws is the one its text shows."""
    if isinstance(number, (int, float)) and not isinstance(number, bool):
        found = _AMOUNT.fullmatch(text)
        digits = f"{MINUS if found['sign'] == MINUS else ''}{found['digits']}" if found else text.removeprefix("<")
        shown = values.figure(digits)
        if shown is not None and abs(float(shown) - number) > 1e-9 and not text.startswith("<"):
            yield f"figure {id}: {number} is drawn for {text!r}"
