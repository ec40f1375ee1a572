"""Charts for pages, as Vega-Lite that Altair writes; the code that draws them is in vega_code.py.

A chart holds no data: a page hands it `rows` (label, key, numbers, and their words under the same name with _text) and
redraws it when they change. Colours are the page's own variables, so that a chart follows its light and dark.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

ROWS = "rows"
_ROW_HEIGHT = 26
# each row says its colour itself
_OWN = alt.Color("colour:N", scale=None, legend=None)


def colour(role: str) -> str:
    """A colour role as the page defines it."""
    return f"var(--{role})"


@dataclass(frozen=True)
class Mark:
    """A series: the field of the rows, its name in words, its colour role, and whether its line is dashed."""

    field: str
    name: str
    role: str = "main"
    dashed: bool = False


def lines(
    marks: Sequence[Mark], unit: str, labels: Sequence[str], band: Sequence[Mark] = (), height: int = 300
) -> dict[str, Any]:
    """Lines over labels in their order, all of which have a place; `band`, two marks, is filled between them. Rows
    without a number are passed over."""
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", title=None, grid=False, ticks=False)
    x = alt.X("label:O", scale=alt.Scale(domain=list(labels)), sort=None, axis=axis)
    layers = [*(_band(x, band[0], band[1], unit) if band else ()), *(_line(x, mark, unit) for mark in marks)]
    layers.append(alt.Chart().mark_rule(color="transparent", strokeWidth=26).encode(x, tooltip=_told([*marks, *band])))
    return _spec(layers, height)


def _band(x: alt.X, low: Mark, high: Mark, unit: str) -> tuple[alt.Chart, alt.Chart]:
    ends = alt.Y(f"{low.field}:Q", title=unit), alt.Y2(f"{high.field}:Q")
    area = _known(low, alt.Chart().mark_area(color=colour(low.role), opacity=0.55).encode(x, *ends))
    # a band of one week has no width
    width = alt.condition("datum.known == 1", alt.value(8), alt.value(0))
    alone = alt.Chart().mark_rule(color=colour(low.role), opacity=0.55).encode(x, *ends, strokeWidth=width)
    return area, _known(low, alone).transform_joinaggregate(known=f"valid({low.field})")


def _line(x: alt.X, mark: Mark, unit: str) -> alt.Chart:
    dots = alt.OverlayMarkDef(size=36, fill=colour(mark.role), stroke=None)
    drawn = alt.Chart().mark_line(
        color=colour(mark.role), strokeWidth=2.5, strokeDash=[6, 4] if mark.dashed else [1, 0],
        point=False if mark.dashed else dots,
    )  # fmt: skip
    return _known(mark, drawn.encode(x, alt.Y(f"{mark.field}:Q", title=unit)))


def _known(mark: Mark, chart: alt.Chart) -> alt.Chart:
    """Without the rows that lack a number, at which a line would break."""
    made: alt.Chart = chart.transform_filter(f"isValid(datum.{mark.field})")
    return made


def waterfall(unit: str) -> dict[str, Any]:
    """Steps from `start` to `end` in a row each, in their `colour`; `amount_text` says how far each goes."""
    names, told = _names(), _told([Mark("amount", "Amount"), Mark("deals", "Deals")])
    ends = alt.X("start:Q", title=unit), alt.X2("end:Q")
    bars = alt.Chart().mark_bar(height=alt.RelativeBandSize(0.62)).encode(names, *ends, color=_OWN, tooltip=told)
    # a step too small for a bar is still a step
    thin = alt.Chart().mark_tick(thickness=1.5, height=16, opacity=1)
    words = alt.Chart().mark_text(align="left", dx=6, color=colour("ink"))
    return _spec([
        bars, thin.encode(names, alt.X("end:Q", title=unit), color=_OWN),
        words.encode(names, alt.X("right:Q", title=unit), text="amount_text:N").transform_calculate(
            right="max(datum.start, datum.end)"
        ),
    ])  # fmt: skip


def spans(low: Mark, high: Mark, ticks: Sequence[Mark], points: Sequence[Mark], unit: str) -> dict[str, Any]:
    """A bar between two ends in a row each, with upright ticks and points on it."""
    names, told = _names(), _told([*points, *ticks, low, high])
    ends = alt.X(f"{low.field}:Q", title=unit), alt.X2(f"{high.field}:Q")
    bar = alt.Chart().mark_bar(height=10, color=colour(low.role), cornerRadius=2).encode(names, *ends, tooltip=told)
    return _spec([bar, *(each.encode(names, tooltip=told) for each in _upright(ticks, points, unit))])


def bars(bar: Mark, ticks: Sequence[Mark], unit: str) -> dict[str, Any]:
    """A bar from zero in a row each, in its `colour`, with upright ticks."""
    names, told = _names(), _told([bar, *ticks])
    drawn = alt.Chart().mark_bar(height=alt.RelativeBandSize(0.55)).encode(
        names, alt.X(f"{bar.field}:Q", title=unit), color=_OWN, tooltip=told
    )  # fmt: skip
    return _spec([drawn, *(each.encode(names, tooltip=told) for each in _upright(ticks, (), unit))])


def _upright(ticks: Sequence[Mark], points: Sequence[Mark], unit: str) -> list[alt.Chart]:
    marks = [(_tick(mark), mark) for mark in ticks] + [(_point(mark), mark) for mark in points]
    return [drawn.encode(alt.X(f"{mark.field}:Q", title=unit)) for drawn, mark in marks]


def _tick(mark: Mark) -> alt.Chart:
    made: alt.Chart = alt.Chart().mark_tick(color=colour(mark.role), thickness=4, opacity=1, size=22)
    return made


def _point(mark: Mark) -> alt.Chart:
    ring = colour("white")
    made: alt.Chart = alt.Chart().mark_point(
        filled=True, size=75, opacity=1, color=colour(mark.role), stroke=ring, strokeWidth=1
    )
    return made


def columns_between(low: Mark, high: Mark, ticks: Sequence[Mark], points: Sequence[Mark], unit: str) -> dict[str, Any]:
    """Bars between two ends upright, one per label in the order of the rows, with ticks and points on them."""
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", title=None, grid=False, ticks=False)
    x, told = alt.X("label:N", sort=None, axis=axis), _told([*points, *ticks, low, high])
    ends = alt.Y(f"{low.field}:Q", title=unit), alt.Y2(f"{high.field}:Q")
    bar = alt.Chart().mark_bar(width=14, color=colour(low.role), cornerRadius=2).encode(x, *ends, tooltip=told)
    marks = [(_tick(mark), mark) for mark in ticks] + [(_point(mark), mark) for mark in points]
    over = [drawn.encode(x, alt.Y(f"{mark.field}:Q", title=unit), tooltip=told) for drawn, mark in marks]
    return _spec([bar, *over], 260)


def against_diagonal(x: Mark, y: Mark, size: Mark) -> dict[str, Any]:
    """Points of two shares in percent beside the line on which both are equal; larger where `size` is."""
    whole = alt.Scale(domain=[0, 100])
    across, up = alt.X(f"{x.field}:Q", title=x.name, scale=whole), alt.Y(f"{y.field}:Q", title=y.name, scale=whole)
    large = alt.Size(f"{size.field}:Q", legend=None, scale=alt.Scale(range=[40, 500]))
    points = alt.Chart().mark_point(filled=True, opacity=0.9, color=colour(y.role))
    even = alt.Chart(alt.InlineData([{"at": 0}, {"at": 100}])).mark_line(color=colour("muted"), strokeDash=[5, 4])
    return _spec([
        even.encode(alt.X("at:Q"), alt.Y("at:Q")), points.encode(across, up, size=large, tooltip=_told([x, y, size])),
    ], 260)  # fmt: skip


def _names() -> alt.Y:
    axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=8)
    return alt.Y("label:N", sort=None, axis=axis)


def _told(marks: Sequence[Mark]) -> list[alt.Tooltip]:
    """What a pointer shows: the row's name and the words of each figure, never a number of the chart's own."""
    figures = [alt.Tooltip(f"{mark.field}_text:N", title=mark.name) for mark in dict.fromkeys(marks)]
    return [alt.Tooltip("label:N", title=" "), *figures]


def _spec(layers: Sequence[alt.Chart], height: int | None = None) -> dict[str, Any]:
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    whole = alt.LayerChart(
        data=alt.NamedData(ROWS),
        layer=list(layers),
        width="container",
        height=height or alt.Step(_ROW_HEIGHT),
        autosize=fit,
    )
    made: dict[str, Any] = whole.to_dict(validate=False)
    _check(json.dumps(made, sort_keys=True, default=str), whole)
    made.pop("config", None)
    return made


_CHECKED: set[str] = set()


def _check(said: str, chart: alt.LayerChart) -> None:
    """Altair's own check, which takes ten times as long as the writing: once for charts that say the same."""
    if said not in _CHECKED:
        chart.to_dict()
        _CHECKED.add(said)
