"""What a part of the page is made of: a table behind every chart, cards, and a sentence that leads in."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import number, percent, ratio, rounded
from sales_pipeline.render.theme import tone_of

if TYPE_CHECKING:
    from sales_pipeline.forecast.documents.dashboard.week import Node, Week

Amount = Decimal | int | None


@dataclass(frozen=True)
class Shown:
    """A figure or words: the text, the number a chart draws, rounded as the text is, and a colour role. fact: the id of
    the fact it says, where that is not a figure of its line."""

    text: str = ""
    number: Decimal | int | None = None
    role: str = ""
    fact: str = ""


BLANK = Shown()


def money(scale: Money, value: Amount, role: str = "") -> Shown:
    """An amount in a column headed by the unit."""
    return BLANK if value is None else Shown(scale.cell(value), scale.scaled(value), role)


def change(scale: Money, value: Amount) -> Shown:
    """A signed amount, coloured by its sign."""
    if value is None:
        return BLANK
    return Shown(scale.change_cell(value), scale.scaled(value), tone_of(scale.scaled(value)))


def share(value: Amount, places: int = 0, *, signed: bool = False, role: str = "") -> Shown:
    """A ratio as a percentage."""
    if value is None:
        return BLANK
    return Shown(percent(value, places, signed=signed), rounded(Decimal(value) * 100, places), role)


def times(value: Amount) -> Shown:
    return BLANK if value is None else Shown(ratio(value), rounded(value, 1))


def count(value: int | None) -> Shown:
    return BLANK if value is None else Shown(number(value), value)


@dataclass(frozen=True)
class Column:
    """A column of a table and field of a chart. measure: what its figures' ids say after the node; empty for words.
    shown=False: for the chart alone. {unit} in the title becomes the node's unit."""

    title: str
    field: str
    measure: str = ""
    number: bool = True
    shown: bool = True


@dataclass(frozen=True)
class Line:
    """A row: its label, its cells, the end of its figures' ids. node: the node it stands for, to which its label leads
    and with which its figures' ids begin; None: the one the page shows; "" none. place: where it is shown."""

    label: str
    cells: tuple[Shown, ...]
    suffix: str = ""
    node: str | None = None
    place: Literal["both", "table", "chart"] = "both"

    @property
    def is_tabled(self) -> bool:
        return self.place != "chart" and any(cell.text for cell in self.cells)


@dataclass(frozen=True)
class Legend:
    """What a chart's mark means, drawn beside it: shape is line, dashed, bar, tick or dot."""

    words: str
    role: str
    shape: str


@dataclass(frozen=True)
class View:
    """A table, with its chart if it has one, worked out for each node. most: rows the chart has room for. coloured: the
    column whose role colours the chart's bars. is_open: the table is as much to be read as the chart."""

    id: str
    title: str
    first: str
    columns: tuple[Column, ...]
    lines: "Callable[[Week, Node], list[Line]]"
    chart: dict[str, Any] | None = None
    legend: tuple[Legend, ...] = ()
    most: int = 0
    coloured: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Part:
    """A section of the page: its heading, the sentence that leads in, its views side by side, what to know of them."""

    id: str
    title: str
    lead: "Callable[[Week, Node], str]"
    views: tuple[View, ...]
    about: str = ""
