"""Parts of the page: a heading, what leads in, and tables or charts with a table behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sales_pipeline.render.html import Cell, Head, Html, join, table, tag

# rows a table shows before the rest is folded away
SHOWN = 12


@dataclass(frozen=True)
class Chart:
    """A chart: its specification and its rows, as vega wants them."""

    id: str
    title: str
    spec: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    legend: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True)
class Part:
    """A section of the page."""

    id: str
    title: str
    lead: str
    body: Html
    charts: Sequence[Chart] = field(default=())


def section(part: Part) -> Html:
    heading = f"h-{part.id}"
    return tag("section", tag("h2", part.title, id=heading), tag("p", part.lead, class_="lead"),
               *(figure(chart) for chart in part.charts), part.body, id=part.id, aria_labelledby=heading)  # fmt: skip


def figure(chart: Chart) -> Html:
    """A place for the script to draw in."""
    legend = [tag("li", tag("i", class_=f"{shape} {role}"), words) for words, role, shape in chart.legend]
    return tag(
        "figure", tag("figcaption", chart.title), tag("ul", *legend, class_="legend", aria_hidden="true"),
        tag("div", class_="chart", id=f"chart-{chart.id}", role="img", aria_label=chart.title),
    )  # fmt: skip


def listing(caption: str, heads: Sequence[Head], rows: Sequence[Sequence[Cell]]) -> Html:
    """A table; the rows beyond those shown are folded away below it."""
    first = table(caption, heads, rows[:SHOWN], class_="wide")
    if len(rows) <= SHOWN:
        return first
    more = f"{len(rows) - SHOWN:,} more"
    return join([first, tag("details", tag("summary", more), table(f"{caption}: {more}", heads, rows[SHOWN:],
                                                                   class_="wide"))])  # fmt: skip
