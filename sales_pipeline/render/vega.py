"""Charts for pages, as Vega-Lite that Altair writes, and the code that draws them, to stand in a page.

A chart holds no data: a page hands it `rows` (label, key, numbers, and their words under the same name with _text) and
redraws it when they change. Colours are the page's own variables, so that a chart follows its light and dark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import vl_convert

ROWS = "rows"
_ROW_HEIGHT = 26
NOTICE = """\
Charts on this page are drawn by Vega, Vega-Lite and Vega-Embed, inlined by vl-convert.
Vega, Vega-Lite, Vega-Embed, Vega-Tooltip, Vega-Themes and Vega-Interpreter: Copyright (c) 2015-2024, University of
Washington Interactive Data Lab and contributors. All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:
1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
   disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
   disclaimer in the documentation and/or other materials provided with the distribution.
3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products
   derived from this software without specific prior written permission.
THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

D3 modules and topojson-client in them: Copyright 2010-2024 Mike Bostock. Permission to use, copy, modify, and/or
distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies. THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES
WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE
AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM
LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN
CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE."""


_INK, _FAINT = "var(--ink)", "var(--line)"
CONFIG: dict[str, Any] = {
    "aria": False, "background": "transparent", "font": "Calibri, Carlito, 'Segoe UI', system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {"labelColor": _INK, "titleColor": "var(--muted)", "gridColor": _FAINT, "domainColor": "var(--muted)",
             "tickColor": "var(--muted)", "labelFontSize": 13, "titleFontSize": 12, "titleFontWeight": "normal"},
    "axisX": {"titleAnchor": "end", "labelPadding": 5}, "axisQuantitative": {"tickCount": 6}, "axisY": {"titleAnchor": "end", "titleAngle": 0, "titleAlign": "left", "titleY": -8,
                                               "titleX": 4},
    "text": {"fontSize": 13, "color": _INK}, "style": {"cell": {"stroke": "transparent"}},
}  # fmt: skip


@cache
def code() -> str:
    """The script that defines `vegaEmbed`: Vega, Vega-Lite and Vega-Embed of the versions that fit Altair."""
    found: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=_version())
    return found


def _version() -> str:
    """v6.4 of Altair's schema address, as vl_convert names it."""
    return ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


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
    """Lines over labels in their order, all of which have a place; `band`, two marks, is filled between them."""
    x = _over(labels)
    layers: list[alt.Chart] = []
    if band:
        low, high = band
        ends = alt.Y(f"{low.field}:Q", title=unit), alt.Y2(f"{high.field}:Q")
        layers.append(_chart().mark_area(color=colour(low.role), opacity=0.55).encode(x, *ends))
        # a band of one week has no width
        width = alt.condition("datum.known == 1", alt.value(8), alt.value(0))
        alone = _chart().mark_rule(color=colour(low.role), opacity=0.55).encode(x, *ends, strokeWidth=width)
        layers.append(alone.transform_joinaggregate(known=f"valid({low.field})"))
    for mark in marks:
        drawn = _chart().mark_line(
            color=colour(mark.role), strokeWidth=2.5, strokeDash=[6, 4] if mark.dashed else [1, 0],
            point=False if mark.dashed else alt.OverlayMarkDef(size=36, fill=colour(mark.role), stroke=None),
        )  # fmt: skip
        layers.append(drawn.encode(x, alt.Y(f"{mark.field}:Q", title=unit)))
    told = _told([*marks, *band])
    layers.append(_chart().mark_rule(color="transparent", strokeWidth=26).encode(x, tooltip=told))
    return _spec(alt.layer(*layers), height)


def _over(labels: Sequence[str]) -> alt.X:
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", title=None, grid=False, ticks=False)
    return alt.X("label:O", scale=alt.Scale(domain=list(labels)), sort=None, axis=axis)


def waterfall(unit: str) -> dict[str, Any]:
    """Steps from `start` to `end` in a row each, coloured by `role`; `amount_text` says how far each goes."""
    bars = _chart().mark_bar(height={"band": 0.62}).encode(
        _names(), alt.X("start:Q", title=unit), alt.X2("end:Q"), color=_by_role(), tooltip=_told([Mark("amount", "Amount"), Mark("deals", "Deals")]),
    )  # fmt: skip
    # a step too small for a bar is still a step
    thin = _chart().mark_tick(thickness=1.5, height=16, opacity=1).encode(_names(), alt.X("end:Q", title=unit), color=_by_role())
    words = _chart().mark_text(align="left", dx=6, color=colour("ink")).encode(
        _names(), alt.X("right:Q", title=unit), text="amount_text:N"
    )  # fmt: skip
    return _spec(alt.layer(bars, thin, words).transform_calculate(right="max(datum.start, datum.end)"))


def _by_role() -> alt.Color:
    return alt.Color("colour:N", scale=None, legend=None)


