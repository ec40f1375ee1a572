"""The lint of workbooks finds what it promises: each seeded defect in a drawn file, and nothing in a sound one."""

import io
import re
import zipfile
from decimal import Decimal

import pytest

from sales_pipeline.render import lint
from sales_pipeline.render.xlsx import Book
from sales_pipeline.render.xlsx_table import TableColumn, write_table
from sales_pipeline_tests.forecast.proof.tampering import Change, in_member, replaced
from sales_pipeline_tests.render.workbooks import HOSTILE, RUN

SHEET, NEXT = r"xl/worksheets/sheet1\.xml", r"xl/worksheets/sheet2\.xml"
STRINGS, CORE, BOOK = r"xl/sharedStrings\.xml", r"docProps/core\.xml", r"xl/workbook\.xml"
ERROR = r'<c r="B6" s="\1" t="e"><v>#REF!</v></c><c r="X6"><v>'


def sound(names: tuple[str, ...] = ()) -> bytes:
    """Two sheets, one with a table longer than a screen and formulas."""
    book = Book(RUN, "Variance")
    about = book.sheet("About", "What this file is", "Start here")
    sheet = book.sheet("Deals", "Every deal", "USD")
    columns = [TableColumn("Deal"), TableColumn("Amount", "amount"), TableColumn("Twice", "amount", "=[@Amount]*2")]
    shown = names or tuple(f"Deal {n}" for n in range(40))
    rows = [[name, Decimal(1000 + at), Decimal(2000 + 2 * at)] for at, name in enumerate(shown)]
    write_table(sheet, 3, 0, "tblDeals", columns, rows)
    sheet.freeze(4, 1)
    about.fx(3, 0, "='Deals'!B5", Decimal(1000))
    book.name("first_deal", sheet, 4, 1)
    return book.to_bytes()


def problems(blob: bytes, outside: tuple[str, ...] = ()) -> list[str]:
    return lint.problems("book.xlsx", blob, outside)


def test_a_sound_workbook_has_no_findings() -> None:
    assert problems(sound()) == []


def test_hostile_names_are_no_findings() -> None:
    assert problems(sound(HOSTILE), HOSTILE) == []


def _narrow(blob: bytes) -> bytes:
    """The column of amounts two characters wide."""
    return re.sub(rb'(<col min="2" max="2" width=")[^"]*"', rb'\g<1>2.7"', blob)


SEEDED: dict[str, tuple[Change, str]] = {
    "an error value": (in_member(NEXT, replaced(r'<c r="B6" s="(\d+)"><v>', ERROR)), "Deals!B6 shows #REF!"),
    "a formula that shows nothing": (in_member(SHEET, replaced(r"</f><v>[^<]*</v>", "</f>")), "shows nothing until"),
    "a leftover": (in_member(STRINGS, replaced("Every deal", "Every deal of {company}")), "Deals!A1 holds '{' in"),
    "a forgotten value": (in_member(STRINGS, replaced("Deal 7<", "nan<")), "holds 'nan' in"),
    "a number too wide": (in_member(NEXT, _narrow), "does not fit its column and shows as ####"),
    "a header that scrolls away": (in_member(NEXT, replaced(r"<pane[^>]*/>", "")), "header of tblDeals scrolls away"),
    "no page set-up": (in_member(SHEET, replaced(r"<pageSetup[^>]*/>", "")), "About: the page is not set up for print"),
    "no footer": (in_member(SHEET, replaced(r"<oddFooter>.*?</oddFooter>", "")), "printed pages have no footer"),
    "no heading": (in_member(SHEET, replaced(r'<c r="A1".*?</c>', "")), "A1 does not say what the sheet shows"),
    "a sheet's name": (in_member(BOOK, replaced('name="About"', 'name="[About]"')), "is no name for a sheet"),
    "a sheet that is gone": (in_member(BOOK, replaced(r'<sheet [^>]*name="Deals"[^>]*/>', "")), "'Deals' is gone"),
    "a name that points at nothing": (in_member(BOOK, replaced(r"'?Deals'?!\$B\$5", "#REF!")), "points at nothing"),
    "no title": (in_member(CORE, replaced(r"<dc:title>.*?</dc:title>", "")), "properties have no title"),
    "no run": (in_member(r"docProps/custom\.xml", replaced('name="Run id"', 'name="Run"')), "do not say which run"),
}  # fmt: skip


@pytest.mark.parametrize("what", SEEDED)
def test_a_seeded_defect_is_found(what: str) -> None:
    change, finding = SEEDED[what]
    found = problems(change(sound()))
    assert any(finding in problem for problem in found), found
    assert len(found) <= 4


@pytest.mark.parametrize(
    ("form", "value", "fits"),
    [
        ("amount", "1234", True), ("#,##0,,_);(#,##0,,)", "-1234567890", True), ("0.0%_)", "0.5", True),
        ("amount", "-123456789012", False), ("amount_cents", "1234567.5", False), ("0.0%_)", "123456", False),
        ("general", "12345678901234", True),
    ],
)  # fmt: skip
def test_a_number_is_measured_in_the_format_it_is_shown_in(form: str, value: str, fits: bool) -> None:
    book = Book(RUN, "Widths")
    sheet = book.sheet("Sheet", "A heading")
    sheet.number(3, 1, Decimal(value), form)
    sheet.width(1, 9)
    assert (problems(book.to_bytes()) == []) is fits


def test_the_time_a_member_was_written_is_found() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound())) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), source.read(name))
    assert "a member carries the time it was written" in problems(out.getvalue())
