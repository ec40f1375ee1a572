"""New pipeline: thirteen weeks of every node, deals in the week of their creation beside those of a year before."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sales_pipeline_tests.forecast.chain import Row, Rows, told
from sales_pipeline_tests.sql_case import run_sql

WEEK = date(2026, 2, 2)
NEWEST, BEFORE = date(2026, 1, 26), date(2026, 1, 19)
GIVEN: Rows = {
    "nodes": [
        {"instant": "now", "node_id": "ann", "is_representative": True, "depth": 1},
        {"instant": "now", "node_id": "top", "depth": 0},
    ],
    "node_ancestors": [
        {"instant": "now", "node_id": "ann", "ancestor_node_id": "ann"},
        {"instant": "now", "node_id": "ann", "ancestor_node_id": "top"},
    ],
    "exchange_rates": [
        {"currency": "EUR", "rate_kind": "spot", "rate": 2, "valid_from": NEWEST, "known_at": NEWEST},
    ],
    "opportunities": [
        # Sunday 23:30 in UTC is Monday in Berlin: of the newest week, and of this one
        {"opportunity_id": "D1", "created_at": datetime(2026, 1, 25, 23, 30), "opportunity_type": "new"},
        {"opportunity_id": "D4", "created_at": datetime(2026, 2, 1, 23, 30)},
        {"opportunity_id": "D2", "created_at": datetime(2026, 1, 30), "opportunity_type": "new", "lead_source": "Web"},
        {"opportunity_id": "D3", "created_at": datetime(2026, 1, 30)},
        {"opportunity_id": "D5", "created_at": datetime(2025, 1, 28), "lead_source": "Web"},
        # created nobody knows when, first seen in the week before
        {"opportunity_id": "D6", "known_at": datetime(2026, 1, 20), "lead_source": "Web"},
    ],
    "opportunity_history": [
        {"opportunity_id": deal, "change_seq": seq, "amount_local": amount, "currency": currency, "owner_id": "ann",
         "valid_to": until, "is_deleted": deleted}
        for deal, seq, amount, currency, until, deleted in [
            ("D1", 1, 10, "USD", datetime(2026, 1, 29), False), ("D1", 2, 999, "USD", None, False),
            ("D2", 1, 5, "EUR", None, False), ("D4", 1, 80, "USD", None, False),
            ("D3", 1, 70, "USD", datetime(2026, 1, 31), False), ("D3", 2, 70, "USD", None, True),
            ("D5", 1, 3, "USD", None, False), ("D6", 1, None, "USD", None, False),
        ]
    ],
}  # fmt: skip


@pytest.fixture
def made(tmp_path: Path) -> list[Row]:
    given = told(GIVEN, ZoneInfo("Europe/Berlin"))
    return run_sql("pipeline_created", WEEK, given, tmp_path, {"time_zone": "Europe/Berlin"})


def figures(row: Row) -> tuple[int, Decimal, int, Decimal]:
    return row["deal_count"], row["amount"], row["year_ago_deal_count"], row["year_ago_amount"]


def filled(rows: list[Row], node: str, dimension: str) -> dict[tuple[str, date], tuple[int, Decimal, int, Decimal]]:
    """Weeks with something in them."""
    chosen = [r for r in rows if (r["node_id"], r["dimension"]) == (node, dimension)]
    return {(r["member"], r["from_date"]): figures(r) for r in chosen if any(figures(r))}


def test_deals_count_at_the_amount_first_seen_in_the_companys_week(made: list[Row]) -> None:
    wanted = {("all", NEWEST): (2, Decimal(20), 1, Decimal(3)), ("all", BEFORE): (1, Decimal(0), 0, Decimal(0))}
    assert filled(made, "top", "all") == wanted
    assert filled(made, "ann", "all") == wanted


def test_the_company_is_cut_by_source_and_type_and_nobody_else(made: list[Row]) -> None:
    assert filled(made, "top", "lead_source") == {
        ("Web", NEWEST): (1, Decimal(10), 1, Decimal(3)),
        ("Web", BEFORE): (1, Decimal(0), 0, Decimal(0)),
        ("unknown", NEWEST): (1, Decimal(10), 0, Decimal(0)),
    }
    assert filled(made, "top", "opportunity_type") == {
        ("new", NEWEST): (2, Decimal(20), 0, Decimal(0)),
        ("unknown", NEWEST): (0, Decimal(0), 1, Decimal(3)),
        ("unknown", BEFORE): (1, Decimal(0), 0, Decimal(0)),
    }
    assert {r["dimension"] for r in made if r["node_id"] == "ann"} == {"all"}


def test_every_line_has_thirteen_weeks_up_to_the_last(made: list[Row]) -> None:
    lines = {(r["node_id"], r["dimension"], r["member"]) for r in made}
    for line in lines:
        weeks = [r["from_date"] for r in made if (r["node_id"], r["dimension"], r["member"]) == line]
        assert (len(weeks), weeks[0], weeks[-1]) == (13, date(2025, 11, 3), NEWEST)
