"""One declaration of a table gives its types, its key, its meaning, and every value that breaks it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from sales_pipeline import contract
from sales_pipeline.contract import Column, Count, Day, Flag, Instant, Money, Ratio, Table, Text, column


class TeamLunches(Table):
    """One row per lunch,
    as it was eaten."""

    day: Day = column("Day of the lunch")
    place: Text = column("Where", null=True, isin=["canteen", "park"])
    guest_count: Count = column("Guests", ge=1)
    bill_amount: Money = column("The bill", unit="company currency", ge=0)
    share_ratio: Ratio = column("Share paid", unit="0..1", null=True, le=1)
    eaten_at: Instant = column("When", unit="UTC", null=True)
    was_good: Flag = column("It was good")

    class Config:
        metadata = {"grain": ("day", "place"), "known": "day"}


GOOD = {
    "day": date(2026, 1, 5),
    "place": "park",
    "guest_count": 3,
    "bill_amount": Decimal("12.50"),
    "was_good": True,
}


def lunches(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{**GOOD, **row} for row in rows], schema=contract.arrow_schema(TeamLunches))


def broken(*rows: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    found = contract.breaches(TeamLunches, lunches(*rows), ("day", "place"))
    return [(row.column, str(row.failure_case), row.index) for row in found.itertuples(index=False)]


def test_columns_are_those_that_pandera_checks() -> None:
    """They are read from the declarations, without making a schema of each."""
    for name, model in contract.catalogue().items():
        schema = model.to_schema().columns
        assert {c.name: (c.arrow_type, c.nullable, c.meaning) for c in contract.columns(model)} == {
            key: (c.dtype.type.pyarrow_dtype, c.nullable, c.description) for key, c in schema.items()
        }, name
        assert [c.name for c in contract.columns(model)] == list(schema)


def test_columns_carry_type_unit_and_meaning() -> None:
    made = contract.columns(TeamLunches)
    assert made[3] == Column("bill_amount", pa.decimal128(18, 2), False, "company currency", "The bill")
    assert [c.sql_type for c in made] == [
        "DATE", "VARCHAR", "BIGINT", "DECIMAL(18,2)", "DECIMAL(18,6)", "TIMESTAMP", "BOOLEAN",
    ]  # fmt: skip
    assert [c.name for c in made if c.nullable] == ["place", "share_ratio", "eaten_at"]


def test_a_table_is_named_and_explained_by_its_model() -> None:
    assert contract.table_name(TeamLunches) == "team_lunches"
    assert contract.meaning(TeamLunches) == "One row per lunch, as it was eaten."
    assert contract.meta(TeamLunches, "grain") == ("day", "place")
    assert contract.meta(TeamLunches, "nothing", "else") == "else"


def test_rows_that_keep_the_contract_have_no_breach() -> None:
    assert broken({}, {"place": None}, {"day": date(2026, 1, 6), "share_ratio": Decimal("1.000000")}) == []
    assert contract.breaches(TeamLunches, lunches(), ("day", "place")).columns.tolist() == [
        "column", "check", "failure_case", "index",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"guest_count": 0}, ("guest_count", "0", 1)),
        ({"bill_amount": Decimal("-0.01")}, ("bill_amount", "-0.01", 1)),
        ({"share_ratio": Decimal("1.000001")}, ("share_ratio", "1.000001", 1)),
        ({"place": "office"}, ("place", "office", 1)),
        ({"was_good": None}, ("was_good", "<NA>", 1)),
        ({"day": None}, ("day", "<NA>", 1)),
    ],
)
def test_a_value_that_breaks_the_contract_is_named_with_its_row(
    row: dict[str, Any], found: tuple[str, Any, int]
) -> None:
    assert broken({"day": date(2026, 1, 6)}, row) == [found]


def test_a_key_that_comes_twice_names_every_row_that_shares_it() -> None:
    found = broken({"place": None}, {}, {"place": None, "guest_count": 9})
    assert {index for _, _, index in found} == {0, 2}


def test_a_table_of_other_columns_is_a_breach_and_no_crash() -> None:
    found = contract.breaches(TeamLunches, lunches({}).drop_columns(["share_ratio"]), ("day", "place"))
    assert "share_ratio" in set(found["failure_case"])


def test_the_catalogue_holds_every_table_of_every_domain_once() -> None:
    per_domain = [name for domain in contract.DOMAINS for name, _ in contract.models(domain)]
    assert len(per_domain) == len(set(per_domain)) == len(contract.catalogue())
    assert {"opportunities", "pipeline_snapshot", "gate_results"} <= set(per_domain)
