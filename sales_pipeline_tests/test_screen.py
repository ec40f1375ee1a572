"""The quick look at a contract says what pandera says, and asks it only where something seems to break."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from sales_pipeline import contract, screen
from sales_pipeline_tests.test_contract import TeamLunches, lunches

KEY = ("guest_count",)


def pieces(*tables: pa.Table) -> Callable[[], list[pa.Table]]:
    return lambda: list(tables)


def counted(*counts: int, **values: Any) -> pa.Table:
    return lunches(*({"guest_count": count, **values} for count in counts))


@pytest.fixture
def never(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails a test that asks pandera."""

    def asked(*_: object) -> None:
        raise AssertionError("pandera was asked")

    monkeypatch.setattr(contract, "breaches", asked)


@pytest.mark.usefixtures("never")
@pytest.mark.parametrize(
    "tables",
    [
        [],
        [counted()],
        [counted(1, 2, 3)],
        [counted(1, 2), counted(), counted(3)],
        [counted(1, place=None, share_ratio=Decimal("1.000000"), bill_amount=Decimal("0.00"))],
    ],
)
def test_a_table_that_keeps_its_contract_is_told_without_pandera(tables: list[pa.Table]) -> None:
    found = screen.breaches(TeamLunches, pieces(*tables), KEY)
    assert found.empty
    assert found.columns.tolist() == ["column", "check", "failure_case", "index"]


@pytest.mark.usefixtures("never")
def test_a_key_of_two_columns_may_repeat_one_of_them() -> None:
    rows = [{"guest_count": count, "place": place} for count, place in ((1, "canteen"), (1, "park"), (2, "canteen"))]
    assert screen.breaches(TeamLunches, pieces(lunches(*rows)), ("guest_count", "place")).empty


@pytest.mark.parametrize(
    "tables",
    [
        [counted(1), counted(0)],
        [counted(1, 2, place="office")],
        [counted(1, bill_amount=None)],
        [counted(1, share_ratio=Decimal("1.000001"))],
        [counted(1, 2), counted(2, 3)],
        [counted(1, 1)],
        [counted(2, 1, 2)],
        [counted(1).drop_columns(["was_good"])],
        [counted(1).select(list(reversed(counted(1).column_names)))],
    ],
)
def test_what_breaks_is_what_pandera_says_of_the_whole(tables: list[pa.Table]) -> None:
    whole = contract.breaches(TeamLunches, pa.concat_tables(tables), KEY)
    assert len(whole)
    assert screen.breaches(TeamLunches, pieces(*tables), KEY).astype(str).equals(whole.astype(str))


def test_a_table_out_of_order_is_judged_by_pandera_and_may_be_right() -> None:
    assert screen.breaches(TeamLunches, pieces(counted(2, 1)), KEY).empty


def test_every_check_of_every_contract_can_be_told_without_pandera() -> None:
    """A check that can't would make a million rows slow in silence."""
    known = {"isin", *screen._BOUNDS}
    for name, model in contract.catalogue().items():
        for column in model.to_schema().columns.values():
            assert {check.name for check in column.checks} <= known, name
