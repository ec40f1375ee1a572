"""Every case of bad or odd input that intake promises to handle, each in a home, with the exact words."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline_tests.intake.homes import DEALS, Built, built, lines
from sales_pipeline_tests.intake.test_csv_text import SPECTRUM

GOOD = "good,Deal,ann,Open,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-02T10:00:00Z"


def deal(**cells: str) -> str:
    """A row of Opportunity.csv that is good but for some cells."""
    row = dict(zip(DEALS.split(","), GOOD.split(","), strict=True)) | {"Id": "bad"} | cells
    return ",".join(row.values())


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        ("bad,Deal,ann", None, "bad,Deal,ann", "has 3 columns where the header has 8"),
        (f"{deal()},x", None, f"{deal()},x", "has 9 columns where the header has 8"),
        (deal(Name='"Deal'), None, deal(Name='"Deal'), "a quote stands where none may stand"),
        (deal(Name='"De"al'), None, deal(Name='"De"al'), "a quote stands where none may stand"),
        (deal(Name="De\0al"), None, "De\0al", "holds a NUL byte"),
        (deal(Id=" "), "Id", None, "is required, but blank"),
        (deal(Amount="many"), "Amount", "many", "is no amount like 1,234.50"),
        (deal(Amount="1e400"), "Amount", "1e400", "is no amount like 1,234.50"),
        (deal(Amount="NaN"), "Amount", "NaN", "is no amount like 1,234.50"),
        (deal(Amount="Infinity"), "Amount", "Infinity", "is no amount like 1,234.50"),
        (deal(Amount="99999999999999999.00"), "Amount", "99999999999999999.00", "is no amount like 1,234.50"),
        (deal(CloseDate="2026-02-30"), "CloseDate", "2026-02-30", "is no date like 2026-03-31"),
        (deal(CloseDate="30.04.2026"), "CloseDate", "30.04.2026", "is no date like 2026-03-31"),
        (deal(CloseDate="1026-04-30"), "CloseDate", "1026-04-30", "lies before 1900 or after 2199"),
        (deal(CreatedDate="2026-03-02T25:00:00Z"), "CreatedDate", "2026-03-02T25:00:00Z", "is no date like 2026-03-31"),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside_and_the_rest_goes_on(
    tmp_path: Path, row: str, column: str | None, value: str | None, reason: str
) -> None:
    tail = '"closing","a quote"' if reason.startswith("a quote") else ""
    after = GOOD.replace("good", "after")
    home = built(tmp_path, {"crm/Opportunity.csv": lines(DEALS, GOOD, row, after, *([tail] if tail else []))})
    assert home.rejected()[0] == (3, column, value, reason)
    assert home.rows("SELECT DISTINCT opportunity_id FROM opportunities ORDER BY 1") == [("after",), ("good",)]
    read, accepted, rejected = home.counts("opportunities")
    assert (read, accepted) == (rejected + 2, 2)


def test_a_quote_that_is_never_closed_costs_its_row(tmp_path: Path) -> None:
    home = built(tmp_path, {"crm/Opportunity.csv": lines(DEALS, deal(Name='"Deal'), GOOD)})
    assert home.rejected() == [(2, None, deal(Name='"Deal'), "a quote is opened and never closed")]
    assert home.counts("opportunities") == (2, 1, 1)


def test_a_row_with_two_faults_is_one_row_and_both_are_told(tmp_path: Path) -> None:
    home = built(tmp_path, {"crm/Opportunity.csv": lines(DEALS, GOOD, deal(Amount="x", CloseDate="y"))})
    assert [row[:3] for row in home.rejected()] == [(3, "Amount", "x"), (3, "CloseDate", "y")]
    assert home.counts("opportunities") == (2, 1, 1)


def odd(root: Path, mapping: str, **cells: str) -> Built:
    home = built(
        root, {"crm/mapping.yaml": mapping, "crm/Opportunity.csv": lines(DEALS, "", deal(**cells), " , ,,,,,,")}
    )
    assert home.rejected() == []
    assert home.counts("opportunities") == (1, 1, 0)
    return home


DATES = "preset: salesforce\nformats: {dates: [iso, '%d.%m.%Y %H:%M', '%d.%m.%Y', excel]}\n"


@pytest.mark.parametrize(
    ("mapping", "cells", "expected"),
    [
        ("preset: salesforce\n", {"Amount": '"$22,700.00"'}, Decimal(22_700)),
        (
            "preset: salesforce\nformats: {decimal: ',', thousands: '.'}\n",
            {"Amount": '"1.234,56 €"'},
            Decimal("1234.56"),
        ),
        ("preset: salesforce\n", {"Amount": " 100.5 \t"}, Decimal("100.50")),
    ],
)
def test_amounts_as_people_write_them(tmp_path: Path, mapping: str, cells: dict[str, str], expected: Decimal) -> None:
    assert odd(tmp_path, mapping, **cells).states("amount_local") == [(expected,)]


@pytest.mark.parametrize("text", ["2026-04-30", "30.04.2026", "30.04.2026 14:30", "46142", "2026-04-30T14:30:00Z"])
def test_dates_in_several_formats_of_one_column(tmp_path: Path, text: str) -> None:
    assert odd(tmp_path, DATES, CloseDate=text).states("close_date") == [(date(2026, 4, 30),)]


def test_a_time_in_some_dates(tmp_path: Path) -> None:
    stamps = {"CreatedDate": "02.03.2026", "LastModifiedDate": "05.03.2026 14:30"}
    assert odd(tmp_path, DATES, **stamps).states("valid_from") == [
        (datetime(2026, 3, 2),), (datetime(2026, 3, 5, 14, 30),),
    ]  # fmt: skip


def test_texts_that_look_like_something_else_stay_what_they_are(tmp_path: Path) -> None:
    home = odd(tmp_path, "preset: salesforce\n", Id="0012", OwnerId="NA", Name="  null  ")
    assert home.rows("SELECT opportunity_id, opportunity_name FROM opportunities") == [("0012", "null")]
    assert home.states("owner_id") == [("NA",)]
    regions = "preset: status_log\n", lines("Date,Deal,Owner,Stage,Amount,Segment", "2026-03-02,1,ann,Open,5,NA")
    log = built(tmp_path / "log", {"crm/mapping.yaml": regions[0], "crm/log.csv": regions[1]})
    assert log.rows("SELECT segment FROM opportunities") == [("NA",)]


def test_a_share_with_a_sign(tmp_path: Path) -> None:
    content = lines(f"{DEALS},Probability", f"{deal()},65%", f"{deal(Id='2')},65")
    home = built(tmp_path, {"crm/Opportunity.csv": content})
    assert home.states("stated_probability") == [(Decimal("0.65"),), (Decimal("0.65"),)]


def test_a_file_that_no_source_claims_is_named(tmp_path: Path) -> None:
    home = built(tmp_path, {"crm/Opportunity.csv": lines(DEALS, GOOD), "crm/Oportunity.csv": "Id\n1\n"})
    assert home.rows("SELECT source_file, row_count FROM source_files WHERE table_name = ''") == [
        ("crm/Oportunity.csv", 0)
    ]


@pytest.mark.parametrize(("content", "expected"), SPECTRUM.values(), ids=SPECTRUM.keys())
def test_csv_spectrum_goes_through_a_home(tmp_path: Path, content: str, expected: list[list[str]]) -> None:
    last = content.splitlines()[0].split(",")[-1]
    mapping = lines(
        "sources:", "  deals:", "    table: opportunities", "    files: deals.csv", "    extracted_on: 2026-03-02",
        f"    columns: {{opportunity_id: {{line: true}}, opportunity_name: {last}}}",
    )  # fmt: skip
    home = built(tmp_path, {"crm/mapping.yaml": mapping, "crm/deals.csv": content})
    names = home.rows("SELECT opportunity_name FROM opportunities ORDER BY source_line")
    assert names == [(row[-1] or None,) for row in expected]


NAUGHTY = [
    "Robert'); DROP TABLE deals;--", '" OR ""="', "${jndi:ldap://x}", "{{7*7}}", "%s%n%x", "{0}", "../../etc/passwd",
    "=cmd|' /C calc'!A0", "+1", "-1+1", "@import", "|ls", "`id`", "<img src=x onerror=alert(1)>", "<!--", "]]>",
    "&amp;", "\\", "\\\\host\\share", "C:\\", "null", "None", "undefined", "NaN", "true", "0x1F", "1_000", "1e3",
    "٣", "½", "Ⅷ", "ＡＢＣ", "ﬁ", "İstanbul", "straße", "é", "e\u0301", "Z͑ͫ̓a̴͖l̢g̦o̶", "👩‍👩‍👧", "🇨🇭",
    "\u200bzero", "a\u00adb", "עברית عربي", "\u202etxt",
    "日本語", "ไทย", "नमस्ते", "a\tb", "CON", "aux.csv", "x" * 5_000, "''", "--", "/*", ";", "#",
    "…", "\ufffd", "\U0010ffff",
]  # fmt: skip


def test_naughty_names_come_through_as_they_are(tmp_path: Path) -> None:
    quoted = ['"' + name.replace('"', '""') + '"' for name in NAUGHTY]
    rows = [deal(Id=name, Name=name, OwnerId=name) for name in quoted]
    home = built(tmp_path, {"crm/Opportunity.csv": lines(DEALS, *rows)})
    joined = "opportunities JOIN opportunity_history USING (opportunity_id)"
    found = home.rows(f"SELECT opportunity_id, opportunity_name, owner_id FROM {joined}")
    assert sorted(found) == sorted((name, name, name) for name in NAUGHTY)
    assert home.rejected() == []
