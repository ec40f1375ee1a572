"""What only workbooks bring: formulas without values, hidden sheets, passwords, old kinds, and sheets made to hurt."""

import io
import re
import zipfile
import zlib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sales_pipeline.intake import xlsx_sheet
from sales_pipeline.intake.errors import InputError
from sales_pipeline_tests.intake.homes import ONE_DEAL, built
from sales_pipeline_tests.intake.test_other_kinds import book, xlsx_bytes

SHEET = "xl/worksheets/sheet1.xml"
HEADER = ["Id", "StageName", "Amount", "LastModifiedDate"]
DEAL = ["1", "Open", 100, datetime(2026, 3, 2, 10)]
NO_VALUE = "has no value: open the workbook where formulas are computed, and save it"


def refusal(root: Path, files: dict[str, str | bytes]) -> str:
    with pytest.raises(InputError) as error:
        built(root, {**ONE_DEAL, **files})
    return str(error.value)


def with_formulas(*cells: str, cached: dict[str, str]) -> bytes:
    """A workbook in which some cells hold formulas, a few of them with the value it was saved with."""
    made = book(Deals=[HEADER, *([f"{n}", *DEAL[1:]] for n in range(1, 5))])
    for cell in cells:
        made["Deals"][cell] = "=1+1"
    return changed(xlsx_bytes(made), lambda text: re.sub(
        r'<c r="(\w+)"( s="\d+")?><f>1\+1</f><v(?: ?/>|></v>)</c>',
        lambda found: f'<c r="{found[1]}"{cached[found[1]]}</c>' if found[1] in cached else found[0], text,
    ))  # fmt: skip


