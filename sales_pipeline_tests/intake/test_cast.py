"""Text to values: locales, currencies, shares, dates in several formats, instants in zones."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from sales_pipeline.company import Company
from sales_pipeline.intake import cast
from sales_pipeline.intake.mapping import ColumnRule, Formats
from sales_pipeline.intake.shapes import Field
from sales_pipeline_tests.intake.homes import ACME

GERMAN = {"decimal": ",", "thousands": "."}
KINDS = {"money": "DECIMAL(18,2)", "ratio": "DECIMAL(18,6)", "count": "BIGINT", "flag": "BOOLEAN", "day": "DATE"}


def value(kind: str, text: str, rule: dict[str, Any] | None = None, company: Company = ACME, **formats: Any) -> Any:
    """The value a text is read as; the fault as text where it can't be."""
    field = Field("x", kind, KINDS.get(kind, "TIMESTAMP"), required=True)
    rules, written = ColumnRule.model_validate({"column": "x", **(rule or {})}), Formats.model_validate(formats)
    typed = cast.typed(field, "m", rules, written, company)
    query = (
        f"SELECT v, {cast.fault(field, 'm', 'v', rules, written)} FROM (SELECT m, {typed} AS v FROM "
        f"(SELECT {cast.mapped('g', rules)} AS m FROM (SELECT {cast.raw('c', written)} AS g FROM (SELECT ? AS c))))"
    )
    found, fault = duckdb.connect().execute(query, [text]).fetchall()[0]
    return fault or found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22700", "22700.00"),
        ("$22,700.00", "22700.00"),
        (" 22,700.5 ", "22700.50"),
        ("USD 22,700", "22700.00"),
        ("22,700 EUR", "22700.00"),
        ("-$5.25", "-5.25"),
        ("($1,234.00)", "-1234.00"),
        ("1,23,456.00", "123456.00"),
        ("1.2E+3", "1200.00"),
        ("12.345", "12.35"),
        ("\u00a01\u00a0234\u202f567.00\u00a0", "1234567.00"),
    ],
)
def test_money(text: str, expected: str) -> None:
    assert value("money", text) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1.234,56 €", "1234.56"), ("€ 1.234.567", "1234567.00"), ("1234,5", "1234.50"), ("-1.000,00", "-1000.00")],
)
def test_money_in_a_declared_locale(text: str, expected: str) -> None:
    assert value("money", text, **GERMAN) == Decimal(expected)


def test_money_with_swiss_and_blank_thousands() -> None:
    assert value("money", "1'234.50", thousands="'") == Decimal("1234.50")
    assert value("money", "1 234,50", decimal=",", thousands=" ") == Decimal("1234.50")


@pytest.mark.parametrize(
    "text",
    ["abc", "tbd", "1,5", "12,34.00", "1.234.567", "1e400", "NaN", "inf", "12 apples", "--5", "99999999999999999"],
)
def test_what_is_no_amount(text: str) -> None:
    assert value("money", text) == "is no amount like 1,234.50"


@pytest.mark.parametrize("text", ["1,234.56", "1234.56", "1.23"])
def test_the_other_locale_is_not_guessed(text: str) -> None:
    assert value("money", text, **GERMAN) == "is no amount like 1.234,50"


def test_shares() -> None:
    assert value("ratio", "0.65") == Decimal("0.65")
    assert value("ratio", "65%") == Decimal("0.65")
    assert value("ratio", "65", {"unit": "percent"}) == Decimal("0.65")
    assert value("ratio", "65 %", {"unit": "percent"}) == Decimal("0.65")
    assert value("ratio", "12,5%", **GERMAN) == Decimal("0.125")
    assert value("ratio", "high") == "is no number like 0.65 or 65%"


def test_counts_and_flags() -> None:
    assert value("count", "1,200") == 1200
    assert value("count", "many") == "is no whole number"
    assert value("flag", "TRUE") is True
    assert value("flag", "Nein", yes=["ja"], no=["nein"]) is False
    assert value("flag", "perhaps") == "is neither true nor false"


