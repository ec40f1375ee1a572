"""What a reader finds in a file: texts, tables and charts, the same for slides, sheets and pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Shown = str | float | bool | date | None


@dataclass(frozen=True)
class Grid:
    """A table: where it stands, what the file calls it, the text above it, its header and rows.

    place names the slide, sheet or page; unit is the text that tells the unit of its amounts where no header does.
    """

    place: str
    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...] = ()
    title: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart: its categories and series as its XML holds them, the cells of the workbook behind it, labels taken from
    cells, and its text alternative."""

    place: str
    name: str
    categories: tuple[str, ...]
    series: Mapping[str, tuple[float | None, ...]]
    cells: tuple[tuple[Shown, ...], ...]
    workbook: bytes | None
    labels: tuple[str, ...] = ()
    alternative: str = ""


@dataclass(frozen=True)
class Page:
    """A slide or a page of text."""

    place: str
    texts: tuple[str, ...]
    grids: tuple[Grid, ...] = ()
    charts: tuple[Chart, ...] = ()
    alternatives: tuple[str, ...] = field(default=())
