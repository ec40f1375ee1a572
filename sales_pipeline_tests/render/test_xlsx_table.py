"""Excel tables: typed columns, formulas that calculate, totals over what a filter leaves, rows shown as a tree."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline.render.xlsx import Book
from sales_pipeline.render.xlsx_sheet import CellValue
from sales_pipeline.render.xlsx_table import TableColumn, TablePlace, escaped, this_row, write_table
from sales_pipeline_tests.render.workbooks import HOSTILE, RUN, audit, differences, opened

COLUMNS = (
    TableColumn("Node", total="Total"),
    TableColumn("Plan [USD]", "amount", total="sum"),
    TableColumn("Forecast #1", "amount_cents", total="sum"),
    TableColumn("Change", "amount", "=[@[Forecast '#1]]-[@[Plan '[USD']]]", total="sum", bars="more is better"),
    TableColumn("Due", "date"),
)
ROWS = (
    ("Company", Decimal("10.10"), Decimal("4.00"), Decimal("-6.10"), None),
    ("=North", None, Decimal("4.00"), Decimal("4.00"), None),
)


def table(rows: Sequence[Sequence[CellValue]] = ROWS, **more: Any) -> tuple[bytes, Book, TablePlace]:
    book = Book(RUN, "Tables")
    place = write_table(book.sheet("Nodes", "Nodes"), 3, 0, "tblNodes", COLUMNS, rows, **more)
    return book.to_bytes(), book, place


def test_rows_formulas_and_totals_read_back() -> None:
    blob, book, place = table()
    sheet = opened(blob)["Nodes"]
    assert [[cell.value for cell in row[:4]] for row in sheet["A4:D7"]] == [
        ["Node", "Plan [USD]", "Forecast #1", "Change"],
        ["Company", 10.1, 4, -6.1],
        ["=North", None, 4, 4],
        ["Total", 10.1, 8, -2.1],
    ]
    assert (place.first_row, place.last_row, place.total_row) == (4, 5, 6)
    assert differences(blob, book.records) == []


def test_a_table_is_one_that_filters_and_sorts() -> None:
    made = opened(table()[0])["Nodes"].tables["tblNodes"]
    assert (made.ref, made.totalsRowCount, made.autoFilter.ref) == ("A4:E7", 1, "A4:E6")
    assert made.tableColumns[3].calculatedColumnFormula.attr_text == (
        "tblNodes[[#This Row],[Forecast '#1]]-tblNodes[[#This Row],[Plan '[USD']]]"
    )


def test_no_rows_leave_an_empty_table(tmp_path: Path) -> None:
    blob, book, place = table(())
    assert (place.first_row, place.last_row) == (4, 4)
    assert [cell.value for cell in opened(blob)["Nodes"][6][:4]] == ["Total", 0, 0, 0]
    assert differences(blob, book.records) == []
    assert audit(blob, tmp_path) == []


def test_rows_of_a_tree_are_indented_and_marked() -> None:
    sheet = opened(table(looks=("total", "row"), indents=(0, 2))[0])["Nodes"]
    assert [sheet.cell(row, 1).alignment.indent for row in (5, 6)] == [0, 2]
    assert [sheet.cell(row, 2).font.bold for row in (5, 6)] == [True, False]
    assert sheet["B6"].alignment.indent == 0


def test_hostile_text_stays_text_in_rows_and_headers(tmp_path: Path) -> None:
    book = Book(RUN, "Tables")
    columns = (TableColumn("=1+1"), TableColumn("<b>", total="=2+2"))
    write_table(book.sheet("T", "T"), 3, 0, "tbl", columns, [(text, text) for text in HOSTILE])
    blob = book.to_bytes()
    sheet = opened(blob, formulas=True)["T"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=4, max_col=2) for cell in row if cell.value} == {"s"}
    assert audit(blob, tmp_path) == []


def test_a_name_that_is_taken_is_an_error() -> None:
    book = Book(RUN, "Tables")
    sheet = book.sheet("T", "T")
    write_table(sheet, 3, 0, "tbl", COLUMNS[:1], [("a",)])
    with pytest.raises(ValueError, match="another table is named 'TBL' already"):
        write_table(sheet, 9, 0, "TBL", COLUMNS[:1], [("a",)])


def test_references_are_spelled_as_files_hold_them() -> None:
    assert this_row("=[@Plan]/[@[To go]]", "t") == "=t[[#This Row],[Plan]]/t[[#This Row],[To go]]"
    assert escaped("Plan [#1]'s") == "Plan '['#1']''s"