def test_dates_in_several_formats() -> None:
    formats = ["iso", "%d.%m.%Y", "%m/%d/%y", "excel"]
    for text in ("2026-03-05", "5.3.2026", "03/05/26", "46086", "2026-03-05 14:30:00", "2026-03-05T00:00:00Z"):
        assert value("day", text, dates=formats) == date(2026, 3, 5)
    assert value("day", "2026-02-30", dates=formats) == (
        "is no date like 2026-03-31 or 31.03.2026 or 03/31/26 or 45000 (a day number)"
    )


@pytest.mark.parametrize("text", ["2026-02-30", "2025-13-01", "5.3.2026", "epoch", "infinity", "20260305", "0"])
def test_what_is_no_date(text: str) -> None:
    assert value("day", text) == "is no date like 2026-03-31"


@pytest.mark.parametrize("text", ["1026-03-05", "9999-12-31", "1899-12-31"])
def test_years_nobody_means(text: str) -> None:
    assert value("day", text) == "lies before 1900 or after 2199"


def test_a_column_may_have_formats_of_its_own() -> None:
    assert value("day", "05.03.2026", {"dates": ["%d.%m.%Y"]}) == date(2026, 3, 5)


NEW_YORK = ACME.model_copy(update={"time_zone": "America/New_York"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-05T14:22:10.000Z", datetime(2026, 3, 5, 14, 22, 10)),
        ("2026-03-05T14:22:10+01:00", datetime(2026, 3, 5, 13, 22, 10)),
        ("2026-03-05 14:22:10-0500", datetime(2026, 3, 5, 19, 22, 10)),
        ("2026-03-05 14:22", datetime(2026, 3, 5, 19, 22)),
        ("2026-03-05", datetime(2026, 3, 5, 5)),
        ("2026-03-09", datetime(2026, 3, 9, 4)),
    ],
)
def test_instants_in_company_time(text: str, expected: datetime) -> None:
    assert value("instant", text, company=NEW_YORK) == expected


def test_instants_of_a_declared_zone_and_dates_of_the_company() -> None:
    formats = {"dates": ["%m/%d/%y %I:%M %p", "%m/%d/%y"], "time_zone": "UTC"}
    assert value("instant", "02/23/26 08:55 PM", company=NEW_YORK, **formats) == datetime(2026, 2, 23, 20, 55)
    assert value("instant", "02/23/26", company=NEW_YORK, **formats) == datetime(2026, 2, 23, 5)
    assert value("instant", "9999-12-31 10:00", company=NEW_YORK) == "is no date like 2026-03-31"


def test_words_that_mean_nothing_and_ids_that_look_like_something() -> None:
    field = Field("x", "text", "VARCHAR", required=False)
    query = f"SELECT {cast.raw('c', Formats.model_validate({'no_value': ['NULL', 'n/a']}))} FROM (SELECT ? AS c)"
    for text, expected in {
        "NULL": None,
        " n/a ": None,
        "": None,
        "\t \u00a0": None,
        "0012": "0012",
        "NA": "NA",
    }.items():
        assert duckdb.connect().execute(query, [text]).fetchall() == [(expected,)]
    assert cast.fault(field, "m", "v", ColumnRule(value="x"), Formats()) is None


def test_value_maps() -> None:
    rule = {"values": {"Ja": "true", "Nein": "false", "-": ""}, "otherwise": "blank"}
    assert value("flag", "Ja", rule) is True
    assert value("flag", "-", rule) == "is required, but blank"
    assert value("flag", "Vielleicht", rule) == "is required, but blank"


def test_seconds_and_milliseconds_since_1970() -> None:
    formats = {"dates": ["iso", "epoch"]}
    assert value("instant", "1777507200", company=NEW_YORK, **formats) == datetime(2026, 4, 30)
    assert value("instant", "1777507200123", **formats) == datetime(2026, 4, 30, 0, 0, 0, 123000)
    assert value("day", "1777507200000", **formats) == date(2026, 4, 30)
    assert value("day", "17775", **formats) == "is no date like 2026-03-31 or 1774967400 (seconds since 1970)"


def test_a_shape_leaves_other_values_out() -> None:
    assert value("count", "123", {"like": r"\d{3}"}) == 123
    assert value("count", "1234", {"like": r"\d{3}"}) == "is required, but blank"
