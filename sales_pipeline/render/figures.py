"""A chart as data, the same for a deck and a workbook: categories, series, colour roles, unit, a text alternative."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sales_pipeline.render.phrases import number, rounded
from sales_pipeline.render.text import one_line, shorten

Kind = Literal["column", "column_stacked", "bar", "bar_stacked", "line", "waterfall"]
LABEL_LIMIT = 60


@dataclass(frozen=True)
class Series:
    """One series: values in the figure's unit (None leaves a gap), a colour role, and how it is drawn.

    style: solid, outline (a plan), dashed (a target line), marker (a dash over columns, no line), dot (the same, a
    dot), label (a number above its place and no mark), hidden (carries the stack above it and is not seen; its number
    stands at its upper end).
    """

    name: str
    values: tuple[Decimal | int | None, ...]
    role: str = "main"
    style: Literal["solid", "outline", "dashed", "marker", "dot", "label", "hidden"] = "solid"


# Series of these styles lie over the columns and not in them.
OVER = ("marker", "dot", "label")


@dataclass(frozen=True)
class Figure:
    """A chart. unit is what the axis counts ("$M", "%"); places the decimals of its labels.

    Raises ValueError when a series and the categories differ in length, or nothing is there to draw.
    """

    id: str
    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    places: int = 1
    alt: str = ""
    point_roles: tuple[str, ...] = ()
    signed_labels: bool = False

    def __post_init__(self) -> None:
        if not self.categories or not self.series:
            raise ValueError(f"figure {self.id!r} has nothing to draw: it needs a category and a series")
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(
                    f"figure {self.id!r}: series {series.name!r} has {len(series.values)} values "
                    f"for {len(self.categories)} categories"
                )
        object.__setattr__(self, "categories", tuple(shorten(one_line(c), LABEL_LIMIT) for c in self.categories))

    @property
    def alt_text(self) -> str:
        """The alternative given, or one made from the data, so that it can't go stale."""
        return self.alt or describe(self)


def describe(figure: Figure) -> str:
    """Every series with its values in words, shortened to 1,000 characters."""
    lines = []
    for series in figure.series:
        pairs = zip(figure.categories, series.values, strict=True)
        said = ", ".join(f"{category} {number(value, figure.places)}" for category, value in pairs)
        lines.append(f"{one_line(series.name)}: {said}")
    return shorten(f"{figure.kind.replace('_', ' ').capitalize()} chart, {figure.unit}. " + ". ".join(lines), 1000)


@dataclass(frozen=True)
class Step:
    """A step of a bridge: a change, or a total that states where the running sum stands. role colours a change that is
    neither better nor worse."""

    name: str
    value: Decimal
    is_total: bool = False
    role: str = ""


@dataclass(frozen=True)
class Waterfall:
    """The stacked series that draw a bridge, a value per step. base is invisible; the others are visible parts above or
    below zero."""

    steps: tuple[Step, ...]
    start: tuple[Decimal, ...]
    end: tuple[Decimal, ...]
    base: tuple[Decimal, ...]
    total: tuple[Decimal, ...]
    increase_above: tuple[Decimal, ...]
    increase_below: tuple[Decimal, ...]
    decrease_above: tuple[Decimal, ...]
    decrease_below: tuple[Decimal, ...]


def waterfall(steps: Sequence[Step]) -> Waterfall:
    """Bars of a bridge, right where a step crosses zero.

    The first step may be a total (the opening stand) or a change from zero. Every later total must equal the running
    sum to the cent, else ValueError says by how much it is off.
    """
    if not steps:
        raise ValueError("a bridge needs at least one step")
    columns: list[tuple[Decimal, ...]] = []
    running = Decimal(0)
    for position, step in enumerate(steps):
        if step.is_total:
            if position and rounded(step.value - running, 2) != 0:
                raise ValueError(
                    f"bridge total {step.name!r} is {step.value:f} but its steps add to {running:f}, "
                    f"{step.value - running:f} off"
                )
            running = Decimal(step.value)
            columns.append((Decimal(0), running, Decimal(0), running, *[Decimal(0)] * 4))
            continue
        columns.append(_bar(running, running + step.value))
        running += step.value
    return Waterfall(tuple(steps), *zip(*columns, strict=True))


def _bar(start: Decimal, end: Decimal) -> tuple[Decimal, ...]:
    low, high, zero = min(start, end), max(start, end), Decimal(0)
    base = low if low >= 0 else high if high <= 0 else zero
    above = max(high, zero) - max(low, zero)
    below = min(low, zero) - min(high, zero)
    increase, decrease = ((above, below), (zero, zero)) if end >= start else ((zero, zero), (above, below))
    return (start, end, base, zero, *increase, *decrease)


def bridge_figure(id: str, steps: Sequence[Step], unit: str, power: int, places: int = 1, alt: str = "") -> Figure:
    """A bridge as a figure: amounts in full currency, drawn in units of 10**power; the closing total is checked."""
    waterfall(steps)
    values = tuple(Decimal(step.value).scaleb(-power) for step in steps)
    roles = tuple(_role(step) for step in steps)
    names = tuple(step.name for step in steps)
    return Figure(id, "waterfall", names, (Series("Change", values),), unit, places, alt, roles, signed_labels=True)


def _role(step: Step) -> str:
    return "strong" if step.is_total else step.role or ("better" if step.value >= 0 else "worse")


def bridge_steps(figure: Figure) -> tuple[Step, ...]:
    """The steps of a bridge figure, in its unit."""
    return tuple(
        Step(name, Decimal(value or 0), role == "strong")
        for name, value, role in zip(figure.categories, figure.series[0].values, figure.point_roles, strict=True)
    )
