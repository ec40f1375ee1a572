"""Whether a table keeps its contract, told piece by piece: pandera is asked only when something seems to break.

The contract stays the one declaration; its checks are read from it and put to Arrow, which takes a hundredth of the
time and holds one piece of a table at once. What this can't judge is left to pandera.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sales_pipeline import contract

Key = tuple[str, ...]
_BOUNDS = {
    "greater_than_or_equal_to": (pc.greater_equal, "min_value"), "greater_than": (pc.greater, "min_value"),
    "less_than_or_equal_to": (pc.less_equal, "max_value"), "less_than": (pc.less, "max_value"),
}  # fmt: skip


def breaches(model: type[contract.Table], pieces: Callable[[], Iterable[pa.Table]], key: Key) -> pd.DataFrame:
    """What `contract.breaches` says of the whole table; `pieces` gives it in the order of its rows, anew each time."""
    if _seems_kept(model, pieces(), key):
        return pd.DataFrame(columns=["column", "check", "failure_case", "index"])
    return contract.breaches(model, pa.concat_tables(pieces()), key)


def _seems_kept(model: type[contract.Table], pieces: Iterable[pa.Table], key: Key) -> bool:
    last = None
    for piece in pieces:
        if not _holds(model, piece):
            return False
        keys = piece.select(list(key))
        if not _ascends(keys if last is None else pa.concat_tables([last, keys])):
            return False
        last = keys.slice(max(len(keys) - 1, 0)) if len(keys) else last
    return True


def _holds(model: type[contract.Table], piece: pa.Table) -> bool:
    """Whether every column is there, in order, of its type, without a forbidden blank, and passes its checks."""
    if piece.schema.names != contract.arrow_schema(model).names:
        return False
    for name, declared in model.to_schema().columns.items():
        values = piece.column(name)
        if values.type != declared.dtype.type.pyarrow_dtype or (values.null_count and not declared.nullable):
            return False
        if not all(_passes(check, values.drop_null()) for check in declared.checks):
            return False
    return True


def _passes(check: Any, values: pa.ChunkedArray) -> bool:
    if check.name == "isin":
        allowed = pa.array(check.statistics["allowed_values"], values.type)
        return bool(pc.all(pc.is_in(values, allowed), min_count=0).as_py())
    if check.name not in _BOUNDS:
        return False
    compare, bound = _BOUNDS[check.name]
    return bool(pc.all(compare(values, pa.scalar(check.statistics[bound])), min_count=0).as_py())


def _ascends(keys: pa.Table) -> bool:
    """Whether each key is greater than the one before: then none comes twice. Blanks prove nothing."""
    if len(keys) < 2:
        return True
    if any(keys.column(name).null_count for name in keys.column_names):
        return False
    pairs = [(column.slice(0, len(keys) - 1), column.slice(1)) for column in keys.columns]

    def greater(below: Any, pair: tuple[Any, Any]) -> Any:
        earlier, later = pair
        return pc.or_(pc.less(earlier, later), pc.and_(pc.equal(earlier, later), below))

    never = pa.array([False] * (len(keys) - 1))
    return bool(pc.all(reduce(greater, reversed(pairs), never), min_count=0).as_py())
