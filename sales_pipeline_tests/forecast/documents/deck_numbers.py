"""Every figure of a deck compared with the tables it was drawn from: sentences by the facts, table cells and charts by
the rows, calculated here anew and not by the code that drew them."""

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.text import clean, one_line
from sales_pipeline_tests.forecast.documents import deck_learned_charts, deck_learned_tables
from sales_pipeline_tests.render.decks import ChartRead, charts, figure, opened, tables, texts

_POWERS = {"": 0, "K": 3, "M": 6, "B": 9}
_UNIT = re.compile(r"(?:^|, |; )(?:[$€£¥]|(?!CRM)[A-Z]{3})\s?([KMB]?)(?=$|,|;)")
_CATEGORIES = {"Closed": "closed", "Commit": "commit", "Most likely": "most_likely", "Best case": "best_case",
               "Pipeline": "pipeline"}  # fmt: skip
_MONEY = {"Closed": "closed_amount", "Commit": "commit_amount", "Most likely": "most_likely_amount",
          "Pipeline": "pipeline_amount", "Best case": "best_case_amount", "Expected": "expected_amount",
          "Call": "call_amount", "Target": "target_amount", "Quota": "target_amount"}  # fmt: skip
_CALLS = {"CRM": "system_amount", "CRM says": "system_amount", "Call": "call_amount", "Difference": "delta_amount"}
_GOALS = {"Target": "target_amount", "Call": "call_amount", "Expected": "expected_amount"}
_PERCENT = {"Closed to target": "attainment_ratio", "Expected attainment": "expected_attainment_ratio"}


def differences(blob: bytes, frames: Frames, facts: Facts, outside: tuple[str, ...] = ()) -> list[str]:
    """Every figure that the tables do not bear out, in words; outside holds texts from outside with figures in them."""
    found = []
    for number, slide in enumerate(opened(blob).slides, 1):
        said = "\n".join(texts(slide))
        found += [f"slide {number}: {token} is no fact" for token in facts.find_untraced(said, outside)]
        power = _power(said)
        for table in tables(slide):
            found += [f"slide {number}: {problem}" for problem in _table(table, frames, power)]
        for chart in charts(slide):
            found += [f"slide {number}: {problem}" for problem in _chart(chart, frames)]
    return found


def count(blob: bytes) -> int:
    """How many table cells with a figure and how many chart values a deck holds: what there is to compare."""
    slides = opened(blob).slides
    cells = [figure(cell) for slide in slides for table in tables(slide) for row in table[1:] for cell in row[1:]]
    values = [v for slide in slides for chart in charts(slide) for series in chart.series.values() for v in series]
    return sum(cell is not None for cell in cells) + sum(value is not None for value in values)


def _power(text: str) -> int:
    found = _UNIT.search(text.split("\n")[1] if "\n" in text else text)
    return _POWERS[found[1]] if found else 0


def _same(shown: str, value: Decimal | None, power: int) -> bool:
    """A cell as it reads, rounded to as many places as it shows."""
    if value is None:
        return shown in ("", "n/a")
    number = figure(shown.removeprefix("<"))
    if number is None:
        return False
    if shown.startswith("<"):
        return 0 < value < number
    places = -int(number.as_tuple().exponent)
    return number == value.scaleb(-power).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def _table(table: list[list[str]], frames: Frames, power: int) -> Iterator[str]:
    header, *rows = table
    if (learned := deck_learned_tables.cells(table, frames)) is not None:
        yield from _learned(learned, table, power)
    unit = _UNIT.search(header[0]) or next((m for h in header if (m := _UNIT.search(h))), None)
    scale = _POWERS[unit[1]] if unit else power
    for row in rows:
        for head, cell in zip(header, row, strict=True):
            check = _column(head, header)
            if check and cell and not any(part.endswith(" more") for part in row):
                wanted = [check(found) for found in _rows_of(header, row, frames)]
                known = [_same(cell, value, 0 if kind == "ratio" else scale) for kind, value in wanted]
                if not any(known):
                    yield f"{row[0]}, {head}: {cell} is not {[str(value) for _, value in wanted]}"


