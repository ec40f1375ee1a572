"""Facts compared with the cell they cite: one that names a single cell of a single row says what stands there.

Facts of several cells or of many rows are worked out; that they are those of the week is data_files' to say.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from sales_pipeline.forecast.documents.frames import Frames, Row

# a size goes without its sign; a share is of something else
_SIZE, _MOVE, _SHARE = ".size", "move.", ".share"
_Index = dict[tuple[str, ...], list[Row]]


def differences(facts: Iterable[Mapping[str, Any]], frames: Frames) -> Iterator[str]:
    """Every fact, as its file says it, whose value is not that of its only cell."""
    indexes: dict[tuple[str, ...], _Index] = {}
    for fact in facts:
        if len(fact["sources"]) != 1 or fact["id"].endswith(_SHARE):
            continue
        [source] = fact["sources"]
        table, key = source["table"], source["key"]
        if table not in frames or not {source["column"], *key} <= set(frames.columns(table)):
            yield f"fact {fact['id']}: no table of the week has {table}.{source['column']}"
            continue
        names = (table, *sorted(key))
        if names not in indexes:
            indexes[names] = _index(frames, table, sorted(key))
        found = indexes[names].get(tuple(key[name] for name in sorted(key)), [])
        if len(found) == 1 and not _same(fact, found[0][source["column"]]):
            yield f"fact {fact['id']}: {fact['value']} is not {found[0][source['column']]}, which {table} holds"


def _index(frames: Frames, table: str, names: list[str]) -> _Index:
    found: _Index = defaultdict(list)
    for row in frames.rows(table):
        found[tuple(_written(row[name]) for name in names)].append(row)
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
