"""Cells written as text of the file: what readers find is what was written, whatever it looks like."""

from datetime import date
from decimal import Decimal

import pytest
from xlsxwriter.worksheet import Worksheet

from sales_pipeline.render.xlsx import Book
from sales_pipeline.render.xlsx_cell import FastWorksheet
from sales_pipeline.render.xlsx_chart import ChartSeries, add_chart
from sales_pipeline.render.xlsx_table import TableColumn, write_table
from sales_pipeline_tests.render.workbooks import RUN, differences, opened


def test_what_would_pass_for_rich_text_stays_text() -> None:
    book = Book(RUN, "Cells")
    sheet = book.sheet("Sheet", "Heading")
    texts = ("<r><t>bold</t></r>", "<r>", "a & b", " blanks ", "", "<r><rPr><b/></rPr><t>x</t></r>")
    for row, text in enumerate(texts, 3):
        sheet.text(row, 0, text)
    made = opened(book.to_bytes())["Sheet"]
    assert tuple(made.cell(row, 1).value or "" for row in range(4, 4 + len(texts))) == texts


def test_values_of_every_kind_are_read_as_they_were_written() -> None:
    book = Book(RUN, "Cells")
    sheet = book.sheet("Sheet", "Heading")
    for column, value in enumerate((Decimal("1234567.89"), -3, date(2026, 2, 28), None, "x")):
        sheet.value(3, column, value)
    sheet.fx(4, 0, "=A4*2", Decimal("2469135.78"))
    sheet.fx(4, 1, '=IF(B4<0,"a & <b>","")', "a & <b>", "general")
    sheet.fx(4, 2, '=IF(B4<0,"","y")', None, "general")
    sheet.fx(4, 3, "=B4<0", True, "general")
    sheet.fx(4, 4, "=C4+1", date(2026, 3, 1), "date")
    blob = book.to_bytes()
    made = opened(blob)["Sheet"]
    assert [made.cell(4, at).value for at in (1, 2, 4, 5)] == [1234567.89, -3, None, "x"]
    assert made.cell(4, 3).value.date() == date(2026, 2, 28)
    assert [made.cell(5, at).value for at in (1, 2, 3, 4)] == [2469135.78, "a & <b>", None, True]
    assert made.cell(5, 5).value.date() == date(2026, 3, 1)
    assert differences(blob, [record for record in book.records if record.value is not True]) == [
        "5 formulas computed, 4 recorded"
    ]


def test_a_chart_keeps_texts_numbers_and_values_of_formulas() -> None:
    book = Book(RUN, "Cells")
    sheet = book.sheet("Sheet", "Heading")
    for row, name in ((3, "A & B"), (4, "C")):
        sheet.text(row, 0, name)
        sheet.number(row, 1, row)
        sheet.fx(row, 2, f"=B{row + 1}*2", row * 2)
    add_chart(sheet, "column", "Chart", (3, 4), 0, [ChartSeries(1, "one"), ChartSeries(2, "two")], at=(6, 0))
    chart = opened(book.to_bytes())["Sheet"]._charts[0]
    assert [point.v for point in chart.series[0].cat.strRef.strCache.pt] == ["A & B", "C"]
    assert [[float(p.v) for p in series.val.numRef.numCache.pt] for series in chart.series] == [[3, 4], [6, 8]]


def test_what_is_overridden_is_still_what_xlsxwriter_asks() -> None:
    for name in ("_write_rows", "_write_formula", "_get_range_data", "_prepare_formula", "add_table"):
        assert getattr(FastWorksheet, name) is not getattr(Worksheet, name), name
    for name in ("_check_dimensions", "_write_row", "_write_empty_row", "_write_cell", "_xml_end_tag"):
        assert hasattr(Worksheet, name), name


def test_tables_that_overlap_are_refused() -> None:
    sheet = Book(RUN, "Cells").sheet("Sheet", "Heading")
    write_table(sheet, 3, 0, "tblOne", [TableColumn("One")], [["a"], ["b"]])
    write_table(sheet, 3, 1, "tblTwo", [TableColumn("Two")], [["a"], ["b"]])
    with pytest.raises(ValueError, match="would lie over another"):
        write_table(sheet, 5, 0, "tblThree", [TableColumn("Three")], [["a"]])


def test_a_calculated_column_is_written_once_and_by_us() -> None:
    book = Book(RUN, "Cells")
    sheet = book.sheet("Sheet", "Heading")
    columns = [TableColumn("One", "count"), TableColumn("Twice", "count", "=[@One]*2", "sum")]
    write_table(sheet, 3, 0, "tblOne", columns, [[1, 2], [3, 6]])
    assert not any(row in sheet.ws.table for row in (4, 5))
    cells = opened(book.to_bytes(), formulas=True)["Sheet"]
    assert [cells.cell(row, 2).value for row in (5, 6)] == ["=tblOne[[#This Row],[One]]*2"] * 2
