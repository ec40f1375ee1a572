"""What a rule is: how a table in a file is told from others, which rows it may show, and what each column holds.

A new table in any document needs one rule: the modules rules_*.py hold them by subject. A table that no rule knows is
a finding, so that no figure goes unchecked.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.proof.values import Kind
from sales_pipeline.render.reading.said import Grid


class Said(NamedTuple):
    """A value with its kind, where the kind goes with the row."""

    kind: Kind
    value: object


@dataclass(frozen=True)
class Column:
    """What a column holds: a kind, and where in a row its value is (a column's name or a function)."""

    kind: Kind
    get: str | Callable[[Row], object] = ""

    def of(self, row: Row) -> Said:
        value = row.get(self.get) if isinstance(self.get, str) else self.get(row)
        return value if isinstance(value, Said) else Said(self.kind, value)


LIVE, FREE = Column("live"), Column("free")
Columns = Mapping[str, Column]


@dataclass(frozen=True)
class Rule:
    """A kind of table.

    tells: headers that all stand in it. key: those that name a row. rows: what it may show. columns: what the others
    hold, or a function where they go with the week. where: the sheet or table it is, if only there. first: the name of
    the first column, whose header may say the unit instead. whole: which rows must be shown. rest: the rows that a line
    "3 more" stands for, given those shown. units_in_names: a line's name says its unit ("Average win, $K").
    """

    name: str
    tells: tuple[str, ...]
    key: tuple[str, ...]
    rows: Callable[[Frames, Grid], Iterable[Row]]
    columns: Columns | Callable[[Frames, Grid], Columns]
    where: str = ""
    first: str = ""
    whole: Callable[[Row], bool] | None = None
    rest: Callable[[Frames, Iterable[Row]], Iterable[Row]] | None = None
    units_in_names: bool = False

    def fits(self, grid: Grid) -> bool:
        """Whether a table, its headers without units, is one of these."""
        return self.where in ("", grid.name, grid.place) and set(self.tells) <= set(grid.header)


def money(get: str | Callable[[Row], object]) -> Column:
    return Column("money", get)


def share(get: str | Callable[[Row], object]) -> Column:
    return Column("share", get)


def plain(get: str | Callable[[Row], object]) -> Column:
    return Column("plain", get)


def day(get: str | Callable[[Row], object]) -> Column:
    return Column("day", get)


def text(get: str | Callable[[Row], object]) -> Column:
    return Column("text", get)
