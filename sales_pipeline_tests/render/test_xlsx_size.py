"""Columns are wide enough and rows high enough for what stands in them, on screen and on paper."""

from decimal import Decimal
from typing import Any

import pytest

from sales_pipeline.render.xlsx import Book
from sales_pipeline.render.xlsx_sheet import Sheet
from sales_pipeline.render.xlsx_size import NARROWEST, WIDEST
from sales_pipeline.render.xlsx_table import TableColumn, write_table
from sales_pipeline_tests.render.workbooks import RUN, opened


def sheet_with(fill: Any) -> Any:
    book = Book(RUN, "Sizes")
    fill(book.sheet("Sheet", "A heading much wider than any of its columns, which runs over them", "Note"))
    return opened(book.to_bytes())["Sheet"]


def width(fill: Any) -> float:
    return float(sheet_with(fill).column_dimensions["A"].width)


def test_a_column_is_as_wide_as_its_widest_text_within_bounds() -> None:
    assert width(lambda s: s.text(3, 0, "ab")) == pytest.approx(NARROWEST, abs=0.8)
    assert width(lambda s: s.text(3, 0, "w" * 20)) > width(lambda s: s.text(3, 0, "i" * 20))
    assert width(lambda s: s.text(3, 0, "w" * 2000)) == pytest.approx(WIDEST, abs=0.8)
    assert width(lambda s: s.text(3, 0, "x" * 20, indent=4)) > width(lambda s: s.text(3, 0, "x" * 20))


@pytest.mark.parametrize(
    ("value", "form", "characters"),
    [
        (Decimal("1234567890.12"), "amount", 13), (Decimal("1234567890.12"), "amount_cents", 16),
        (Decimal("-1234567890.12"), "#,##0.0,,_);(#,##0.0,,)", 9), (Decimal("12345.6"), "percent", 13),
        (Decimal("123456789.5"), "ratio", 15),
    ],
)  # fmt: skip
def test_a_number_has_room_in_the_format_it_is_shown_in(value: Decimal, form: str, characters: int) -> None:
    assert width(lambda s: s.number(3, 0, value, form)) == pytest.approx(characters, abs=2.5)


def test_a_fixed_width_stays_and_a_folded_column_needs_none() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.width(0, 30)
        sheet.text(3, 0, "w" * 100)
        sheet.hide_columns(1, 2)
        sheet.text(3, 1, "w" * 100)

    made = sheet_with(fill)
    assert made.column_dimensions["A"].width == pytest.approx(30, abs=0.8)
    assert made.column_dimensions["B"].hidden


def test_a_header_wraps_into_two_lines_and_its_row_is_high_enough() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.headers(3, ("Node", "Most likely cumulative amount", "Short"))
        sheet.text(4, 0, "x")

    made = sheet_with(fill)
    assert made.row_dimensions[4].height == pytest.approx(32, abs=1)
    assert made.column_dimensions["B"].width < 20


def test_a_row_of_wrapped_text_is_as_high_as_its_longest() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.width(0, 20)
        sheet.width(1, 60)
        sheet.sizes.fit_row(3, {0: "word " * 20, 1: "word " * 20})

    assert sheet_with(fill).row_dimensions[4].height > 60


def test_text_right_of_a_number_stands_apart_from_it() -> None:
    columns = (TableColumn("Name"), TableColumn("Amount", "amount"), TableColumn("Source"), TableColumn("Due", "date"))
    made = sheet_with(lambda s: write_table(s, 3, 0, "t", columns, [("a", Decimal(1), "b", None)] * 2))
    assert [made.cell(5, column).alignment.indent for column in (1, 2, 3, 4)] == [0, 0, 1, 0]
    # The filter's button covers the right end of a header.
    assert [made.cell(4, column).alignment.indent for column in (1, 2, 3, 4)] == [0, 2, 1, 0]


def test_a_table_can_do_without_filters() -> None:
    made = sheet_with(lambda s: write_table(s, 3, 0, "t", (TableColumn("Name"),), [("a",)] * 2, filters=False))
    assert made.tables["t"].autoFilter is None


def test_a_tree_folds_below_its_heads() -> None:
    made = sheet_with(lambda s: s.outline(4, [0, 1, 2, 9]))
    assert [made.row_dimensions[row].outlineLevel for row in (5, 6, 7, 8)] == [0, 1, 2, 7]
    assert made.sheet_properties.outlinePr.summaryBelow is False


def test_pages_are_as_told() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.text(9, 5, "x")
        sheet.page(portrait=True, pages_high=1, last_column=3)

    made = sheet_with(fill)
    assert (made.page_setup.orientation, made.page_setup.fitToHeight) == ("portrait", None)
    assert made.print_area == "'Sheet'!$A$1:$D$10"
    assert made.sheet_properties.pageSetUpPr.fitToPage


def test_breaks_come_with_a_scale_because_fitting_would_ignore_them() -> None:
    made = sheet_with(lambda s: s.page_breaks([20, 40], 68))
    assert made.page_setup.scale == 68
    assert [item.id for item in made.row_breaks.brk] == [20, 40]
    assert not (made.sheet_properties.pageSetUpPr and made.sheet_properties.pageSetUpPr.fitToPage)
