"""Charts compared with the week's tables: what each draws by its name, and that its parts agree with one another."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.proof import values
from sales_pipeline.forecast.proof.chart_rules import BRIDGES, SERIES, Steps
from sales_pipeline.forecast.proof.formulas import recalculated
from sales_pipeline.render.reading.said import Chart
from sales_pipeline.render.text import ELLIPSIS

Wanted = Mapping[str, list[list[Decimal | None]]]
_NUMBER = re.compile(r"[-\u2212]?\d+(?:,\d{3})*(?:\.\d+)?")


def differences(chart: Chart, frames: Frames) -> Iterator[str]:
    """Every value of a chart that the tables do not bear out, and every part that differs from another."""
    place = f"{chart.place}, {chart.name}"
    name = chart.name.removeprefix("Chart ")
    if chart.workbook is None:
        yield f"{place}: there is no workbook behind it"
    elif name in SERIES:
        yield from (f"{place}, {problem}" for problem in _series(chart, SERIES[name](chart, frames)))
    elif name in BRIDGES:
        yield from (f"{place}, {problem}" for problem in _bridge(chart, BRIDGES[name](frames)))
    else:
        yield f"{place}: nothing says what this chart must show"
    yield from (f"{place}: {problem}" for problem in _parts(chart))


def _series(chart: Chart, known: Wanted) -> Iterator[str]:
    power = values.power(str(chart.cells[0][0])) or 0
    for name, shown in chart.series.items():
        if name not in known:
            yield f"{name}: nothing says what this series must show"
            continue
        for category, value, wanted in zip(chart.categories, shown, known[name], strict=True):
            if not any(_near(value, each, power) for each in wanted):
                yield f"{category}, {name}: {value} is not {[str(each) for each in wanted]}"


def _near(shown: object, value: Decimal | None, power: int) -> bool:
    if shown is None or value is None:
        return shown is None and value is None
    return isinstance(shown, float) and abs(shown - float(value.scaleb(-power))) < 1e-9 * max(1.0, abs(shown))


def _bridge(chart: Chart, known: list[Steps]) -> Iterator[str]:
    """A bridge is drawn whole or with its changes only: the one with as many steps counts."""
    shown = [(str(line[0]), line[1]) for line in chart.cells[1:]]
    fitting = [steps for steps in known if len(steps) == len(shown)]
    if not fitting:
        yield f"{len(shown)} steps, not {' or '.join(str(len(steps)) for steps in known)}"
        return
    judged = [list(_steps(shown, steps)) for steps in fitting]
    yield from min(judged, key=len)


def _steps(shown: Sequence[tuple[str, object]], steps: Steps) -> Iterator[str]:
    # the unit stands on no axis of a bridge: it is the one in which most steps are right
    pairs = [(value, amount) for (_, value), (_, amount) in zip(shown, steps, strict=True)]
    power = max(values.POWERS.values(), key=lambda p: sum(_near(value, amount, p) for value, amount in pairs))
    for (name, value), (wanted, amount) in zip(shown, steps, strict=True):
        if not _near(value, amount, power):
            yield f"{name}: {value} is not {amount}"
        if wanted and values.words(name) != values.words(wanted):
            yield f"{name!r} is not {wanted!r}"


def _parts(chart: Chart) -> Iterator[str]:
    """What the chart shows, its workbook, its labels and its alternative say the same."""
    if not chart.cells:
        return
    header, *lines = chart.cells
    columns = {str(name): [line[at] if at < len(line) else None for line in lines] for at, name in enumerate(header)}
    first = [values.words(line[0]) for line in lines]
    if first != [values.words(category) for category in chart.categories]:
        yield "the workbook's categories are not the chart's"
    for name, shown in chart.series.items():
        if name not in columns or not all(_equal(a, b) for a, b in zip(columns[name], shown, strict=True)):
            yield f"the workbook's {name} is not the chart's"
    if chart.labels and list(chart.labels) != columns.get("Label"):
        yield "labels are not those of the workbook"
    if chart.workbook is not None:
        yield from recalculated(chart.workbook)
    yield from _alternative(chart)


def _equal(one: object, other: object) -> bool:
    return one is other is None or (isinstance(one, float) and isinstance(other, float) and abs(one - other) < 1e-9)


def _alternative(chart: Chart) -> Iterator[str]:
    """Each number of the text alternative is one of the chart's, rounded as it is there, or part of a name."""
    text, names = chart.alternative, " ".join((*chart.categories, *chart.series))
    # where it was cut, the last number may have been too
    text = text.rpartition(" ")[0] if text.endswith(ELLIPSIS) else text
    named = {_decimal(found) for found in _NUMBER.findall(names)}
    cells = [Decimal(cell) for line in chart.cells[1:] for cell in line if isinstance(cell, float)]
    seen: dict[int, set[Decimal]] = {}
    for found in _NUMBER.findall(text):
        number = _decimal(found)
        places = -int(number.as_tuple().exponent)
        if places not in seen:
            # binary tails of cells that lie half way would round either way
            seen[places] = {rounded for cell in cells for rounded in _both(cell, places)}
        if number not in seen[places] and abs(number) not in named:
            yield f"the alternative text says {found}, which the chart does not"


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("\u2212", "-"))


def _both(cell: Decimal, places: int) -> tuple[Decimal, Decimal]:
    unit = Decimal(1).scaleb(-places)
    nearest = cell.quantize(Decimal("1e-9"), ROUND_HALF_UP)
    return cell.quantize(unit, ROUND_HALF_UP), nearest.quantize(unit, ROUND_HALF_UP)
