"""Parquet, workbooks and JSON lines: read as text by the same rules as CSV, with the row each value stands in."""

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sales_pipeline.home import Home
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.importer import import_home
from sales_pipeline_tests.intake.homes import DEALS, Built, built, lines

NAMES = ["Id", "Name", "OwnerId", "StageName", "Probability", "Amount", "CloseDate", "IsDeleted", "LastModifiedDate"]
MADE = datetime(2026, 3, 2, 10, 30)
ROWS: list[list[Any]] = [
    ["0012", "Größe", "ann", "Open", 65, Decimal("22700.50"), date(2026, 4, 30), False, MADE],
    ["0013", "=1+1", "NA", "Proposal", None, Decimal("-5.00"), None, True, MADE],
]
SHOWN = "opportunity_id, valid_from, owner_id, stage_name, stated_probability, amount_local, close_date, is_deleted"


def csv_bytes() -> bytes:
    return lines(
        ",".join(NAMES),
        '0012,Größe,ann,Open,65,"$22,700.50",2026-04-30,false,2026-03-02T10:30:00Z',
        "0013,=1+1,NA,Proposal,,-5,,true,2026-03-02T10:30:00Z",
    ).encode()


def parquet_bytes(columns: dict[str, Any]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def book(**sheets: list[list[Any]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row, 1):
                cell = sheet.cell(number, place)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
    return made


def xlsx_bytes(made: openpyxl.Workbook) -> bytes:
    sink = io.BytesIO()
    made.save(sink)
    return sink.getvalue()


def jsonl_bytes(*objects: Any) -> bytes:
    return lines(*(json.dumps(each, ensure_ascii=False, default=str) for each in objects)).encode()


def by_name(row: list[Any]) -> dict[str, Any]:
    return dict(zip(NAMES, row, strict=True))


KINDS = {
    "Opportunity.parquet": lambda: parquet_bytes({name: [row[n] for row in ROWS] for n, name in enumerate(NAMES)}),
    "Opportunity.xlsx": lambda: xlsx_bytes(book(Deals=[NAMES, *ROWS])),
    "Opportunity.jsonl": lambda: jsonl_bytes(*(by_name([*r[:5], float(r[5]), *r[6:]]) for r in ROWS)),
    "OPPORTUNITY.NDJSON": lambda: jsonl_bytes(*(by_name([*r[:5], str(r[5]), *r[6:]]) for r in ROWS)),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_same_deals_are_the_same_in_every_kind_of_file(tmp_path: Path, name: str) -> None:
    plain = built(tmp_path / "csv", {"crm/Opportunity.csv": csv_bytes()})
    home = built(tmp_path / "other", {f"crm/{name}": KINDS[name]()})
    assert home.states(SHOWN) == plain.states(SHOWN)
    assert len(home.states(SHOWN)) == 2
    names = "SELECT opportunity_id, opportunity_name FROM opportunities ORDER BY 1"
    assert home.rows(names) == plain.rows(names) == [("0012", "Größe"), ("0013", "=1+1")]
    assert home.rejected() == []


@pytest.mark.parametrize("name", KINDS)
def test_values_with_types_need_no_locale(tmp_path: Path, name: str) -> None:
    mapping = lines(
        "preset: salesforce", "formats: {dates: ['%d.%m.%Y'], decimal: ',', thousands: '.', yes: [ja], no: [nein]}",
        "sources: {opportunities: {columns: {close_date: {column: CloseDate, dates: ['%d/%m/%Y']}}}}",
    )  # fmt: skip
    content = KINDS[name]()
    if "NDJSON" in name:  # its amounts are texts
        content = content.replace(b"22700.50", b"22.700,50").replace(b"-5.00", b"-5,00")
    home = built(tmp_path, {"crm/mapping.yaml": mapping, f"crm/{name}": content})
    assert home.states("amount_local, close_date, is_deleted") == [
        (Decimal("22700.50"), date(2026, 4, 30), False), (Decimal(-5), None, True),
    ]  # fmt: skip


def test_parquet_of_unusual_types(tmp_path: Path) -> None:
    zoned = pa.array([datetime(2026, 3, 2, 10, tzinfo=UTC)] * 3, pa.timestamp("ns", "Europe/Berlin"))
    content = parquet_bytes({
        "Id": pa.array(["1", "2", "3"]).dictionary_encode(),
        "Name": pa.array([b"x", b"a\0b", b"\xff"]),
        "NextStep": pa.array([["call", "mail"], None, []]),
        "StageName": ["Open"] * 3,
        "Amount": pa.array([1.5, float("nan"), float("inf")]),
        "Owner": pa.array([{"Id": "ann", "Is": {"Active": True}}] * 3),
        "LastModifiedDate": zoned,
    })  # fmt: skip
    mapping = (
        "preset: salesforce\nsources: {opportunities: {columns: {owner_id: Owner.Id, is_deleted: Owner.Is.Active}}}\n"
    )
    home = built(tmp_path, {"crm/mapping.yaml": mapping, "crm/Opportunity.parquet": content})
    assert home.states("opportunity_id, valid_from, owner_id, is_deleted, next_step, source_line") == [
        ("1", datetime(2026, 3, 2, 10), "ann", True, '["call", "mail"]', 1),
    ]  # fmt: skip
    assert home.rejected() == [
        (2, None, "a\0b", "holds a NUL byte"),
        (3, "Amount", "inf", "is no amount like 1,234.50"),
    ]
    assert home.counts("opportunities") == (3, 1, 2)


def test_a_workbook_with_day_numbers_shares_and_holes(tmp_path: Path) -> None:
    made = book(Deals=[
        [], ["Id", "StageName", "Probability", "Amount", "CloseDate", "CreatedDate", "LastModifiedDate", None],
        [1001.0, "Open", 0.65, 1_234_567, 46142, 46083.4375, "2026-03-05"], [], [None, "  "],
        [1002, "Open", "65%", 0.1 + 0.2, datetime(2026, 4, 30), None, datetime(2026, 3, 5, 14, 30)],
        [1003, "Open", 20, "tbd", "31.04.2026"], [1004, "Open", None, None, None, None, None, None, "note"],
    ])  # fmt: skip
    made["Deals"]["C3"].number_format = "0.0%"
    made["Deals"]["E6"].number_format = "yyyy-mm-dd"
    made.create_sheet("Notes")
    made.create_sheet("Hidden").append(["x"])
    made["Hidden"].sheet_state = "hidden"
    home = built(tmp_path, {"crm/Opportunity.xlsx": xlsx_bytes(made)}, time_zone="Europe/Berlin")
    assert home.states("opportunity_id, valid_from, stated_probability, amount_local, close_date, source_line") == [
        ("1001", datetime(2026, 3, 2, 10, 30), None, None, None, 3),
        ("1001", datetime(2026, 3, 4, 23), Decimal("0.65"), Decimal(1_234_567), date(2026, 4, 30), 3),
        ("1002", datetime(2026, 3, 5, 14, 30), Decimal("0.65"), Decimal("0.30"), date(2026, 4, 30), 6),
    ]
    assert home.rejected() == [
        (7, "Amount", "tbd", "is no amount like 1,234.50"),
        (7, "CloseDate", "31.04.2026", "is no date like 2026-03-31 or 45000 (a day number)"),
        (8, None, "note", "has a value beyond the last column of the header"),
    ]
    assert home.counts("opportunities") == (4, 2, 2)


def test_json_lines_that_are_no_rows_are_set_aside(tmp_path: Path) -> None:
    good = {"Id": 1, "StageName": "Open", "Owner": {"Id": "ann"}, "Amount": 1e2, "LastModifiedDate": "2026-03-02"}
    mapping = "preset: salesforce\nsources: {opportunities: {columns: {owner_id: Owner.Id}}}\n"
    home = built(tmp_path, {"crm/mapping.yaml": mapping, "crm/Opportunity.jsonl": lines(
        json.dumps(good), "", '{"Id": "2", "StageName"', '["3"]', '{"Id": "4", "Id": "5"}', r'{"Id": "6\u0000"}',
        r'{"Id": "\ud800"}', "[" * 100_000, '{"Id": "7", "Amount": 1e400, "StageName": "Open"}',
        '{"Id": "8", "Amount": NaN, "StageName": "Open"}', '{"Owner": {"Id": "x"}, "Owner.Id": "y"}', "{}",
    )})  # fmt: skip
    assert home.states("opportunity_id, owner_id, amount_local, source_line") == [("1", "ann", Decimal(100), 1)]
    assert [(line, column, reason) for line, column, _, reason in home.rejected()] == [
        (3, None, "is not JSON"), (4, None, "is no JSON object"), (5, None, "names 'Id' twice"),
        (6, None, "holds a NUL byte"), (7, None, "holds half a character"), (8, None, "is not JSON"),
        (9, "Amount", "is no amount like 1,234.50"), (10, "Amount", "is no amount like 1,234.50"),
        (11, None, "names 'Owner.Id' twice"),
    ]  # fmt: skip
    assert home.counts("opportunities") == (10, 1, 9)


TWO = book(East=[["Id", "StageName"], ["1", "Open"]], West=[["Id", "StageName"], ["2", "Open"]])
SHEET = "preset: salesforce\nsources: {{opportunities: {{extracted_on: 2026-03-02, formats: {{sheet: {}}}}}}}\n"


def test_of_several_filled_sheets_one_is_named(tmp_path: Path) -> None:
    home = built(tmp_path, {"crm/mapping.yaml": SHEET.format("West"), "crm/Opportunity.xlsx": xlsx_bytes(TWO)})
    assert home.states("opportunity_id") == [("2",)]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"crm/Opportunity.xlsx": xlsx_bytes(TWO)},
            "crm/Opportunity.xlsx has 2 filled sheets (East, West): name one in crm/mapping.yaml (formats: sheet: "
            "East)",
        ),
        (
            {"crm/Opportunity.xlsx": xlsx_bytes(TWO), "crm/mapping.yaml": SHEET.format("North")},
            "crm/Opportunity.xlsx has no sheet 'North'; it has East, West: correct sheet in crm/mapping.yaml",
        ),
        (
            {"crm/Opportunity.xlsx": xlsx_bytes(book(Deals=[]))},
            "crm/Opportunity.xlsx is empty: export it again, or take it away",
        ),
        (
            {"crm/Opportunity.xlsx": xlsx_bytes(book(Deals=[["Id", "StageName"]]))},
            "crm/Opportunity.xlsx has a header and no rows: export it again, or take it away",
        ),
        (
            {"crm/Opportunity.xlsx": csv_bytes()},
            "crm/Opportunity.xlsx can't be read as a workbook: save it as .xlsx again",
        ),
        (
            {"crm/Opportunity.xlsx": xlsx_bytes(book(Deals=[["Id", "Id"], [1, 2]]))},
            "crm/Opportunity.xlsx, line 1: column 'Id' stands in the header twice; rename or remove one",
        ),
        (
            {"crm/Opportunity.parquet": csv_bytes()},
            "crm/Opportunity.parquet can't be read as Parquet: export it again",
        ),
        (
            {"crm/Opportunity.parquet": parquet_bytes({"Id": ["1"]})},
            "crm/Opportunity.parquet, line 1: column 'StageName' is missing, which stage_name is read from; export it "
            "too, or name the right column in crm/mapping.yaml under sources.opportunities.columns",
        ),
        (
            {"crm/Opportunity.parquet": parquet_bytes({"Id": pa.array([], pa.string()), "StageName": []})},
            "crm/Opportunity.parquet has a header and no rows: export it again, or take it away",
        ),
        ({"crm/Opportunity.jsonl": b""}, "crm/Opportunity.jsonl is empty: export it again, or take it away"),
        (
            {"crm/Opportunity.jsonl": b'[{"Id": 1}]'},
            "crm/Opportunity.jsonl is one JSON list: write one object a line (JSON lines)",
        ),
        (
            {"crm/Opportunity.jsonl": csv_bytes()},
            "crm/Opportunity.jsonl, line 1: is no JSON object; write one object a line (JSON lines)",
        ),
        (
            {"crm/Opportunity.jsonl": jsonl_bytes({"Id": "Zürich"}).decode().encode("cp1252")},
            "crm/Opportunity.jsonl, line 1: not utf-8 text; save the file as UTF-8, or name its encoding in "
            "crm/mapping.yaml (formats: encoding: cp1252)",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, files: dict[str, str | bytes], message: str) -> None:
    with pytest.raises(InputError) as error:
        built(tmp_path, files)
    assert str(error.value) == message


DEAL = "1,Zürich – €,ann,Open,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-02T10:00:00Z"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252"])
def test_encodings_that_are_declared(tmp_path: Path, encoding: str) -> None:
    mapping = f"preset: salesforce\nformats: {{encoding: {encoding}, delimiter: tab}}\n"
    content = lines(DEALS, DEAL).replace(",", "\t").encode(encoding)
    home = built(tmp_path, {"crm/mapping.yaml": mapping, "crm/Opportunity.csv": content})
    assert home.rows("SELECT opportunity_name FROM opportunities") == [("Zürich – €",)]


def test_files_of_any_kind_are_imported(tmp_path: Path) -> None:
    for name, made in KINDS.items():
        folder = tmp_path / Path(name).suffix
        folder.mkdir()
        (folder / name).write_bytes(made())
        import_home("salesforce", folder / "home", [folder / name])
        home: Built = Built(Home(folder / "home"))
        assert home.counts("opportunities") == (2, 2, 0)