def spans(low: Mark, high: Mark, ticks: Sequence[Mark], points: Sequence[Mark], unit: str) -> dict[str, Any]:
    """A bar between two ends in a row each, with upright ticks and points on it."""
    told = _told([*points, *ticks, low, high])
    bar = _chart().mark_bar(height=10, color=colour(low.role), cornerRadius=2).encode(
        _names(), alt.X(f"{low.field}:Q", title=unit), alt.X2(f"{high.field}:Q"), tooltip=told
    )  # fmt: skip
    return _spec(alt.layer(bar, *_marked(ticks, points, unit, told)))


def bars(bar: Mark, ticks: Sequence[Mark], unit: str) -> dict[str, Any]:
    """A bar from zero in a row each, coloured by `colour`, with upright ticks."""
    told = _told([bar, *ticks])
    drawn = _chart().mark_bar(height={"band": 0.55}).encode(
        _names(), alt.X(f"{bar.field}:Q", title=unit), color=_by_role(), tooltip=told
    )  # fmt: skip
    return _spec(alt.layer(drawn, *_marked(ticks, (), unit, told)))


def _marked(ticks: Sequence[Mark], points: Sequence[Mark], unit: str, told: list[alt.Tooltip]) -> list[alt.Chart]:
    found = [
        _chart().mark_tick(color=colour(mark.role), thickness=4, height=20, opacity=1).encode(
            _names(), alt.X(f"{mark.field}:Q", title=unit), tooltip=told)
        for mark in ticks
    ]  # fmt: skip
    found += [
        _chart().mark_point(filled=True, size=70, opacity=1, color=colour(mark.role), stroke=colour("white"), strokeWidth=1).encode(
            _names(), alt.X(f"{mark.field}:Q", title=unit), tooltip=told)
        for mark in points
    ]  # fmt: skip
    return found


def columns_between(low: Mark, high: Mark, ticks: Sequence[Mark], points: Sequence[Mark], unit: str) -> dict[str, Any]:
    """The same upright: a column between two ends per label, in the order of the rows."""
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", title=None, grid=False, ticks=False)
    x = alt.X("label:N", sort=None, axis=axis)
    told = _told([*points, *ticks, low, high])

    def y(mark: Mark) -> alt.Y:
        return alt.Y(f"{mark.field}:Q", title=unit)

    layers = [_chart().mark_bar(width=14, color=colour(low.role), cornerRadius=2).encode(
        x, y(low), alt.Y2(f"{high.field}:Q"), tooltip=told)]  # fmt: skip
    layers += [_chart().mark_tick(color=colour(m.role), thickness=4, width=26, opacity=1).encode(x, y(m), tooltip=told) for m in ticks]
    layers += [_chart().mark_point(filled=True, size=80, opacity=1, color=colour(m.role), stroke=colour("white"), strokeWidth=1).encode(x, y(m), tooltip=told) for m in points]
    return _spec(alt.layer(*layers), 260)


def against_diagonal(x: Mark, y: Mark, size: Mark) -> dict[str, Any]:
    """Points of two shares in percent beside the line on which both are equal; larger where `size` is."""
    whole = alt.Scale(domain=[0, 100])
    across, up = alt.X(f"{x.field}:Q", title=x.name, scale=whole), alt.Y(f"{y.field}:Q", title=y.name, scale=whole)
    even = alt.Chart(alt.InlineData([{"at": 0}, {"at": 100}])).mark_line(color=colour("muted"), strokeDash=[5, 4])
    points = _chart().mark_point(filled=True, opacity=0.9, color=colour(y.role)).encode(
        across, up, size=alt.Size(f"{size.field}:Q", legend=None, scale=alt.Scale(range=[40, 500])), tooltip=_told([x, y, size])
    )  # fmt: skip
    return _spec(alt.layer(even.encode(alt.X("at:Q"), alt.Y("at:Q")), points), 260)


def _chart() -> alt.Chart:
    """A layer; all read the rows of the whole."""
    return alt.Chart()


def _names() -> alt.Y:
    axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=8)
    return alt.Y("label:N", sort=None, axis=axis)


def _told(marks: Sequence[Mark]) -> list[alt.Tooltip]:
    """What a pointer shows: the row's name and the words of each figure, never a number of the chart's own."""
    figures = [alt.Tooltip(f"{mark.field}_text:N", title=mark.name) for mark in dict.fromkeys(marks)]
    return [alt.Tooltip("label:N", title=" "), *figures]


def _spec(chart: alt.LayerChart, height: int | None = None) -> dict[str, Any]:
    chart.data = alt.NamedData(ROWS)
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    made: dict[str, Any] = chart.properties(width="container", height=height or alt.Step(_ROW_HEIGHT), autosize=fit).to_dict()
    made.pop("config", None)
    return made
