"""Marks over the columns of a chart: dashes and dots without a line, and labels that stand alone."""

from typing import Any

from pptx.chart.chart import Chart
from pptx.chart.series import _BaseSeries
from pptx.oxml import parse_xml

from sales_pipeline.render.theme import COLOURS

CHART_XMLNS = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
# style: symbol and size
SYMBOLS = {"marker": ("dash", 22), "dot": ("diamond", 9), "label": ("none", 0)}
_SLOTS = {"dk1": "tx1", "lt1": "bg1", "dk2": "tx2", "lt2": "bg2"}


def to_mark(chart: Chart, series: _BaseSeries, style: str, role: str, label: str = "") -> None:
    """Move a column series into a line chart on the same axes, drawn as a mark at each category; label is the number
    format of labels above the marks, if any."""
    element, bars = series._element, chart.plots[0]._element
    bars.remove(element)
    for tag in ("invertIfNegative", "spPr", "dLbls"):
        for child in element.findall(f"{{*}}{tag}"):
            element.remove(child)
    line = _line_chart(bars)
    name = element.find("{*}tx")
    if label:
        name.addnext(parse_xml(_labels(label)))
    name.addnext(parse_xml(_symbol(style, role)))
    name.addnext(parse_xml(f'<c:spPr {CHART_XMLNS}><a:ln w="28575"><a:noFill/></a:ln></c:spPr>'))
    element.append(parse_xml(f'<c:smooth {CHART_XMLNS} val="0"/>'))
    line.insert(len(line.findall("{*}ser")) + 2, element)


def _line_chart(bars: Any) -> Any:
    line = bars.getparent().find("{*}lineChart")
    if line is None:
        ids = "".join(f'<c:axId val="{axis.get("val")}"/>' for axis in bars.findall("{*}axId"))
        line = parse_xml(
            f'<c:lineChart {CHART_XMLNS}><c:grouping val="standard"/><c:varyColors val="0"/>'
            f'<c:marker val="1"/>{ids}</c:lineChart>'
        )
        bars.addnext(line)
    return line


def _symbol(style: str, role: str) -> str:
    symbol, size = SYMBOLS[style]
    if symbol == "none":
        return f'<c:marker {CHART_XMLNS}><c:symbol val="none"/></c:marker>'
    slot = COLOURS[role].slot
    return (
        f'<c:marker {CHART_XMLNS}><c:symbol val="{symbol}"/><c:size val="{size}"/><c:spPr>'
        f'<a:solidFill><a:schemeClr val="{_SLOTS.get(slot, slot)}"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></c:spPr></c:marker>"
    )


def _labels(number_format: str) -> str:
    shown = number_format.replace("&", "&amp;").replace('"', "&quot;")
    return (
        f'<c:dLbls {CHART_XMLNS}><c:numFmt formatCode="{shown}" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/>'
        '</a:ln></c:spPr><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1100"><a:solidFill>'
        '<a:schemeClr val="tx1"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
        '<c:dLblPos val="t"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


def hide_in_legend(chart: Chart, positions: list[int]) -> None:
    """Leave series out of the legend, by their place."""
    if not chart.has_legend:
        return
    place = chart.legend._element.find("{*}legendPos")
    for position in sorted(positions, reverse=True):
        place.addnext(parse_xml(
            f'<c:legendEntry {CHART_XMLNS}><c:idx val="{position}"/><c:delete val="1"/></c:legendEntry>'
        ))  # fmt: skip
