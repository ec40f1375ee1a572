"""Native, editable charts on slides: columns, bars, stacks, lines with end labels. Bridges are in pptx_bridge.py."""

import itertools
from decimal import Decimal
from xml.sax.saxutils import escape

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.chart.datalabel import DataLabel
from pptx.chart.series import _BaseSeries
from pptx.dml.line import LineFormat
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.shapetree import SlideShapes
from pptx.util import Inches, Pt

from sales_pipeline.render.chart_workbook import series_workbook
from sales_pipeline.render.figures import OVER, Figure
from sales_pipeline.render.layout import Box
from sales_pipeline.render.measure import line_height, text_width
from sales_pipeline.render.phrases import number
from sales_pipeline.render.pptx_marks import CHART_XMLNS, hide_in_legend, to_mark
from sales_pipeline.render.pptx_text import set_fill
from sales_pipeline.render.text import one_line
from sales_pipeline.render.theme import TEXT_ROLES, text_on

LABEL_PT, AXIS_PT = 11.0, 11.0
_TYPES = {
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "column_stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "bar_stacked": XL_CHART_TYPE.BAR_STACKED,
    "line": XL_CHART_TYPE.LINE,
    "waterfall": XL_CHART_TYPE.COLUMN_STACKED,
}


class SafeChartData(CategoryChartData):  # type: ignore[misc]
    """Chart data with a workbook of our own: the library's would turn a name that starts with "=" into a formula."""

    def __init__(self, number_format: str, workbook: bytes) -> None:
        super().__init__(number_format)
        self._blob = workbook

    @property
    def xlsx_blob(self) -> bytes:
        return self._blob


def add_chart(shapes: SlideShapes, figure: Figure, box: Box) -> GraphicFrame:
    """Draw a figure in a box. Series of the styles OVER become marks over the columns, without a line (a plan)."""
    drawn = [series for series in figure.series if series.style not in OVER]
    over = [series for series in figure.series if series.style in OVER]
    ordered = Figure(
        figure.id, figure.kind, figure.categories, (*drawn, *over), figure.unit, figure.places, figure.alt,
        figure.point_roles, figure.signed_labels,
    )  # fmt: skip
    frame = place_chart(shapes, ordered, box, chart_data(ordered, series_workbook(ordered)))
    chart = frame.chart
    _legend(chart, ordered)
    _axes(chart, ordered)
    if figure.kind == "line":
        _lines(chart, ordered, box)
    else:
        _bars(chart, ordered, box)
        for series, data in zip(list(chart.plots[0].series)[len(drawn) :], over, strict=True):
            to_mark(chart, series, data.style, data.role, label_format(ordered) if data.style == "label" else "")
        hide_in_legend(chart, [i for i, each in enumerate(ordered.series) if each.style in ("hidden", "label")])
    return frame


def chart_data(figure: Figure, workbook: bytes) -> SafeChartData:
    # the library writes the format into XML as it is
    data = SafeChartData(escape(label_format(figure)), workbook)
    data.categories = figure.categories
    for series in figure.series:
        values = [None if value is None else float(value) for value in series.values]
        data.add_series(one_line(series.name, 200), values)
    return data


def place_chart(shapes: SlideShapes, figure: Figure, box: Box, data: SafeChartData) -> GraphicFrame:
    """A bare chart with our font, alternative text and ids that the schema takes."""
    frame = shapes.add_chart(
        _TYPES[figure.kind], Inches(box.x), Inches(box.y), Inches(box.w), Inches(box.h), data
    )  # fmt: skip
    frame.name = f"Chart {figure.id}"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", one_line(figure.alt_text, 2000))
    frame.chart.font.size = Pt(AXIS_PT)
    set_fill(frame.chart.font.fill, "ink")
    frame.chart.has_title = False
    _positive_axis_ids(frame.chart)
    return frame


