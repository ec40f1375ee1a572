"""The tables a document reads, as plain rows of one week: exact decimals, dates and texts, never floats."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import pyarrow
import pyarrow.compute

Row = Mapping[str, Any]


class Frames:
    """Tables by name, in the order of their grain. Rows are read once for each question and kept."""

    def __init__(self, tables: Mapping[str, pyarrow.Table]) -> None:
        self._tables = dict(tables)
        self._rows: dict[tuple[object, ...], tuple[Row, ...]] = {}
        self._made: dict[str, Any] = {}

    def __contains__(self, table: object) -> bool:
        return table in self._tables

    def table(self, table: str) -> pyarrow.Table:
        """A table as it is; KeyError says what to do when the document was not given it."""
        if table not in self._tables:
            raise KeyError(f"table {table!r} was not handed to the document: add it to TABLES of its module")
        return self._tables[table]

    def columns(self, table: str) -> list[str]:
        """Names of a table's columns, in order."""
        return list(self.table(table).column_names)

    def rows(self, table: str, **where: object) -> tuple[Row, ...]:
        """Rows whose columns equal the values given (None: blank; a list or set: any of them), in grain order."""
        key = (table, *sorted((name, repr(_listed(value))) for name, value in where.items()))
        if key not in self._rows:
            self._rows[key] = tuple(self._filtered(table, where).to_pylist())
        return self._rows[key]

    def read(self, table: str, **where: object) -> list[Row]:
        """The same rows not kept: of a large table that is gone through once."""
        found: list[Row] = self._filtered(table, where).to_pylist()
        return found

    def first(self, table: str, **where: object) -> Row | None:
        """The first such row, or None."""
        return next(iter(self.rows(table, **where)), None)

    def one(self, table: str, **where: object) -> Row:
        """The only such row; LookupError when there is none or more than one."""
        found = self.rows(table, **where)
        if len(found) != 1:
            raise LookupError(f"{table} has {len(found)} rows where {_words(where)}, expected exactly one")
        return found[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def once(self, name: str, make: Callable[["Frames"], Any]) -> Any:
        """What several parts of a document work out of the tables, made once under a name."""
        if name not in self._made:
            self._made[name] = make(self)
        return self._made[name]

    def _filtered(self, table: str, where: Mapping[str, object]) -> pyarrow.Table:
        kept = self.table(table)
        for name, value in where.items():
            kept = kept.filter(_mask(kept.column(name), value))
        return kept


def _mask(column: pyarrow.ChunkedArray, value: object) -> pyarrow.ChunkedArray:
    if value is None:
        return pyarrow.compute.is_null(column)
    if isinstance(value, Collection) and not isinstance(value, str):
        return pyarrow.compute.is_in(column, value_set=pyarrow.array(_listed(value), type=column.type))
    return pyarrow.compute.equal(column, pyarrow.scalar(value, type=column.type))


def _listed(value: object) -> object:
    """A set in one order on every run, for the cache's key and the filter."""
    return sorted(value) if isinstance(value, (set, frozenset)) else value


def _words(where: Mapping[str, object]) -> str:
    return " and ".join(f"{name} is {value!r}" for name, value in where.items()) or "no condition is given"
