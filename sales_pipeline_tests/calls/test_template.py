"""The template: what it shows, what may be typed into it, and that nothing in it runs."""

import io
import shutil
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sales_pipeline.calls import words
from sales_pipeline.calls.reading import read
from sales_pipeline.calls.template import CALL, DEALS, HELP
from sales_pipeline.home import Home
from sales_pipeline.intake import shapes
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.calls.calling import WEEK, known_of, template_of

HOSTILE = '=HYPERLINK("http://x.example","Pay")'


@pytest.fixture(scope="module")
def home(tiny_weeks: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(Path(shutil.copytree(tiny_weeks, tmp_path_factory.mktemp("tiny") / "home")))


@pytest.fixture(scope="module")
def book(home: Home) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template_of(home, "ann")))


def shown(sheet: Worksheet, row: int, last: str) -> list[object]:
    return [cell.value for cell in sheet[f"A{row}:{last}{row}"][0]]


def unlocked(sheet: Worksheet) -> set[str]:
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}


def test_columns_are_those_that_intake_reads() -> None:
    assert list(words.columns()) == [field.name for field in shapes.fields("submissions")]


def test_a_person_sees_deals_the_system_the_forecast_and_last_weeks_call(home: Home) -> None:
    path = home.submissions / "2026-01-19" / "calls.csv"
    path.parent.mkdir()
    path.write_text(
        (home.submissions / "2026-01-26" / "calls.csv").read_text(encoding="utf-8").replace("01-26", "01-19"),
        encoding="utf-8",
    )
    book = openpyxl.load_workbook(io.BytesIO(template_of(home, "ann")))
    assert book.sheetnames == [CALL, DEALS, HELP]
    assert shown(book[CALL], 6, "H") == ["Ann", "representative", "Q1 FY26", "Call", 0, 1200, 720, 1500]
    assert shown(book[CALL], 9, "H") == ["Ann", "representative", "Q2 FY26", "Call", 0, 0, 0, None]
    deal = shown(book[DEALS], 6, "H")
    assert (deal[:5], deal[6:]) == (["Ann", "Deal D1", "Acme", "Proposal", "commit"], ["Q1 FY26", 1200])
    path.unlink()
    path.parent.rmdir()


def test_a_unit_has_the_deals_of_everybody_below_the_current_period_first(home: Home) -> None:
    deals = openpyxl.load_workbook(io.BytesIO(template_of(home, "eve")))[DEALS]
    assert [(row[1].value, row[6].value) for row in deals.iter_rows(min_row=6)] == [
        ("Deal D2", "Q1 FY26"), ("Deal D1", "Q1 FY26"), ("Deal D6", "Q1 FY26"), ("Deal D3", "Q2 FY26"),
        ("Deal D5", "Q2 FY26"),
    ]  # fmt: skip


def test_only_what_a_person_types_is_unlocked(book: openpyxl.Workbook) -> None:
    assert all(sheet.protection.sheet for sheet in book)
    figures = {f"{column}{row}" for row in range(6, 12) for column in "IK"} | {"J6", "J9"}
    assert unlocked(book[CALL]) == figures
    assert unlocked(book[DEALS]) == {"I6", "J6", "K6"}
    assert unlocked(book[HELP]) == set()
    hidden = {letter for letter, column in book[CALL].column_dimensions.items() if column.hidden}
    assert book[CALL].row_dimensions[5].hidden
    assert "L" in hidden
    assert not hidden & set("ABCDEFGHIJK")


def test_typing_is_checked_by_amount_list_and_length(book: openpyxl.Workbook) -> None:
    rules = {
        str(rule.sqref): rule for sheet in (book[CALL], book[DEALS]) for rule in sheet.data_validations.dataValidation
    }
    call = {place: rule for rule in book[CALL].data_validations.dataValidation for place in str(rule.sqref).split()}
    assert set(call) == unlocked(book[CALL])
    amount, reason, note = call["I6"], call["J6"], call["K6"]
    assert (amount.type, amount.formula1, amount.showErrorMessage) == ("decimal", "0", True)
    assert (reason.type, reason.formula1) == ("list", f'"{",".join(words.allowed("reason_code"))}"')
    assert (note.type, note.formula1) == ("textLength", str(words.NOTE_LENGTH))
    deals = {place: rule for rule in book[DEALS].data_validations.dataValidation for place in str(rule.sqref).split()}
    assert deals["I6"].formula1 == '"in,out"'
    assert all(rule.prompt and rule.error for rule in rules.values())


def test_a_template_nobody_touched_says_nothing(home: Home) -> None:
    sent = read("call.xlsx", template_of(home, "ann"))
    assert (sent.week, sent.rows, sent.problems) == (WEEK, [], [])


def test_the_same_inputs_give_the_same_bytes(home: Home, tmp_path: Path) -> None:
    other = tiny_home.make(tmp_path / "another place")
    assert template_of(other, "eve") == template_of(home, "eve")


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    home = tiny_home.make(tmp_path / "home")
    for name in ("reference/people.csv", "crm/Opportunity.csv", "crm/Account.csv", "reference/organisation_nodes.csv"):
        text = (home.root / name).read_text(encoding="utf-8")
        quoted = '"' + HOSTILE.replace('"', '""') + '"'
        for plain in ("ann,Ann,", ",Deal D1,", "A1,Acme,", "top,Tiny,"):
            first, _, last = plain.rpartition(",")[0].rpartition(",")
            text = text.replace(plain, f"{first},{quoted}," if last else plain)
        (home.root / name).write_text(text, encoding="utf-8")
    assert known_of(home).people["ann"] == HOSTILE
    for person in ("ann", "eve"):
        book = openpyxl.load_workbook(io.BytesIO(template_of(home, person)))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
        assert any(cell.value == HOSTILE for cell in cells)