def _learned(cells: deck_learned_tables.Cells, table: list[list[str]], power: int) -> Iterator[str]:
    """Cells of tables on what is learned; each row or column may have a unit of its own."""
    usual = _UNIT.search(table[0][0])
    for place, text, header, wanted in cells:
        unit = _UNIT.search(header) or usual or next((m for h in table[0] if (m := _UNIT.search(h))), None)
        scale = _POWERS[unit[1]] if unit else power
        known = [_same(text, _hundred(value) if kind == "ratio" else value, scale if kind == "money" else 0)
                 for kind, value in wanted]  # fmt: skip
        if not any(known):
            yield f"{place}: {text} is not {[str(value) for _, value in wanted]}"


Check = Callable[[Row], tuple[str, Decimal | None]]


def _column(head: str, header: list[str]) -> Check | None:
    name = _UNIT.sub("", head).strip(", ")
    if "Flags" in header:
        return (lambda r: ("money", r["amount"])) if name == "Amount" else None
    if "Difference" in header or "State" in header:
        found = {
            "CRM": "system_amount",
            "CRM says": "system_amount",
            "Call": "call_amount",
            "Difference": "delta_amount",
        }
        return (lambda r: ("money", r[found[name]])) if name in found else None
    if name == "Share of expected":
        return lambda r: ("ratio", _hundred(r["share"]))
    if name in _MONEY:
        return lambda r: ("money", r[_MONEY[name]])
    if name in _PERCENT:
        return lambda r: ("ratio", _hundred(r[_PERCENT[name]]))
    if name == "Coverage to go":
        return lambda r: ("ratio", r["coverage_to_go_ratio"])
    if name in ("Call to target", "Expected to target"):
        lead = _MONEY[name.partition(" ")[0]]
        return lambda r: ("money", r[lead] - r["target_amount"])
    if name in ("Call since last week", "Expected since last week"):
        lead = _MONEY[name.partition(" ")[0]]
        return lambda r: ("money", r["changes"].get(lead))
    return None


def _hundred(value: Decimal | None) -> Decimal | None:
    return value * 100 if value is not None else None


def _rows_of(header: list[str], row: list[str], frames: Frames) -> list[Row]:
    """The rows of the tables that a row of a slide may be about, by the names it shows (cut ones by their start)."""

    def shown(value: object, cell: str) -> bool:
        return one_line(clean(value)).startswith(cell.removesuffix("…")) if cell else not value

    if "Flags" in header:
        deals = frames.rows("pipeline_snapshot", state="open")
        owner = header.index("Owner")
        first = "account_name" if header[0] == "Account" else "opportunity_name"
        return [d for d in deals if shown(d[first], row[0]) and shown(d["node_name"], row[owner])]
    if "Share of expected" in header:
        return _members(row[0], frames)
    if "Difference" in header or "State" in header:
        return [c for c in frames.rows("commit_forecast", horizon="current") if shown(c["node_name"], row[0])]
    nodes = [n for n in frames.rows("forecast_rollup", horizon="current") if shown(n["node_name"], row[0])]
    return [{**node, "changes": _changes(frames, node)} for node in nodes]


def _members(name: str, frames: Frames) -> list[Row]:
    cut = frames.rows("forecast_by_segment", horizon="current")
    wholes = {d: sum(r["expected_amount"] for r in cut if r["dimension"] == d) for d in {r["dimension"] for r in cut}}
    return [
        {**row, "share": row["expected_amount"] / wholes[row["dimension"]]}
        for row in cut
        if one_line(clean(row["member"])).casefold().startswith(name.removesuffix("…").casefold())
    ]


def _changes(frames: Frames, node: Row) -> dict[str, Decimal | None]:
    rows = frames.rows("forecast_change", node_id=node["node_id"], period_id=node["period_id"])
    return {row["measure"]: row["change_amount"] for row in rows}


def _chart(chart: ChartRead, frames: Frames) -> Iterator[str]:
    if (known := deck_learned_charts.series(chart, frames)) is not None:
        yield from _series(chart, known)
    elif (steps := deck_learned_charts.steps(chart.name, frames)) is not None:
        shown = [row[1] for row in chart.cells[1:]]
        if not any(_matches(shown, steps, power) for power in _POWERS.values()):
            yield f"{chart.name}: {shown} is not {[str(step) for step in steps]}"
    elif chart.name == "Chart record":
        yield from _record(chart, frames)
    elif "-" in chart.name:
        yield from _bridge(chart, frames)
    else:
        yield from _stack(chart, frames)