def label_format(figure: Figure) -> str:
    """The number format of labels: decimals as the figure says; signed ones carry + and −."""
    digits = "#,##0" + ("." + "0" * figure.places if figure.places else "")
    if figure.unit == "%":
        digits += '"%"'
    if figure.unit == "%" and figure.signed_labels:
        # what rounds to nothing has no sign
        half = f"{Decimal(5).scaleb(-figure.places - 1):f}"
        nothing = f"{Decimal(0):.{figure.places}f}%"
        return f'[>={half}]+{digits};[<=-{half}]\u2212{digits};"{nothing}"'
    return f"+{digits};\u2212{digits};{digits}" if figure.signed_labels else f"{digits};\u2212{digits};{digits}"


def _positive_axis_ids(chart: Chart) -> None:
    # The library numbers axes with negative ids, which the schema (and strict readers) refuse.
    for element in chart._chartSpace.iter("{*}axId", "{*}crossAx"):
        element.set("val", str(abs(int(element.get("val")))))


def _legend(chart: Chart, figure: Figure) -> None:
    chart.has_legend = len(figure.series) > 1 and figure.kind != "line"
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        chart.legend.font.size = Pt(LABEL_PT)


def _axes(chart: Chart, figure: Figure) -> None:
    values, low = chart.value_axis, lowest(figure)
    values.has_major_gridlines = figure.kind == "line"
    values.visible = figure.kind == "line"
    values.maximum_scale, values.minimum_scale = axis_range(figure)
    values.major_tick_mark = values.minor_tick_mark = XL_TICK_MARK.NONE
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = label_format(figure), False
    if values.has_major_gridlines:
        set_fill(values.major_gridlines.format.line.fill, "line")
        values.major_gridlines.format.line.width = Pt(0.5)
    names = chart.category_axis
    names.major_tick_mark = names.minor_tick_mark = XL_TICK_MARK.NONE
    names.tick_labels.font.size = Pt(AXIS_PT)
    set_fill(names.format.line.fill, "muted")
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW if low < 0 else XL_TICK_LABEL_POSITION.NEXT_TO_AXIS
    names.reverse_order = figure.kind.startswith("bar")


def stacked_sums(figure: Figure) -> tuple[list[Decimal], list[Decimal]]:
    """Per category, the sums above and below zero of the stacked series."""
    drawn = [s.values for s in figure.series if s.style not in OVER]
    columns = list(zip(*drawn, strict=True))
    above = [sum((Decimal(v) for v in column if v is not None and v > 0), Decimal(0)) for column in columns]
    below = [sum((Decimal(v) for v in column if v is not None and v < 0), Decimal(0)) for column in columns]
    return above, below


def _extremes(figure: Figure) -> tuple[Decimal, Decimal]:
    every = [Decimal(v) for series in figure.series for v in series.values if v is not None] or [Decimal(0)]
    if figure.kind.endswith("stacked"):
        above, below = stacked_sums(figure)
        every += above + below
    return min(*every, Decimal(0)), max(*every, Decimal(0))


def lowest(figure: Figure) -> Decimal:
    """The lowest value drawn, at most zero."""
    return _extremes(figure)[0]


def axis_range(figure: Figure) -> tuple[float, float]:
    """(highest, lowest) of the value axis, with zero inside and room for labels beyond the bars."""
    low, high = (float(value) for value in _extremes(figure))
    if figure.kind == "line":
        return nice_ceiling(high), -nice_ceiling(-low) if low < 0 else 0.0
    is_labelled = not figure.kind.endswith("stacked") or any(series.style == "label" for series in figure.series)
    room = (high - low) * (0.12 if is_labelled else 0.02) or 1.0
    return high + (room if high > 0 or low == 0 else 0.0), low - room if low < 0 else 0.0


