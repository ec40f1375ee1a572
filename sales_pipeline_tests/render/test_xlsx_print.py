"""On paper: headers Excel takes whatever stands in them, and no page for a few rows."""

import re
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline.render.run import Run
from sales_pipeline.render.xlsx import Book
from sales_pipeline.render.xlsx_print import (
    LONGEST_HEADER,
    band,
    headed,
    is_better_upright,
    pages_high,
    percent,
    printed,
)  # fmt: skip
from sales_pipeline.render.xlsx_sheet import PRINTED_ROWS
from sales_pipeline.render.xlsx_table import TableColumn, write_table
from sales_pipeline_tests.render.workbooks import HOSTILE, RUN, audit, opened


def sheet_of(rows: int, columns: int = 3, heading: str = "Heading", run: Run = RUN, **page: Any) -> Any:
    return opened(blob_of(rows, columns, heading, run, **page))["Sheet"]


def blob_of(rows: int, columns: int, heading: str, run: Run = RUN, **page: Any) -> bytes:
    book = Book(run, "Printing")
    sheet = book.sheet("Sheet", heading, "Note")
    names = [TableColumn(f"Column {number}") for number in range(columns)]
    write_table(sheet, 3, 0, "tblRows", names, [["text"] * columns] * rows)
    sheet.freeze(4, 1)
    sheet.page(**page)
    return book.to_bytes()


def test_a_text_for_a_header_is_cut_with_an_ellipsis_and_never_inside_a_doubled_ampersand() -> None:
    assert printed("R&D\n& co", 20) == "R&&D && co"
    assert [printed("a&b", room) for room in (4, 3, 2, 1, 0)] == ["a&&b", "a…", "a…", "…", ""]
    for room in range(1, 60):
        said = printed("&" * 40, room)
        assert len(said) <= room
        assert said.rstrip("…").count("&") % 2 == 0


def test_a_digit_is_no_part_of_the_size_before_it() -> None:
    assert band("3M", "a", "7") == "&L&9 3M&C&9a&R&9 7"
    footer = sheet_of(3, run=Run(**(vars(RUN) | {"company": "3M & 4U"}))).oddFooter
    assert footer.left.text == "3M && 4U  |  Confidential: internal use only"
    assert str(footer.left.size) == "9"


def test_a_wide_sheet_prints_from_its_header_row_with_the_heading_above_every_page() -> None:
    sheet = sheet_of(40, 30, "4 units & more", pages_wide=2)
    assert sheet.print_area == "'Sheet'!$A$4:$AD$44"
    assert (sheet.print_title_rows, sheet.print_title_cols, sheet.page_setup.fitToWidth) == ("$4:$4", "$A:$A", 2)
    # openpyxl takes the last of several sizes for that of the whole part
    lines = re.sub(r"&(12|9|B) ?", "", sheet.oddHeader.left.text).split("\n")
    assert lines == ["&A", "4 units && more", "Note"]
    assert sheet.oddHeader.right.text == "As of 23 Nov 2026"
    assert sheet.page_margins.top == 1


def test_a_narrow_sheet_keeps_its_heading_in_its_cells() -> None:
    sheet = sheet_of(40)
    assert not sheet.print_area
    assert (sheet.oddHeader.left.text, sheet.oddHeader.right.text) == ("&A", "As of 23 Nov 2026")


@pytest.mark.parametrize("heading", [*HOSTILE, "&" * 400, "ß&" * 200, "😀" * 300], ids=lambda text: repr(text[:12]))
def test_a_header_has_room_for_whatever_is_in_a_heading(heading: str, tmp_path: Path) -> None:
    text = headed("&A (printed: the first 300 of 1,200 rows)", "As of 23 Nov 2026", heading, heading)
    assert len(text.encode("utf-16-le")) // 2 <= LONGEST_HEADER
    assert text.endswith("&R&9As of 23 Nov 2026")
    sheet = blob_of(PRINTED_ROWS + 10, 30, heading, pages_wide=2)
    assert "the first 300 of 314 rows" in opened(sheet)["Sheet"].oddHeader.left.text
    assert audit(sheet, tmp_path) == []


@pytest.mark.parametrize(
    ("height", "high"),
    [(0.0, 0), (3.0, 0), (5.0, 0), (6.7, 1), (8.0, 1), (9.5, 0), (13.4, 2), (15.0, 2), (66.0, 9), (71.0, 10)],
)
def test_a_last_page_of_few_rows_is_spared_by_smaller_letters(height: float, high: int) -> None:
    assert pages_high(10.0, height, 1, is_portrait=False) == high


def test_letters_are_not_pressed_to_less_than_half_their_size() -> None:
    assert pages_high(18.0, 12.0, 1, is_portrait=False) == 1
    assert pages_high(20.0, 14.0, 1, is_portrait=False) == 0
    assert pages_high(20.0, 8.0, 2, is_portrait=False) == 1
    assert pages_high(7.0, 11.0, 1, is_portrait=True) == 1


@pytest.mark.parametrize(("rows", "high"), [(10, 0), (20, 0), (36, 1), (50, 0), (66, 0), (100, 2)])
def test_rows_that_would_spill_onto_a_page_are_kept_on_the_one_before(rows: int, high: int) -> None:
    fit = sheet_of(rows).page_setup.fitToHeight
    # one page is what Excel takes where nothing is said
    assert (1 if fit is None else int(fit)) == high


def test_a_long_narrow_sheet_stands_upright() -> None:
    assert is_better_upright(9.0, 10.0)
    assert not is_better_upright(9.0, 6.0)
    assert not is_better_upright(16.0, 10.0)
    assert [sheet_of(rows).page_setup.orientation for rows in (20, 40)] == ["landscape", "portrait"]


def several(rows: int) -> Any:
    book = Book(RUN, "Printing")
    sheet = book.sheet("Sheet", "Heading", "Note")
    sheet.freeze(4, 1)
    for name, first in (("tblFirst", 3), ("tblSecond", rows + 6)):
        write_table(sheet, first, 0, name, [TableColumn("Column")] * 1, [["text"]] * rows)
    sheet.start_page(rows + 6)
    return opened(book.to_bytes())["Sheet"]


def test_a_second_table_begins_a_page_of_its_own_where_one_is_too_few() -> None:
    """The first table's header stands on no page of the second one's rows."""
    sheet = several(30)
    assert [found.id for found in sheet.row_breaks.brk] == [36]
    assert not sheet.print_title_rows
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
    short = several(5)
    assert (list(short.row_breaks.brk), short.print_title_rows) == ([], "$4:$4")


def test_the_scale_fits_the_width_and_where_letters_stay_legible_each_table() -> None:
    assert percent(9.0, 5.0, [2.0, 3.0], is_portrait=False) == 0
    assert percent(9.0, 12.0, [6.0, 6.0], is_portrait=False) == 95
    assert percent(21.38, 20.0, [6.0, 14.0], is_portrait=False) == 45
    assert percent(9.0, 14.0, [6.0, 8.0], is_portrait=False) == int(95 * 6.77 / 8.0)
    assert percent(9.0, 46.0, [6.0, 40.0], is_portrait=False) == 95
