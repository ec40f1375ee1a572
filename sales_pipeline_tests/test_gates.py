"""A promise is measured as the setting's suffix says, and judged ok, warned, stopped or waived."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from sales_pipeline.company import Company
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.gates import SHOWN, Verdict, judge
from sales_pipeline.sql import CatalogueError, Gate

COMPANY = Company.model_validate(
    {
        "name": "Acme",
        "currency": "USD",
        "first_week": date(2026, 1, 5),
        "gates": {"overdue_warn_count": 1, "overdue_error_ratio": "0.20", "identity_error_amount": "0.01"},
    }
)
WAIVER = {"gate": "any_promise", "person_id": "p1", "reason": "Known, mended next week"}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connect({}) as opened:
        yield opened


def broken(*rows: str) -> str:
    """A query for these rows of (deal, share_ratio, gap_amount), in this order."""
    values = ", ".join(f"({place}, {row})" for place, row in enumerate(rows)) or "(0, NULL, NULL, NULL)"
    where = "" if rows else " WHERE false"
    columns = "deal, share_ratio, gap_amount"
    return f"SELECT {columns} FROM (VALUES {values}) AS rows(place, {columns}){where} ORDER BY place"


def judged(
    connection: duckdb.DuckDBPyConnection,
    text: str,
    warn: str | None = None,
    error: str | None = None,
    waivers: list[dict[str, Any]] | None = None,
) -> Verdict:
    gate = Gate("any_promise", "forecast", "All is well.", "nodes", warn, error, text, ())
    return judge(connection, gate, COMPANY, waivers or [])


def test_a_promise_that_nothing_breaks_is_kept(connection: duckdb.DuckDBPyConnection) -> None:
    for error in ("overdue_error_ratio", "identity_error_amount"):
        verdict = judged(connection, broken(), "overdue_warn_count", error)
        assert (verdict.state, verdict.row_count, verdict.measured, verdict.detail) == ("ok", 0, Decimal(0), None)
        assert not verdict.stops


def test_a_count_warns_above_its_limit_and_not_at_it(connection: duckdb.DuckDBPyConnection) -> None:
    assert judged(connection, broken("'a', 0, 0"), "overdue_warn_count").state == "ok"
    verdict = judged(connection, broken("'a', 0, 0", "'b', 0, 0"), "overdue_warn_count")
    assert (verdict.state, verdict.measured, verdict.warn_limit, verdict.error_limit) == (
        "warn",
        Decimal(2),
        Decimal(1),
        None,
    )
    assert not verdict.stops


def test_a_share_is_that_of_the_first_row(connection: duckdb.DuckDBPyConnection) -> None:
    assert judged(connection, broken("'a', 0.2, 0"), error="overdue_error_ratio").state == "ok"
    verdict = judged(connection, broken("'a', 0.200001, 0", "'b', 0.1, 0"), error="overdue_error_ratio")
    assert (verdict.state, verdict.measured, verdict.stops) == ("error", Decimal("0.200001"), True)
    # the share of nothing: rows that weigh nothing break no share
    assert judged(connection, broken("'a', NULL, 0"), error="overdue_error_ratio").state == "ok"


def test_an_amount_is_the_largest_gap_in_either_direction(connection: duckdb.DuckDBPyConnection) -> None:
    assert judged(connection, broken("'a', 0, 0.01"), error="identity_error_amount").state == "ok"
    verdict = judged(connection, broken("'a', 0, 0.01", "'b', 0, -0.02"), error="identity_error_amount")
    assert (verdict.state, verdict.measured) == ("error", Decimal("0.02"))


def test_a_gap_that_is_blank_is_no_gap_of_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(CatalogueError, match="gate any_promise: a row has no gap_amount"):
        judged(connection, broken("'a', 0, 0.00", "'b', 0, NULL"), error="identity_error_amount")


def test_a_waiver_lets_an_error_pass_and_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    text = broken("'a', 0.5, 0")
    verdict = judged(connection, text, error="overdue_error_ratio", waivers=[WAIVER])
    assert (verdict.state, verdict.stops) == ("waived", False)
    assert (verdict.waived_by, verdict.waiver_reason) == ("p1", "Known, mended next week")
    other = judged(connection, text, error="overdue_error_ratio", waivers=[{**WAIVER, "gate": "other"}])
    assert (other.state, other.waived_by) == ("error", None)


def test_a_waiver_is_not_spent_on_a_warning(connection: duckdb.DuckDBPyConnection) -> None:
    text = broken("'a', 0, 0", "'b', 0, 0")
    verdict = judged(connection, text, "overdue_warn_count", "overdue_error_ratio", [WAIVER])
    assert (verdict.state, verdict.measured, verdict.waived_by) == ("warn", Decimal(2), None)


def test_of_two_limits_the_one_that_is_broken_is_measured(connection: duckdb.DuckDBPyConnection) -> None:
    text = broken("'a', 0.5, 0", "'b', 0.5, 0")
    verdict = judged(connection, text, "overdue_warn_count", "overdue_error_ratio")
    assert (verdict.state, verdict.measured) == ("error", Decimal("0.5"))
    assert (verdict.warn_limit, verdict.error_limit) == (Decimal(1), Decimal("0.20"))


def test_ten_rows_are_shown_and_three_told(connection: duckdb.DuckDBPyConnection) -> None:
    verdict = judged(connection, broken(*(f"'d{n}', NULL, {n}" for n in range(12))), "overdue_warn_count")
    assert (len(verdict.shown), verdict.row_count) == (SHOWN, 12)
    assert verdict.detail == "deal d0, gap_amount 0; deal d1, gap_amount 1; deal d2, gap_amount 2; and 9 more"


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (broken("'a', 0, 0"), "nonsense_count", "names the setting 'nonsense_count', which company.yaml does not have"),
        (broken("'a', 0, 0"), "stale_days", "'stale_days' must end in _count, _ratio or _amount, with its column"),
        ("SELECT 1 AS deal", "overdue_error_ratio", "'overdue_error_ratio' must end in"),
        ("SELECT 1 AS deal", "identity_error_amount", "'identity_error_amount' must end in"),
    ],
)
def test_a_gate_that_cannot_be_measured_says_why(
    connection: duckdb.DuckDBPyConnection, text: str, error: str, said: str
) -> None:
    with pytest.raises(CatalogueError, match=said):
        judged(connection, text, error=error)
