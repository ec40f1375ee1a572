"""Facts compared with the cell they cite: one that names a single cell of a single row says what stands there.

Facts of several cells or of many rows are worked out; that they are those of the week is data_files' to say.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pyarrow

from sales_pipeline.forecast.documents.frames import Frames, Row

# a size goes without its sign; a share is of something else
_SIZE, _MOVE, _SHARE = ".size", "move.", ".share"
_STRETCH = 5_000
# tables whose rows facts add up, and what names one of them: without it a fact means all that are alike
_NAMED_BY = {
    "pipeline_snapshot": "opportunity_id", "deal_forecast": "opportunity_id", "forecast_actions": "action_id",
}  # fmt: skip


def differences(facts: Iterable[Mapping[str, Any]], frames: Frames) -> Iterator[str]:
    """Every fact, as its file says it, whose value is not that of its only cell."""
    asked: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for fact in facts:
        if len(fact["sources"]) == 1 and not fact["id"].endswith(_SHARE):
            [source] = fact["sources"]
            if _NAMED_BY.get(source["table"], "") in ("", *source["key"]):
                asked[source["table"], *sorted(source["key"])].append(fact)
    for (table, *names), cited in asked.items():
        yield from _of_table(table, names, cited, frames)


def _of_table(table: str, names: list[str], facts: list[Mapping[str, Any]], frames: Frames) -> Iterator[str]:
    """Facts that find their row of one table by the same columns."""
    known = set(frames.columns(table)) if table in frames else set()
    wanted = {fact["sources"][0]["column"] for fact in facts}
    for fact in facts:
        if not {fact["sources"][0]["column"], *names} <= known:
            yield f"fact {fact['id']}: no table of the week has {table}.{fact['sources'][0]['column']}"
    columns = [name for name in frames.columns(table) if name in wanted or name in names] if known else []
    keys = {_key(fact, names) for fact in facts}
    found = _rows(frames.table(table).select(columns), names, keys) if set(names) <= known else {}
    for fact in facts:
        rows, column = found.get(_key(fact, names), []), fact["sources"][0]["column"]
        if len(rows) == 1 and column in rows[0] and not _same(fact, rows[0][column]):
            yield f"fact {fact['id']}: {fact['value']} is not {rows[0][column]}, which {table} holds"


def _key(fact: Mapping[str, Any], names: list[str]) -> tuple[str, ...]:
    return tuple(fact["sources"][0]["key"][name] for name in names)


def _rows(table: pyarrow.Table, names: list[str], keys: set[tuple[str, ...]]) -> dict[tuple[str, ...], list[Row]]:
    """The rows that are asked for, by their key; a large table is gone through a stretch at a time."""
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for stretch in table.to_batches(max_chunksize=_STRETCH):
        for row in stretch.to_pylist():
            key = tuple(_written(row[name]) for name in names)
            if key in keys and len(found[key]) < 2:
                found[key].append(row)
    return found


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _same(fact: Mapping[str, Any], cell: object) -> bool:
    said, is_number = fact["value"], isinstance(cell, (Decimal, int)) and not isinstance(cell, bool)
    if fact["unit"] == "count" and (isinstance(cell, bool) or not isinstance(cell, int)):
        # it counts rows, and says by which column
        return True
    if cell is None or said is None or not is_number:
        return bool(said == (None if cell is None else _written(cell)))
    is_size = fact["id"].endswith(_SIZE) or fact["id"].startswith(_MOVE)
    return bool(Decimal(str(said)) == (abs(cell) if is_size else cell))  # type: ignore[arg-type]
