"""The workbook behind a slide's chart: what people see under "Edit Data"."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sales_pipeline.render.chart_workbook import (
    BRIDGE_HEADERS,
    bridge_labels,
    bridge_workbook,
    label_positions,
    series_workbook,
)
from sales_pipeline.render.figures import Figure, Series, Step, bridge_figure, bridge_steps, waterfall
from sales_pipeline.render.text import one_line, shorten
from sales_pipeline.render.xlsx_sheet import FormulaRecord
from sales_pipeline_tests.render.workbooks import HOSTILE, differences, opened

STEPS = (
    Step("Start", Decimal("1500000.00"), True), Step("New", Decimal("200000.00")),
    Step("Lost", Decimal("-1900000.00")), Step("End", Decimal("-200000.00"), True),
)  # fmt: skip


def formulas(blob: bytes) -> list[FormulaRecord]:
    """Every formula of a chart's workbook with the value cached beside it."""
    written, cached = opened(blob, formulas=True)["Sheet1"], opened(blob)["Sheet1"]
    found = []
    for cell in (cell for row in written.iter_rows() for cell in row if cell.data_type == "f"):
        value = cached[cell.coordinate].value
        known = value if isinstance(value, str) else Decimal(repr(value))
        found.append(FormulaRecord("Sheet1", cell.coordinate, cell.value, known))
    return found


def test_series_stand_where_the_chart_looks_for_them() -> None:
    figure = Figure("f", "column", ("A", "B"), (Series("One", (Decimal("1.5"), None)), Series("Two", (2, 3))), "$M")
    sheet = opened(series_workbook(figure))["Sheet1"]
    assert list(sheet.values) == [("$M", "One", "Two"), ("A", 1.5, 2), ("B", None, 3)]


def test_hostile_names_stay_text() -> None:
    categories = tuple(shorten(text, 60) for text in HOSTILE)
    figure = Figure("f", "bar", categories, (Series("=1+1", tuple(range(len(categories)))),), "$M")
    sheet = opened(series_workbook(figure), formulas=True)["Sheet1"]
    assert {cell.data_type for cell in (*sheet[1], *sheet["A"]) if cell.value} == {"s"}
    assert sheet["B1"].value == "=1+1"
    assert [cell.value or "" for cell in sheet["A"][1:]] == [shorten(one_line(text), 60) for text in categories]


def test_a_bridge_follows_its_changes() -> None:
    blob = bridge_workbook(bridge_figure("b", STEPS, "$M", 6))
    sheet = opened(blob)["Sheet1"]
    assert tuple(cell.value for cell in sheet[1]) == BRIDGE_HEADERS
    assert [cell.value for cell in sheet["B"][1:]] == [1.5, 0.2, -1.9, -0.2]
    assert [cell.value for cell in sheet["M"][1:]] == ["1.5", "+0.2", "−1.9", "−0.2"]
    assert differences(blob, formulas(blob)) == []


def test_labels_stand_at_the_far_end_of_their_bars() -> None:
    figure = bridge_figure("b", STEPS, "$M", 6)
    assert bridge_labels(figure) == ["1.5", "+0.2", "−1.9", "−0.2"]
    expected = [Decimal("1.5"), Decimal("1.7"), Decimal("1.7"), Decimal("-0.2")]
    assert label_positions(waterfall(bridge_steps(figure))) == expected


@settings(max_examples=15, deadline=None)
@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=5))
def test_any_bridge_calculates_to_what_was_cached(changes: list[Decimal]) -> None:
    steps = [Step(f"step {i}", change) for i, change in enumerate(changes)]
    figure = bridge_figure("b", (*steps, Step("End", sum(changes, Decimal(0)), True)), "$M", 6)
    blob = bridge_workbook(figure)
    assert differences(blob, formulas(blob)) == []