def nice_ceiling(value: float) -> float:
    """The next of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** (len(f"{int(value)}") - 1) if value >= 1 else 10.0 ** -(len(f"{1 / value:.0f}"))
    steps = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)
    return next(step * power for step in steps if step * power >= value)


def _bars(chart: Chart, figure: Figure, box: Box) -> None:
    plot, stacked = chart.plots[0], figure.kind.endswith("stacked")
    is_span = any(series.style == "hidden" for series in figure.series)
    plot.gap_width = 45 if stacked or len(figure.series) > 1 else 60
    plot.overlap = 100 if stacked else -8
    plot.has_data_labels = True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = label_format(figure), False
    plot.data_labels.font.size = Pt(LABEL_PT)
    plot.data_labels.position = XL_LABEL_POSITION.CENTER if stacked else XL_LABEL_POSITION.OUTSIDE_END
    for position, series in enumerate(plot.series):
        data = figure.series[position]
        _paint(series, data.role, data.style)
        if stacked and data.style in ("solid", "outline") and not is_span:
            _labels_on(series, figure, data.role)
        if data.style == "hidden":
            _carry(series, figure)
        elif is_span and data.style not in OVER:
            _say_nothing(series)
        elif stacked:
            _hide_thin_labels(series, figure, position, box)
    if len(figure.series) == 1 and figure.point_roles:
        for position, role in enumerate(figure.point_roles):
            set_fill(plot.series[0].points[position].format.fill, role)


def _labels_on(series: _BaseSeries, figure: Figure, role: str) -> None:
    labels = series.data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.CENTER
    labels.number_format, labels.number_format_is_linked = label_format(figure), False
    labels.font.size = Pt(LABEL_PT)
    set_fill(labels.font.fill, text_on(role))


def _carry(series: _BaseSeries, figure: Figure) -> None:
    """What only carries the stack: not seen, its number at its upper end."""
    series.format.fill.background()
    labels = series.data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.INSIDE_END
    labels.number_format, labels.number_format_is_linked = label_format(figure), False
    labels.font.size = Pt(LABEL_PT)
    set_fill(labels.font.fill, "ink")


def _say_nothing(series: _BaseSeries) -> None:
    labels = series._element.get_or_add_dLbls()
    for child in list(labels):
        labels.remove(child)
    labels.append(parse_xml(f'<c:delete {CHART_XMLNS} val="1"/>'))


def _paint(series: _BaseSeries, role: str, style: str) -> None:
    series.invert_if_negative = False
    if style == "outline":
        set_fill(series.format.fill, "white")
        set_fill(series.format.line.fill, "muted")
        series.format.line.width = Pt(1.25)
        return
    set_fill(series.format.fill, role)


def _hide_thin_labels(series: _BaseSeries, figure: Figure, position: int, box: Box) -> None:
    high, low = axis_range(figure)
    horizontal = figure.kind.startswith("bar")
    plot_inches = box.w * 0.85 if horizontal else box.h * 0.78
    for point, value in enumerate(figure.series[position].values):
        size = abs(float(value or 0)) / (high - low) * plot_inches
        said = number(value or 0, figure.places)
        need = text_width(said, LABEL_PT) * 1.2 if horizontal else 1.35 * LABEL_PT / 72
        if size < need or _is_under_marker(figure, position, point, LABEL_PT / 72 / plot_inches * (high - low)):
            _delete_label(series, point)


def _is_under_marker(figure: Figure, position: int, point: int, label_height: float) -> bool:
    """Whether a dash over the stack would cross the label in the middle of a segment."""
    markers = [s.values[point] for s in figure.series if s.style == "marker"]
    below = sum(float(s.values[point] or 0) for s in figure.series[:position] if s.style not in OVER)
    middle = below + float(figure.series[position].values[point] or 0) / 2
    return any(value is not None and abs(float(value) - middle) < label_height for value in markers)


def _delete_label(series: _BaseSeries, point: int) -> None:
    labels = series._element.get_or_add_dLbls()
    # A deleted label is the schema's two-child form; labels come first in their list, ordered by point.
    deleted = parse_xml(f'<c:dLbl {CHART_XMLNS}><c:idx val="{point}"/><c:delete val="1"/></c:dLbl>')
    labels.insert(len(labels.findall("{*}dLbl")), deleted)


# inches by which the label of a line that ends halfway lies above its end
_ABOVE = -0.18


def _lines(chart: Chart, figure: Figure, box: Box) -> None:
    ends = {s.name: f"{one_line(s.name, 40)} {number(_last(s.values)[1], figure.places)}" for s in figure.series}
    room = max(text_width(text, LABEL_PT, True) for text in ends.values()) + 0.25
    _plot_area(chart, left=0.55 / box.w, top=0.05, width=max(1 - (0.55 + room) / box.w, 0.3), height=1 - 0.5 / box.h)
    shifts = _label_shifts(figure, box.h * (1 - 0.5 / box.h) or 1.0)
    for series, data, shift in zip(chart.plots[0].series, figure.series, shifts, strict=True):
        series.smooth = False
        _stroke(series.format.line, data.role, data.style)
        series.marker.style = None
        _no_marker(series)
        point = _last(data.values)[0]
        is_at_end = point == len(data.values) - 1
        _end_label(series, point, ends[data.name], data.role, (shift if is_at_end else _ABOVE) / box.h)
        if not is_at_end:
            _lie_over_lines(series.points[point].data_label, on_the_right=point * 3 < len(data.values))


def _last(values: tuple[Decimal | int | None, ...]) -> tuple[int, Decimal | int]:
    return next(((i, v) for i, v in reversed(list(enumerate(values))) if v is not None), (0, 0))


def _stroke(line: LineFormat, role: str, style: str) -> None:
    line.width = Pt(1.5 if style == "dashed" else 2.5)
    set_fill(line.fill, role)
    if style == "dashed":
        line.dash_style = MSO_LINE.DASH


def _no_marker(series: _BaseSeries) -> None:
    for old in series._element.findall("{*}marker"):
        series._element.remove(old)
    series._element.find("{*}spPr").addnext(parse_xml(f'<c:marker {CHART_XMLNS}><c:symbol val="none"/></c:marker>'))


def _plot_area(chart: Chart, left: float, top: float, width: float, height: float) -> None:
    area = chart._chartSpace.find(".//{*}plotArea")
    for old in area.findall("{*}layout"):
        area.remove(old)
    numbers = "".join(
        f'<c:{name} val="{value:.4f}"/>' for name, value in (("x", left), ("y", top), ("w", width), ("h", height))
    )
    area.insert(0, parse_xml(
        f'<c:layout {CHART_XMLNS}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/>{numbers}</c:manualLayout></c:layout>'
    ))  # fmt: skip


def _label_shifts(figure: Figure, plot_height: float) -> list[float]:
    """Inches by which each end label moves down (negative: up), so that none lies on another."""
    high, low = axis_range(figure)
    wanted = [(high - float(_last(s.values)[1])) / (high - low) * plot_height for s in figure.series]
    order, placed = sorted(range(len(wanted)), key=lambda i: (wanted[i], i)), list(wanted)
    step = line_height(LABEL_PT) * 1.05
    for before, after in itertools.pairwise(order):
        placed[after] = max(placed[after], placed[before] + step)
    # Pushing only down drifts; half of the drift is given back upwards.
    drift = (sum(placed) - sum(wanted)) / len(wanted)
    crowded = [abs(p - w) > 1e-9 for p, w in zip(placed, wanted, strict=True)]
    return [p - w - drift if any(crowded) else 0.0 for p, w in zip(placed, wanted, strict=True)]


def _end_label(series: _BaseSeries, point: int, text: str, role: str, shift: float) -> None:
    """The name and last number of a line right of its end."""
    label = series.points[point].data_label
    frame = label.text_frame
    frame.text = text
    run = frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(LABEL_PT), True
    set_fill(run.font.fill, role if role in TEXT_ROLES else "muted")
    label.position = XL_LABEL_POSITION.RIGHT
    if abs(shift) > 1e-4:
        element = label._dLbl
        element.find("{*}idx").addnext(parse_xml(
            f'<c:layout {CHART_XMLNS}><c:manualLayout><c:x val="0"/><c:y val="{shift:.4f}"/></c:manualLayout>'
            "</c:layout>"
        ))  # fmt: skip


def _lie_over_lines(label: DataLabel, on_the_right: bool) -> None:
    """The label of a line that ends halfway: on paper of its own, since others go on below it."""
    label.position = XL_LABEL_POSITION.RIGHT if on_the_right else XL_LABEL_POSITION.LEFT
    paper = f'<c:spPr {CHART_XMLNS}><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></c:spPr>'
    label._dLbl.find("{*}tx").addnext(parse_xml(paper))
