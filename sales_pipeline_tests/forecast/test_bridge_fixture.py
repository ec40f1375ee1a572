"""The bridge of the definitions' fixture, deal by deal: every node and bucket exactly.

The fixture compares 5 January with 2 February; nothing happens before the 12th, so the
period's start stands for the 5th.
"""

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline_tests.forecast.bridge_chain import Bridges, Row, bridges, history, people

FIXTURES = Path(__file__).parent / "fixtures"
WEEK = date(2026, 2, 2)


def _rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _change(row: dict[str, str]) -> Row:
    return {
        "opportunity_id": row["opportunity_id"],
        "valid_from": datetime.fromisoformat(row["valid_from"]),
        "stage_name": row["state"],
        "forecast_category": row["forecast_category"],
        "amount_local": Decimal(row["amount"]),
        "currency": row["currency"],
        "close_date": date.fromisoformat(row["close_date"]),
        "owner_id": row["node"],
        "is_closed": row["state"] != "open",
        "is_won": row["state"] == "won",
        "is_deleted": row["is_deleted"] == "true",
    }


def _rate(row: dict[str, str], rows: list[dict[str, str]]) -> Row:
    start = date.fromisoformat(row["valid_from"])
    later = [date.fromisoformat(r["valid_from"]) for r in rows if r["currency"] == row["currency"]]
    ends = [day for day in later if day > start]
    return {
        "currency": row["currency"], "rate_kind": "spot", "rate": Decimal(row["usd_per_unit"]), "valid_from": start,
        "valid_to": min(ends, default=None), "known_at": start,
    }  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Bridges:
    changes, rates = _rows("bridge_history.csv"), _rows("bridge_rates.csv")
    deals = {row["opportunity_id"]: row["created_date"] for row in changes}
    given = {
        "opportunity_history": history(_change(row) for row in changes),
        "opportunities": [
            {"opportunity_id": deal, "created_at": datetime.fromisoformat(day), "known_at": datetime.fromisoformat(day)}
            for deal, day in deals.items()
        ],
        "exchange_rates": [_rate(row, rates) for row in rates],
        "organisation_nodes": [{"node_id": "company", "node_name": "Company", "level": "company"}],
        **people(["N", "A", "B"], "company"),
    }
    return bridges(WEEK, given, tmp_path_factory.mktemp("lake"))


def _expected(node: str) -> dict[str, Decimal]:
    return {r["bucket"]: Decimal(r["amount_usd"]) for r in _rows("bridge_expected.csv") if r["node"] == node}


@pytest.mark.parametrize("node", ["company", "A", "B"])
def test_every_bucket_is_the_fixtures_and_the_others_are_empty(made: Bridges, node: str) -> None:
    assert made.of(node) == _expected(node)


def test_the_other_representative_starts_and_ends_as_the_fixture_says(made: Bridges) -> None:
    assert {bucket: made.of("N")[bucket] for bucket in ("start", "end")} == _expected("N")


def test_closed_won_holds_the_three_wins(made: Bridges) -> None:
    assert made.of("company", "closed_won") == {"start": Decimal(0), "won": Decimal(225), "end": Decimal(225)}


def test_since_last_week_only_what_happened_since(made: Bridges) -> None:
    assert made.of("company", against="last_week") == {
        "start": Decimal(905), "won": Decimal(-40), "fx": Decimal(10), "end": Decimal(875),
    }  # fmt: skip
