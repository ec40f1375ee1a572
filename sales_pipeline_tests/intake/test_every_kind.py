"""Every case of bad or odd input in every kind of file that can hold it, with the exact words."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline.intake.errors import InputError
from sales_pipeline_tests.intake.homes import Built, built
from sales_pipeline_tests.intake.kinds import FIRST_LINE, KINDS, Rows

COLUMNS = [
    "Id",
    "Name",
    "OwnerId",
    "StageName",
    "Amount",
    "Probability",
    "CloseDate",
    "CreatedDate",
    "LastModifiedDate",
]
GOOD = ["good", "Deal", "ann", "Open", "100", "20", "2026-04-30", "2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z"]
every_kind = pytest.mark.parametrize("kind", KINDS)


def deal(**cells: str | None) -> list[str | None]:
    """A row that is good but for some cells."""
    return list((dict(zip(COLUMNS, GOOD, strict=True)) | {"Id": "bad"} | cells).values())


def read(root: Path, kind: str, rows: Rows, mapping: str = "preset: salesforce\n") -> Built:
    return built(root, {"crm/mapping.yaml": mapping, f"crm/Opportunity.{kind}": KINDS[kind](COLUMNS, rows)})


def refusal(root: Path, files: dict[str, str | bytes]) -> str:
    with pytest.raises(InputError) as error:
        built(root, files)
    return str(error.value)


BAD = [
    ("Id", " ", "is required, but blank"),
    ("Amount", "many", "is no amount like 1,234.50"),
    ("Amount", "1e400", "is no amount like 1,234.50"),
    ("Amount", "NaN", "is no amount like 1,234.50"),
    ("Amount", "-Infinity", "is no amount like 1,234.50"),
    ("Probability", "high", "is no number like 65 or 65%"),
    ("Probability", "101%", "is more than 1"),
    ("CloseDate", "2026-02-30", "is no date like 2026-03-31"),
    ("CloseDate", "1026-04-30", "lies before 1900 or after 2199"),
    ("LastModifiedDate", "2026-03-02T25:00:00Z", "is no date like 2026-03-31"),
]


@every_kind
def test_a_value_that_cannot_be_used_costs_its_row(tmp_path: Path, kind: str) -> None:
    home = read(tmp_path, kind, [[*GOOD], *(deal(**{column: value}) for column, value, _ in BAD), deal(Id="after")])
    told = " or 45000 (a day number)" if kind == "xlsx" else ""
    assert home.rejected() == [
        (line, column, value.strip() or None, reason + (told if reason.startswith("is no date") else ""))
        for line, (column, value, reason) in enumerate(BAD, FIRST_LINE[kind] + 1)
    ]
    assert home.counts("opportunities") == (len(BAD) + 2, 2, len(BAD))


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_a_nul_byte_costs_its_row(tmp_path: Path, kind: str) -> None:
    home = read(tmp_path, kind, [[*GOOD], deal(Name="De\0al")])
    ((line, column, _, reason),) = home.rejected()
    assert (line, column, reason) == (FIRST_LINE[kind] + 1, None, "holds a NUL byte")
    assert home.counts("opportunities") == (2, 1, 1)


@every_kind
def test_of_the_same_id_twice_the_newest_wins_and_the_other_is_listed(tmp_path: Path, kind: str) -> None:
    home = read(tmp_path, kind, [
        deal(Amount="2", LastModifiedDate="2026-03-05T10:00:00Z"), deal(Amount="1"), deal(Amount="1"),
    ])  # fmt: skip
    first = FIRST_LINE[kind]
    why = f"superseded by line {first}, a newer row of the same id"
    assert home.rejected() == [(first + 1, None, "bad", why), (first + 2, None, "bad", why)]
    assert home.rows("SELECT amount_local FROM opportunity_history WHERE valid_to IS NULL") == [(Decimal(2),)]
    assert home.counts("opportunities") == (3, 1, 2)


DATES = "preset: salesforce\nformats: {dates: [iso, excel, '%d.%m.%Y', '%d.%m.%Y %H:%M']}\n"
ODD: list[tuple[str, str, str, Any]] = [
    ("Amount", "$22,700.00", "amount_local", Decimal(22_700)),
    ("Amount", "100 \t", "amount_local", Decimal(100)),
    ("Probability", "65%", "stated_probability", Decimal("0.65")),
    ("Id", "0012", "opportunity_id", "0012"),
    ("OwnerId", "NA", "owner_id", "NA"),
    ("OwnerId", " ann\u00a0 ", "owner_id", "ann"),
    ("CloseDate", "46142", "close_date", date(2026, 4, 30)),
    ("CloseDate", "30.04.2026", "close_date", date(2026, 4, 30)),
    ("CloseDate", "2026-04-30T12:00:00Z", "close_date", date(2026, 4, 30)),
    ("LastModifiedDate", "05.03.2026", "valid_from", datetime(2026, 3, 5)),
    ("LastModifiedDate", "05.03.2026 14:30", "valid_from", datetime(2026, 3, 5, 14, 30)),
    ("LastModifiedDate", "46086.5", "valid_from", datetime(2026, 3, 5, 12)),
]


@every_kind
def test_what_people_write_is_read_right(tmp_path: Path, kind: str) -> None:
    blank: list[str | None] = [None if kind == "jsonl" else ""] * len(COLUMNS)
    rows = [deal(**{"Id": f"odd {n}", column: text}) for n, (column, text, _, _) in enumerate(ODD)]
    home = read(tmp_path, kind, [rows[0], blank, *rows[1:], blank] if kind != "parquet" else rows, DATES)
    assert home.rejected() == []
    assert home.counts("opportunities") == (len(ODD), len(ODD), 0)
    for number, (column, _, target, expected) in enumerate(ODD):
        last = f"SELECT {target} FROM opportunity_history WHERE opportunity_id = ? AND valid_to IS NULL"
        name = expected if column == "Id" else f"odd {number}"
        assert home.connection.execute(last, [name]).fetchall() == [(expected,)]


@every_kind
def test_amounts_are_read_in_their_locale(tmp_path: Path, kind: str) -> None:
    mapping = "preset: salesforce\nformats: {decimal: ',', thousands: '.'}\n"
    home = read(tmp_path, kind, [deal(Amount="1.234,56 €"), deal(Id="2", Amount="1,234.56")], mapping)
    assert home.rejected() == [(FIRST_LINE[kind] + 1, "Amount", "1,234.56", "is no amount like 1.234,50")]
    assert home.states("amount_local") == [(Decimal("1234.56"),)]


@every_kind
def test_a_file_that_no_source_claims_is_named(tmp_path: Path, kind: str) -> None:
    rows = KINDS[kind](COLUMNS, [[*GOOD]])
    home = built(tmp_path, {f"crm/Opportunity.{kind}": rows, f"crm/Oportunity.{kind}": rows})
    assert home.rows("SELECT source_file FROM source_files WHERE table_name = ''") == [(f"crm/Oportunity.{kind}",)]


@every_kind
def test_what_stops_a_run_is_said_in_one_sentence(tmp_path: Path, kind: str) -> None:
    name, line = f"crm/Opportunity.{kind}", FIRST_LINE[kind]
    asked = {
        "stage": ([deal(StageName="Verbal")], f"{name}, line {line}: stage 'Verbal' has no category; add a row for it "
                  "to reference/stages.csv (stage_name, forecast_category, stated_probability, is_closed, is_won)"),
        "column": ([["Deal", "Open"]], f"{name}, line 1: column 'Id' is missing, which opportunity_id is read from; "
                   "export it too, or name the right column in crm/mapping.yaml under sources.opportunities.columns"),
        "rate": ([[*GOOD, "EUR"]], "reference/exchange_rates.csv has no spot rate for EUR on 2026-03-02, when it is "
                 "first used; add a row EUR,spot,2026-03-02,RATE (USD for one EUR)"),
    }  # fmt: skip
    headers = {"stage": COLUMNS, "column": ["Name", "StageName"], "rate": [*COLUMNS, "CurrencyIsoCode"]}
    for case, (rows, message) in asked.items():
        assert refusal(tmp_path / case, {name: KINDS[kind](headers[case], rows)}) == message


TWICE = "line 1: column 'Id' stands in the header twice; rename or remove one"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_header_that_names_a_column_twice_or_has_no_rows_is_refused(tmp_path: Path, kind: str) -> None:
    name, made = f"crm/Opportunity.{kind}", KINDS[kind]
    assert refusal(tmp_path / "twice", {name: made(["Id", "Id"], [["1", "2"]])}) == f"{name}, {TWICE}"
    assert refusal(tmp_path / "none", {name: made(COLUMNS, [])}) == (
        f"{name} has a header and no rows: export it again, or take it away"
    )


@every_kind
def test_an_empty_file_is_refused(tmp_path: Path, kind: str) -> None:
    name = f"crm/Opportunity.{kind}"
    said = {
        "xlsx": "can't be read as a workbook: save it as .xlsx again",
        "parquet": "can't be read as Parquet: export it again",
    }
    assert refusal(tmp_path, {name: b""}) == f"{name} {said.get(kind, 'is empty: export it again, or take it away')}"


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_text_in_another_encoding_is_refused(tmp_path: Path, kind: str) -> None:
    name = f"crm/Opportunity.{kind}"
    content = KINDS[kind](COLUMNS, [[*GOOD], deal(Name="Zürich")]).decode().encode("cp1252")
    assert refusal(tmp_path, {name: content}) == (
        f"{name}, line {FIRST_LINE[kind] + 1}: not utf-8 text; save the file as UTF-8, or name its encoding in "
        "crm/mapping.yaml (formats: encoding: cp1252)"
    )