def _series(chart: ChartRead, known: dict[str, list[list[Decimal | None]]]) -> Iterator[str]:
    """A chart on what is learned, each value against those that it may be."""
    power = _power_of(str(chart.cells[0][0]))
    for name, values in chart.series.items():
        for category, shown, wanted in zip(chart.categories, values, known[name], strict=True):
            if not any(_near(shown, value, power) for value in wanted):
                yield f"{chart.name}, {category}, {name}: {shown} is not {[str(value) for value in wanted]}"
    yield from _workbook(chart)


def _near(shown: float | None, value: Decimal | None, power: int = 0) -> bool:
    if shown is None or value is None:
        return shown is None and value is None
    return abs(shown - float(value.scaleb(-power))) < 1e-9 * max(1.0, abs(shown))


def _stack(chart: ChartRead, frames: Frames) -> Iterator[str]:
    power = _power_of(str(chart.cells[0][0]))
    nodes = frames.rows("forecast_rollup", horizon="current")
    company = next(node for node in nodes if node["depth"] == 0)
    for name, values in chart.series.items():
        for category, shown in zip(chart.categories, values, strict=True):
            if shown is None or category.endswith(" more"):
                continue
            key = _GOALS.get(name) or f"{_CATEGORIES[name]}_amount"
            rows = [company] if chart.name == "Chart position" else [n for n in nodes if _starts(n, category)]
            if not any(_near(shown, row[key], power) for row in rows):
                yield f"{chart.name}, {category}, {name}: {shown} is not {[str(row[key]) for row in rows]}"
    yield from _workbook(chart)


def _starts(node: Row, category: str) -> bool:
    return one_line(clean(node["node_name"])).startswith(category.removesuffix("…"))


def _power_of(unit: str) -> int:
    return _POWERS.get(unit[-1:], 0) if unit else 0


def _workbook(chart: ChartRead) -> Iterator[str]:
    """The workbook behind a chart against what the chart shows."""
    header, *rows = chart.cells
    for position, name in enumerate(header[1:], 1):
        column = tuple(row[position] if position < len(row) else None for row in rows)
        if name in chart.series and not all(_equal(a, b) for a, b in zip(column, chart.series[name], strict=True)):
            yield f"{chart.name}: the workbook's {name} differs from the chart's"


def _equal(one: Any, other: Any) -> bool:
    return one is other is None or (one is not None and other is not None and abs(one - other) < 1e-9)


def _bridge(chart: ChartRead, frames: Frames) -> Iterator[str]:
    bridge, against = chart.name.removeprefix("Chart ").split("-")
    company = frames.one("forecast_rollup", horizon="current", depth=0)
    steps = frames.rows("forecast_bridge", bridge=bridge, against=against, node_id=company["node_id"])
    moved = sorted((s for s in steps if s["bucket"] not in ("start", "end")), key=lambda s: s["bucket_order"])
    amounts = [s["amount"] for s in moved if s["amount"]]
    ends = {s["bucket"]: s["amount"] for s in steps}
    whole = [ends["start"], *amounts, ends["end"]]
    changes = [*amounts, ends["end"] - ends["start"]]
    shown = [row[1] for row in chart.cells[1:]]
    power = next((p for p in _POWERS.values() if any(_matches(shown, w, p) for w in (whole, changes))), None)
    if power is None:
        yield f"{chart.name}: {shown} is neither {[str(a) for a in whole]} nor its changes"


def _matches(shown: list[Any], amounts: list[Decimal], power: int) -> bool:
    return len(shown) == len(amounts) and all(_near(s, a, power) for s, a in zip(shown, amounts, strict=True))


def _record(chart: ChartRead, frames: Frames) -> Iterator[str]:
    method = frames.one("forecast_rollup", horizon="current", depth=0)["forecast_method"]
    for name, values in chart.series.items():
        kept = method if name != "Stated chances" else "stated"
        rows = sorted(frames.rows("method_record", method=kept), key=lambda r: r["period_order"])[-len(values) :]
        for row, shown in zip(rows, values, strict=True):
            if not _near(shown, _hundred(row["error_ratio"])):
                yield f"{chart.name}, {name}, {row['period_label']}: {shown} is not {row['error_ratio']}"
