"""Bridges (waterfalls) as native stacked columns over a workbook with formulas: edit a change and the rest follows."""

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from pptx.chart.chart import Chart
from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.shapetree import SlideShapes
from pptx.util import Pt

from sales_pipeline.render.chart_workbook import (
    BRIDGE_HEADERS,
    FIRST_BRIDGE_SERIES,
    LABEL_COLUMN,
    bridge_labels,
    bridge_workbook,
    label_positions,
)
from sales_pipeline.render.figures import Figure, Series, Waterfall, bridge_steps, waterfall
from sales_pipeline.render.layout import Box
from sales_pipeline.render.measure import text_width
from sales_pipeline.render.pptx_chart import AXIS_PT, LABEL_PT, chart_data, place_chart
from sales_pipeline.render.pptx_marks import CHART_XMLNS
from sales_pipeline.render.pptx_text import set_fill
from sales_pipeline.render.text import clean
from sales_pipeline.render.theme import COLOURS, TEXT_ROLES

_C15 = 'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"'
_LABEL_EXT, _RANGE_EXT = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}", "{02D57815-91ED-43cb-92C2-25804820EDAC}"
_ROLES = ("white", "strong", "better", "better", "worse", "worse", "ink")


def add_bridge(shapes: SlideShapes, figure: Figure, box: Box) -> GraphicFrame:
    """Draw a figure made by bridge_figure in a box."""
    shape = waterfall(bridge_steps(figure))
    columns = (
        shape.base, shape.total, shape.increase_above, shape.increase_below, shape.decrease_above, shape.decrease_below,
        tuple(label_positions(shape)),
    )  # fmt: skip
    drawn = Figure(
        figure.id, "waterfall", figure.categories,
        tuple(Series(BRIDGE_HEADERS[FIRST_BRIDGE_SERIES + i], values, _ROLES[i]) for i, values in enumerate(columns)),
        figure.unit, figure.places, figure.alt_text,
    )  # fmt: skip
    frame = place_chart(shapes, drawn, box, chart_data(drawn, bridge_workbook(figure)))
    _paint(frame.chart, shape, _axis_points(shape, box.w))
    _paint_neutral(frame.chart, figure)
    _point_to_formulas(frame.chart, len(figure.categories))
    _label_series(frame.chart, figure, shape)
    return frame


def _axis_points(shape: Waterfall, width: float) -> float:
    """The largest size at which no word of a step's name is wider than its place."""
    words = [word for step in shape.steps for word in step.name.split()]
    room = width * 0.94 / len(shape.steps)
    sizes = (AXIS_PT, 10.0, 9.0)
    return next((p for p in sizes if max(text_width(word, p) for word in words) <= room), sizes[-1])


def _paint(chart: Chart, shape: Waterfall, points: float) -> None:
    chart.has_legend = False
    plot, values, names = chart.plots[0], chart.value_axis, chart.category_axis
    plot.gap_width, plot.overlap = 35, 100
    for series, role in zip(plot.series, _ROLES, strict=True):
        series.invert_if_negative = False
        set_fill(series.format.fill, role)
    plot.series[0].format.fill.background()
    reached = [*shape.start, *shape.end, Decimal(0)]
    high, low = float(max(reached)), float(min(reached))
    room = (high - low) * 0.1 or 1.0
    values.maximum_scale = high + room if high > 0 else room
    values.minimum_scale = low - room if low < 0 else 0.0
    values.visible, values.has_major_gridlines = False, False
    names.major_tick_mark = names.minor_tick_mark = XL_TICK_MARK.NONE
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.tick_labels.font.size = Pt(points)
    # Viewers turn crowded labels on their side; told not to, they wrap them.
    names._element.find("{*}txPr").find("{*}bodyPr").set("rot", "0")
    set_fill(names.format.line.fill, "muted")


def _paint_neutral(chart: Chart, figure: Figure) -> None:
    """Steps with a colour of their own, in each series that may draw them."""
    for position, role in enumerate(figure.point_roles):
        if role not in ("strong", "better", "worse"):
            for series in list(chart.plots[0].series)[2:6]:
                set_fill(series.points[position].format.fill, role)


