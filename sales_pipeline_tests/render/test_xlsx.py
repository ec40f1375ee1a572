"""Workbooks: text stays text, formulas carry their values, pages print well, equal runs give equal bytes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline.render.text import clean
from sales_pipeline.render.xlsx import Book
from sales_pipeline.render.xlsx_sheet import PRINTED_ROWS, done
from sales_pipeline.render.xlsx_table import TableColumn, write_table
from sales_pipeline_tests.render.workbooks import HOSTILE, RUN, audit, differences, opened


def build(fill: Callable[[Book], object] = lambda book: None) -> tuple[bytes, Book]:
    book = Book(RUN, "Variance analysis")
    fill(book)
    return book.to_bytes(), book


@pytest.fixture
def sheet_of() -> Callable[..., bytes]:
    def make(fill: Callable[..., object]) -> bytes:
        return build(lambda book: fill(book.sheet("Sheet", "Heading", "Note")))[0]

    return make


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_text_stays_the_text_it_is(text: str, sheet_of: Callable[..., bytes]) -> None:
    blob = sheet_of(lambda sheet: sheet.text(3, 0, text))
    cell = opened(blob, formulas=True)["Sheet"]["A4"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (clean(text), "s", None)


def test_forty_thousand_characters_are_cut_where_excel_would_refuse_them(sheet_of: Callable[..., bytes]) -> None:
    blob = sheet_of(lambda sheet: sheet.text(3, 0, "😀" * 40_000))
    value = opened(blob)["Sheet"]["A4"].value
    assert len(value.encode("utf-16-le")) // 2 <= 32_767
    assert value.endswith("😀…")


def test_a_formula_keeps_the_value_the_pipeline_knows(sheet_of: Callable[..., bytes]) -> None:
    def fill(book: Book) -> None:
        sheet = book.sheet("It's", "Heading")
        sheet.number(3, 0, Decimal("1234567.89"))
        sheet.fx(3, 1, f"={sheet.ref(3, 0)}*2", Decimal("2469135.78"))
        sheet.fx(3, 2, '=IF(A4="","n/a","text")', "text", "general")
        sheet.fx(3, 3, '=IF(A4="",1,"")', None)

    blob, book = build(fill)
    assert [cell.value for cell in opened(blob)["It's"][4]] == [1234567.89, 2469135.78, "text", None]
    assert differences(blob, book.records) == []


def test_a_wrong_cached_value_is_found() -> None:
    blob, book = build(lambda book: book.sheet("Sheet", "Heading").fx(3, 0, "=1+1", 999))
    assert differences(blob, book.records) == ["Sheet!A4 =1+1: 2, cached 999, known 999"]


@pytest.mark.parametrize("value", [1.5, True, "12"])
def test_a_number_is_exact_or_refused(value: object, sheet_of: Callable[..., bytes]) -> None:
    with pytest.raises(TypeError, match="pass Decimal or int"):
        sheet_of(lambda sheet: sheet.number(3, 0, value))


def test_a_value_is_written_by_its_type(sheet_of: Callable[..., bytes]) -> None:
    values = ["text", Decimal("-1.50"), 7, date(2026, 11, 23), None]
    blob = sheet_of(lambda sheet: [sheet.value(3, i, value) for i, value in enumerate(values)])
    read = [cell.value for cell in opened(blob)["Sheet"][4]]
    assert read[:3] == ["text", -1.5, 7]
    assert (read[3].date(), read[4]) == (date(2026, 11, 23), None)


def test_what_excel_has_no_room_for_is_an_error_not_a_gap(sheet_of: Callable[..., bytes]) -> None:
    with pytest.raises(ValueError, match="'Sheet', cell A1048577 was not written: the row or column is beyond"):
        sheet_of(lambda sheet: sheet.number(1_048_576, 0, 1))
    with pytest.raises(ValueError, match="longer than 32,767"):
        done(-2, "Sheet", 0, 0)


def test_sheet_names_are_made_valid_and_unique() -> None:
    def fill(book: Book) -> None:
        for name in ("History", "A/B [x]: *?", "a b x", "'", "n" * 40, "N" * 40):
            book.sheet(name, name)

    names = opened(build(fill)[0]).sheetnames
    assert names == ["History sheet", "A B  x", "a b x", "Sheet", "n" * 30 + "…", "N" * 28 + "… 2"]


def test_a_link_leads_to_its_sheet_whatever_the_name() -> None:
    def fill(book: Book) -> None:
        first, second = book.sheet("One", "One"), book.sheet("It's 2", "Two")
        first.link_to(3, 0, second)

    cell = opened(build(fill)[0])["One"]["A4"]
    assert (cell.value, cell.hyperlink.location) == ("It's 2", "'It''s 2'!A1")


def test_properties_and_footers_say_which_run_made_it() -> None:
    book = opened(build(lambda book: book.sheet("Sheet", "Heading"))[0])
    assert (book.properties.title, book.properties.creator) == ("Variance analysis", "Northwind & Sons")
    assert book.properties.created.isoformat() == book.properties.modified.isoformat() == "2026-11-23T00:00:00"
    assert book.custom_doc_props["Run id"].value == RUN.run_id
    page = book["Sheet"]
    assert page.oddHeader.right.text == "As of 23 Nov 2026"
    assert (page.oddFooter.center.text, page.oddFooter.right.text) == ("Run abcdef012345, draft", "Page &P of &N")
    assert page.oddFooter.left.text == "Northwind && Sons  |  Confidential: internal use only"
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == ("landscape", 9, 0)


def test_frozen_rows_repeat_in_print(sheet_of: Callable[..., bytes]) -> None:
    sheet = opened(sheet_of(lambda sheet: sheet.freeze(4, 1)))["Sheet"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B5", "$4:$4")


def test_inputs_are_named_unlocked_and_validated() -> None:
    def fill(book: Book) -> None:
        sheet = book.sheet("Sheet", "Heading")
        sheet.input(3, 1, Decimal("0.10"), "percent", name="materiality", between=(0, 1))
        sheet.input(4, 1, "yes", choices=("yes", "no"))
        sheet.fx(5, 1, "=materiality*2", Decimal("0.2"), "percent")
        sheet.protect()

    blob, book = build(fill)
    read = opened(blob)
    assert read.defined_names["materiality"].attr_text == "'Sheet'!$B$4"
    assert [read["Sheet"][cell].protection.locked for cell in ("B4", "B6")] == [False, True]
    assert [rule.type for rule in read["Sheet"].data_validations.dataValidation] == ["decimal", "list"]
    assert differences(blob, book.records) == []


def test_a_name_excel_would_refuse_is_an_error() -> None:
    with (
        pytest.warns(UserWarning, match="looks like a cell name"),
        pytest.raises(ValueError, match="no valid Excel name"),
    ):
        build(lambda book: book.name("A1", book.sheet("Sheet", "Heading"), 0, 0))


def test_equal_runs_give_equal_bytes_and_a_valid_file(tmp_path: Path) -> None:
    def fill(book: Book) -> None:
        sheet = book.sheet("Sheet", "Heading", "Note", tab="main")
        sheet.headers(3, ("Name", "Amount"))
        for row, text in enumerate(HOSTILE, 4):
            sheet.text(row, 0, text)
            sheet.number(row, 1, Decimal(row))
        sheet.fx(40, 1, "=SUM(B5:B30)", Decimal(sum(range(4, 4 + len(HOSTILE)))))
        sheet.data_bars(4, 30, 1)
        sheet.status(40, 0)

    blob, book = build(fill)
    assert blob == build(fill)[0]
    assert differences(blob, book.records) == []
    assert audit(blob, tmp_path) == []


def test_of_a_long_sheet_the_first_pages_are_printed_and_say_so() -> None:
    book = Book(RUN, "Printing")
    for name, rows in (("Short", PRINTED_ROWS - 3), ("Long", PRINTED_ROWS * 4)):
        sheet = book.sheet(name, "Heading")
        write_table(sheet, 3, 0, f"tbl{name}", [TableColumn("Deal"), TableColumn("Id")], [["a", "b"]] * (rows - 4))
        sheet.freeze(4)
        sheet.page(last_column=0 if name == "Long" else None)
    short, long = opened(book.to_bytes())
    assert not short.print_area
    assert long.print_area == f"'Long'!$A$1:$A${PRINTED_ROWS}"
    assert "the first 300 of 1,200 rows; all are in the file" in long.oddHeader.left.text
    assert "printed" not in short.oddHeader.left.text
    assert long.print_title_rows == short.print_title_rows == "$4:$4"
