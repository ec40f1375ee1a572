"""Charts in workbooks point at cells, and a bridge in cells is the bridge that figures.waterfall draws."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales_pipeline.render.figures import Step
from sales_pipeline.render.money import Money
from sales_pipeline.render.xlsx import Book
from sales_pipeline.render.xlsx_chart import AXIS, BridgePlace, ChartSeries, add_bridge, add_chart
from sales_pipeline_tests.render.workbooks import RUN, audit, differences, opened

STEPS = (
    Step("Last week", Decimal("1500000.00"), True), Step("=New", Decimal("200000.55")),
    Step("Lost", Decimal("-1900000.00")), Step("This week", Decimal("-199999.45"), True),
)  # fmt: skip


def bridge(steps: tuple[Step, ...] = STEPS, **more: object) -> tuple[bytes, Book, BridgePlace]:
    book = Book(RUN, "Bridge")
    sheet = book.sheet("Bridge", "Bridge")
    place = add_bridge(sheet, 3, steps, Money("USD", 6, 1), "Open pipeline", **more)  # type: ignore[arg-type]
    return book.to_bytes(), book, place


def test_a_bridge_runs_from_start_to_end_through_zero() -> None:
    blob, book, place = bridge(counts=(12, 2, 1, None))
    sheet = opened(blob)["Bridge"]
    assert [[cell.value for cell in row] for row in sheet["A5:E8"]] == [
        ["Last week", 1500000, 1500000, 12, "1.5"],
        ["=New", 200000.55, 1700000.55, 2, "+0.2"],
        ["Lost", -1900000, -199999.45, 1, "−1.9"],
        ["This week", -199999.45, -199999.45, None, "−0.2"],
    ]
    assert (place.first_row, place.last_row, place.next_row) == (4, 7, 27)
    assert differences(blob, book.records) == []


def test_a_step_can_come_from_another_cell() -> None:
    book = Book(RUN, "Bridge")
    source = book.sheet("Source", "Source")
    source.number(3, 0, Decimal("200000.55"))
    add_bridge(book.sheet("Bridge", "B"), 3, STEPS, Money("USD"), "B", formulas=(None, f"={source.ref(3, 0)}"))
    assert differences(book.to_bytes(), book.records) == []
    assert [record.formula for record in book.records if record.cell == "B6"] == ["='Source'!$A$4"]


def test_a_closing_total_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match=r"bridge total 'End' is 11 but its steps add to 10, 1 off"):
        bridge((Step("Start", Decimal(10), True), Step("End", Decimal(11), True)))


def test_helper_columns_are_folded_away_and_still_drawn(tmp_path: Path) -> None:
    blob, _, _ = bridge()
    sheet = opened(blob)["Bridge"]
    folded = sheet.column_dimensions["E"]
    assert (folded.hidden, folded.outlineLevel) == (True, 1)
    chart = sheet._charts[0]
    assert chart.grouping == "stacked"
    # Absent, Excel draws hidden cells too; with it, the chart would be empty.
    assert b"plotVisOnly" not in zipfile.ZipFile(io.BytesIO(blob)).read("xl/charts/chart1.xml")
    column = chr(ord("A") + AXIS)
    assert {series.cat.strRef.f for series in chart.series} == {f"Bridge!${column}$5:${column}$8"}
    assert audit(blob, tmp_path) == []


amounts = st.decimals(-(10**9), 10**9, places=2)


@settings(max_examples=15, deadline=None)
@given(amounts, st.lists(amounts, min_size=1, max_size=6))
def test_any_bridge_calculates_to_what_was_cached(start: Decimal, changes: list[Decimal]) -> None:
    steps = [Step(f"step {i}", change) for i, change in enumerate(changes)]
    end = Step("End", start + sum(changes), True)
    blob, book, _ = bridge((Step("Start", start, True), *steps, end))
    assert differences(blob, book.records) == []


@pytest.mark.parametrize("kind", ["column", "bar", "line"])
def test_a_chart_points_at_its_cells(kind: str, tmp_path: Path) -> None:
    book = Book(RUN, "Charts")
    sheet = book.sheet("It's", "Data")
    for row in range(3):
        sheet.text(4 + row, 0, f"Region {row}")
        sheet.number(4 + row, 1, Decimal(row))
        sheet.number(4 + row, 2, Decimal(row + 1))
    series = (ChartSeries(1, "Forecast"), ChartSeries(2, "Plan", style="dashed" if kind == "line" else "outline"))
    add_chart(sheet, kind, "By region", (4, 6), 0, series, (9, 0))  # type: ignore[arg-type]
    blob = book.to_bytes()
    chart = opened(blob)["It's"]._charts[0]
    assert [s.val.numRef.f for s in chart.series] == ["'It''s'!$B$5:$B$7", "'It''s'!$C$5:$C$7"]
    assert audit(blob, tmp_path) == []
    if kind != "line":
        assert chart.y_axis.scaling.min == 0