def _point_to_formulas(chart: Chart, count: int) -> None:
    for position, series in enumerate(chart.plots[0].series):
        column = chr(ord("A") + FIRST_BRIDGE_SERIES + position)
        series._element.find("{*}tx").find(".//{*}f").text = f"Sheet1!${column}$1"
        series._element.find("{*}val").find(".//{*}f").text = f"Sheet1!${column}$2:${column}${count + 1}"


def _label_series(chart: Chart, figure: Figure, shape: Waterfall) -> None:
    """Make the last series a line without a stroke that carries the labels, each the text of a cell."""
    bars = chart.plots[0]._element
    element = chart.plots[0].series[len(_ROLES) - 1]._element
    bars.remove(element)
    for tag in ("invertIfNegative", "spPr"):
        for child in element.findall(f"{{*}}{tag}"):
            element.remove(child)
    element.find("{*}tx").addnext(parse_xml(f'<c:spPr {CHART_XMLNS}><a:ln w="28575"><a:noFill/></a:ln></c:spPr>'))
    element.find("{*}spPr").addnext(parse_xml(f'<c:marker {CHART_XMLNS}><c:symbol val="none"/></c:marker>'))
    element.find("{*}marker").addnext(parse_xml(_labels(figure, shape)))
    element.append(parse_xml(f'<c:smooth {CHART_XMLNS} val="0"/>'))
    element.append(parse_xml(_label_range(figure)))
    ids = "".join(f'<c:axId val="{axis.get("val")}"/>' for axis in bars.findall("{*}axId"))
    line = parse_xml(
        f'<c:lineChart {CHART_XMLNS}><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'<c:marker val="1"/>{ids}</c:lineChart>'
    )
    line.insert(2, element)
    bars.addnext(line)


def _labels(figure: Figure, shape: Waterfall) -> str:
    each = "".join(_label(figure, i, _place(shape.start[i], shape.end[i])) for i in range(len(figure.categories)))
    return (
        f'<c:dLbls {CHART_XMLNS} {_C15}>{each}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr><c:dLblPos val="t"/>'
        f'{_show()}<c:extLst><c:ext uri="{_LABEL_EXT}"><c15:showDataLabelsRange val="1"/>'
        "</c:ext></c:extLst></c:dLbls>"
    )


def _place(start: Decimal, end: Decimal) -> str:
    """Above a bar, but below one that lies below zero."""
    return "b" if min(start, end) < 0 >= max(start, end) else "t"


def _show() -> str:
    tags = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    return "".join(f'<c:show{tag} val="0"/>' for tag in tags)


def _label(figure: Figure, position: int, place: str) -> str:
    identity = str(uuid5(NAMESPACE_URL, f"{figure.id}/{position}")).upper()
    said = figure.point_roles[position]
    # a pale colour may fill a bar but not write its number
    role = COLOURS[said if said in TEXT_ROLES else "ink"].slot.replace("dk2", "tx2").replace("dk1", "tx1")
    look = f'<a:solidFill><a:schemeClr val="{role}"/></a:solidFill>'
    return (
        f'<c:dLbl><c:idx val="{position}"/><c:tx><c:rich><a:bodyPr/><a:p><a:fld id="{{{identity}}}" type="CELLRANGE">'
        f'<a:rPr lang="en-US" sz="{LABEL_PT * 100:.0f}" b="1">{look}</a:rPr><a:pPr/><a:t>[CELLRANGE]</a:t></a:fld>'
        f'<a:endParaRPr lang="en-US"/></a:p></c:rich></c:tx><c:dLblPos val="{place}"/>{_show()}'
        f'<c:extLst><c:ext uri="{_LABEL_EXT}"><c15:dlblFieldTable/><c15:showDataLabelsRange val="1"/></c:ext>'
        "</c:extLst></c:dLbl>"
    )


def _label_range(figure: Figure) -> str:
    labels = bridge_labels(figure)
    points = "".join(f'<c:pt idx="{i}"><c:v>{clean(label)}</c:v></c:pt>' for i, label in enumerate(labels))
    return (
        f'<c:extLst {CHART_XMLNS} {_C15}><c:ext uri="{_RANGE_EXT}"><c15:datalabelsRange>'
        f"<c15:f>Sheet1!${LABEL_COLUMN}$2:${LABEL_COLUMN}${len(labels) + 1}</c15:f>"
        f'<c15:dlblRangeCache><c:ptCount val="{len(labels)}"/>{points}</c15:dlblRangeCache></c15:datalabelsRange>'
        "</c:ext></c:extLst>"
    )