def changed(content: bytes, change: Any) -> bytes:
    """The same workbook with another text of its sheet."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name).decode()) if name == SHEET else old.read(name))
    return sink.getvalue()


def test_a_formula_counts_by_the_value_it_was_saved_with_and_without_one_costs_its_row(tmp_path: Path) -> None:
    content = with_formulas("C2", "C3", "B4", cached={
        "C2": "><f>1+1</f><v>2</v>", "B4": ' t="str"><f>IF(TRUE,"","x")</f><v></v>',
    })  # fmt: skip
    home = built(tmp_path, {"crm/Opportunity.xlsx": content})
    assert home.rejected() == [(3, None, "=1+1", f"is a formula that {NO_VALUE}")]
    assert home.counts("opportunities") == (4, 3, 1)
    assert home.states("opportunity_id, stage_name, amount_local") == [
        ("1", "Open", Decimal(2)), ("3", None, Decimal(100)), ("4", "Open", Decimal(100)),
    ]  # fmt: skip


def test_a_row_of_nothing_but_formulas_without_values_is_counted(tmp_path: Path) -> None:
    home = built(tmp_path, {"crm/Opportunity.xlsx": with_formulas("A5", "B5", "C5", "D5", cached={})})
    assert home.counts("opportunities") == (4, 3, 1)


def test_a_formula_in_the_header_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, {"crm/Opportunity.xlsx": with_formulas("B1", cached={})}) == (
        f"crm/Opportunity.xlsx, line 1: a formula in the header {NO_VALUE}"
    )


def hidden(*titles: str) -> openpyxl.Workbook:
    made = book(Old=[HEADER, ["9", *DEAL[1:]]], Deals=[HEADER, DEAL], Empty=[])
    for title in titles:
        made[title].sheet_state = "hidden"
    return made


def test_the_one_filled_sheet_that_shows_is_read(tmp_path: Path) -> None:
    home = built(tmp_path, {"crm/Opportunity.xlsx": xlsx_bytes(hidden("Old"))})
    assert home.rows("SELECT opportunity_id FROM opportunities") == [("1",)]


def test_a_hidden_sheet_is_read_where_it_is_named(tmp_path: Path) -> None:
    mapping = "preset: salesforce\nformats: {sheet: Old}\n"
    home = built(tmp_path, {"crm/mapping.yaml": mapping, "crm/Opportunity.xlsx": xlsx_bytes(hidden("Old"))})
    assert home.rows("SELECT opportunity_id FROM opportunities") == [("9",)]


def test_sheets_of_which_none_or_several_show_are_refused(tmp_path: Path) -> None:
    name, other = "crm/Opportunity.xlsx", "submissions/2026-03-02/ann.xlsx"
    all_hidden, two = xlsx_bytes(hidden("Old", "Deals")), xlsx_bytes(hidden())
    none = "has nothing on the sheets that show, only on hidden ones (Old, Deals)"
    assert refusal(tmp_path / "1", {name: all_hidden}) == (
        f"{name} {none}: name one in crm/mapping.yaml (formats: sheet: Old)"
    )
    assert refusal(tmp_path / "2", {name: two}) == (
        f"{name} has 2 filled sheets (Old, Deals): name one in crm/mapping.yaml (formats: sheet: Old)"
    )
    assert refusal(tmp_path / "3", {other: all_hidden}) == f"{other} {none}: show the one to be read"
    assert refusal(tmp_path / "4", {other: two}) == (
        f"{other} has 2 filled sheets (Old, Deals): hide all but the one to be read"
    )


@pytest.mark.parametrize("kind", ["xls", "xlsb", "ods"])
def test_workbooks_of_other_kinds_are_refused(tmp_path: Path, kind: str) -> None:
    assert refusal(tmp_path, {f"crm/Opportunity_1.{kind}": b"PK"}) == (
        f"crm/Opportunity_1.{kind} is a workbook of a kind that isn't read (.{kind}): save it as .xlsx"
    )


def test_a_workbook_that_breaks_off_within_a_sheet_is_refused_and_left_closed(tmp_path: Path) -> None:
    good = xlsx_bytes(book(Deals=[HEADER, *([DEAL] * 50)]))
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        inside = archive.getinfo(SHEET).header_offset + 200
    path = tmp_path / "broken.xlsx"
    path.write_bytes(good[:inside] + b"\xff\x00\xff\x00" + good[inside + 4 :])
    # whoever keeps the error keeps all that was being read
    with pytest.raises((zlib.error, zipfile.BadZipFile)):
        xlsx_sheet.open_book(path, path.name)
    assert [each for each in Path("/proc/self/fd").iterdir() if each.exists() and each.samefile(path)] == []


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    locked = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
    assert refusal(tmp_path, {"crm/Opportunity.xlsx": locked}) == (
        "crm/Opportunity.xlsx is protected by a password, or of the old kind (.xls): save it as .xlsx without a "
        "password"
    )


def test_what_a_spreadsheet_program_puts_beside_an_open_workbook_is_no_input(tmp_path: Path) -> None:
    home = built(tmp_path, {**ONE_DEAL, "crm/~$Opportunity_1.xlsx": b"\x05ann"})
    assert home.rows("SELECT count(*) FROM source_files WHERE table_name = ''") == [(0,)]


def test_a_row_numbered_a_billion_takes_no_time(tmp_path: Path) -> None:
    far = changed(xlsx_bytes(book(Deals=[HEADER, DEAL])), lambda text: re.sub(
        '<row r="2"(.+?)</row>', lambda found: found[0].replace('r="2"', 'r="1000000000"'), text
    ))  # fmt: skip
    home = built(tmp_path, {"crm/Opportunity.xlsx": far})
    assert home.rows("SELECT source_line FROM opportunities") == [(1_000_000_000,)]


@pytest.mark.parametrize(
    "twice",
    [
        lambda text: re.sub('<row r="2".+?</row>', lambda found: found[0] * 2, text),
        lambda text: re.sub('(<row r="2".+?</row>)(<row r="3".+?</row>)', r"\2\1", text),
        lambda text: re.sub('<c r="C2".+?</c>', lambda found: found[0] * 2, text),
    ],
    ids=["row twice", "rows out of order", "cell twice"],
)
def test_rows_that_a_reader_might_pass_over_are_refused(tmp_path: Path, twice: Any) -> None:
    broken = changed(xlsx_bytes(book(Deals=[HEADER, DEAL, ["2", *DEAL[1:]]])), twice)
    assert refusal(tmp_path, {"crm/Opportunity.xlsx": broken}) == (
        "crm/Opportunity.xlsx can't be read as a workbook: save it as .xlsx again"
    )


def test_a_sheet_that_unpacks_to_far_more_than_it_takes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = changed(xlsx_bytes(book(Deals=[HEADER, DEAL])), lambda text: text + " " * 40_000_000)
    assert len(bomb) < 200_000
    assert built(tmp_path / "small", {"crm/Opportunity.xlsx": bomb}).counts("opportunities") == (1, 1, 0)
    monkeypatch.setattr(xlsx_sheet, "LARGE", 30_000_000)
    assert refusal(tmp_path / "large", {"crm/Opportunity.xlsx": bomb}) == (
        "crm/Opportunity.xlsx unpacks to 0.0 GiB, 200 times and more what it takes packed: save the sheet again "
        "without its empty cells"
    )


CALLS = ["submitter_id", "node_id", "layer", "period_id", "category", "amount", "is_included", "submitted_at"]
CALL = ["ann", "ann", "representative", "FY2026-Q1", "commit", 1_000.5, True, datetime(2026, 3, 9, 13)]


def test_calls_and_reference_come_in_workbooks_too(tmp_path: Path) -> None:
    wrong = [*CALL[:4], "hope", "tbd", *CALL[6:]]
    home = built(tmp_path, {
        **ONE_DEAL,
        "submissions/2026-03-09/ann.xlsx": xlsx_bytes(book(Calls=[CALLS, CALL, [], wrong])),
        "reference/quotas.xlsx": xlsx_bytes(book(Q=[
            ["node_id", "period_start_date", "quota_amount", "ramp_ratio"], ["ann", date(2026, 1, 1), 1_000, "50%"],
            ["bob", 46023, "1,000.00", None], ["cy", "1.1.2026", 5, None],
        ])),
    })  # fmt: skip
    assert home.rows("SELECT source_line, week, amount, is_included, submitted_at FROM submissions") == [
        (2, date(2026, 3, 9), Decimal("1000.50"), True, datetime(2026, 3, 9, 13))
    ]
    assert home.rows("SELECT node_id, period_start_date, quota_amount, ramp_ratio FROM quotas ORDER BY 1") == [
        ("ann", date(2026, 1, 1), Decimal(1_000), Decimal("0.5")), ("bob", date(2026, 1, 1), Decimal(1_000), None),
    ]  # fmt: skip
    assert home.rejected() == [
        (4, "amount", "tbd", "is no amount like 1,234.50"),
        (4, "category", "hope", "is not one of commit, most_likely, best_case, deal"),
        (4, "period_start_date", "1.1.2026", "is no date like 2026-03-31 or 45000 (a day number)"),
    ]
    assert home.counts("submissions") == (2, 1, 1)


def test_two_files_of_one_reference_table_are_refused(tmp_path: Path) -> None:
    stages = xlsx_bytes(book(S=[["stage_name", "forecast_category"], ["Open", "pipeline"]]))
    assert refusal(tmp_path, {"reference/stages.xlsx": stages}) == (
        "reference/ holds stages.csv and stages.xlsx: keep one of them"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            ";".join(CALLS) + "\nann;ann;representative;FY2026-Q1;commit;1;true;2026-03-09 13:00\n",
            "line 1: its columns seem to be separated by ';', not ','; save the file with commas, or as .xlsx",
        ),
        (
            (",".join(CALLS) + "\nann,ann,representative,FY2026-Q1,commit,1,true,2026-03-09 Zürich\n").encode("cp1252"),
            "line 2: not utf-8 text; save the file as UTF-8, or as .xlsx",
        ),
    ],
)
def test_calls_saved_in_other_ways_are_told_what_helps(tmp_path: Path, content: str | bytes, message: str) -> None:
    name = "submissions/2026-03-09/ann.csv"
    assert refusal(tmp_path, {name: content}) == f"{name}, {message}"
