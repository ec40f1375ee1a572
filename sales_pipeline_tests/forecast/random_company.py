"""Companies that could be: trees of any shape, people in and out of them, deals of every kind. For properties."""

from datetime import date, datetime
from random import Random
from typing import Any

from sales_pipeline_tests.forecast.chain import Row, Rows, history

WEEK = date(2026, 2, 9)
MOMENTS = [
    datetime(2025, 6, 10), datetime(2025, 8, 20), datetime(2025, 10, 5), datetime(2025, 12, 20), datetime(2026, 1, 10),
    datetime(2026, 2, 4), datetime(2026, 2, 9),
]  # fmt: skip
CLOSE_DATES = [
    date(2025, 7, 1), date(2025, 9, 30), date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 20), date(2026, 3, 31),
    date(2026, 3, 31), date(2026, 4, 1), date(2026, 8, 1), None,
]  # fmt: skip
RATES = {"EUR": "1.103717", "GBP": "1.271828"}


def company(parents: list[int], people: list[int], deals: list[int]) -> Rows:
    """`parents`: of each unit below the top, a unit before it; `people`: the unit of each, 0 = none; `deals`: seeds."""
    names = [f"p{number}" for number in range(len(people))]
    return {
        "organisation_nodes": [_unit(number, above) for number, above in enumerate([0, *parents])],
        "people": [
            {"person_id": name, "person_name": name, "role": ("representative", "manager")[number % 2]}
            for number, name in enumerate(names)
        ],
        "organisation_members": [
            {"person_id": name, "node_id": f"u{unit - 1}"} for name, unit in zip(names, people, strict=True) if unit
        ],
        "stages": [{"stage_name": "Proposal", "forecast_category": "best_case", "stated_probability": "0.37"}],
        "exchange_rates": [{"currency": c, "rate_kind": "spot", "rate": rate} for c, rate in RATES.items()],
        "quotas": [
            {"node_id": name, "period_start_date": date(2026, 1, 1), "quota_amount": "100.01", "currency": "EUR",
             "effective_to": date(2026, 2, 1 + number)}
            for number, name in enumerate(names)
        ],
        "opportunities": [_opportunity(f"D{n:02}", Random(seed)) for n, seed in enumerate(deals)],
        "opportunity_history": history([row for n, seed in enumerate(deals) for row in _life(f"D{n:02}", seed, names)]),
    }  # fmt: skip


def _unit(number: int, above: int) -> Row:
    parent = f"u{above % number}" if number else None
    return {"node_id": f"u{number}", "node_name": f"Unit {number}", "parent_node_id": parent, "level": "unit"}


def _opportunity(deal: str, chance: Random) -> Row:
    return {
        "opportunity_id": deal,
        "created_at": datetime(2025, 6, 1),
        "opportunity_type": chance.choice(["new", "expansion", "renewal", None]),
        "segment": chance.choice(["Large", "Small", None]),
        "product_family": chance.choice(["Tools", "Care", "Care", None]),
    }


def _life(deal: str, seed: int, names: list[str]) -> list[Row]:
    chance = Random(seed)
    moments = sorted(chance.sample(MOMENTS, k=chance.randint(1, 3)))
    return [_change(deal, moment, chance, names) for moment in moments]


def _change(deal: str, moment: datetime, chance: Random, names: list[str]) -> dict[str, Any]:
    state = chance.choice(["open", "open", "open", "won", "lost", "deleted"])
    return {
        "opportunity_id": deal,
        "valid_from": moment,
        "stage_name": chance.choice(["Proposal", None]),
        "forecast_category": chance.choice([None, "commit", "most_likely", "pipeline", "omitted", "closed"]),
        "amount_local": chance.choice([None, f"{chance.randint(0, 99_999) / 100:.2f}", "1000.01"]),
        "currency": chance.choice(["USD", "EUR", "GBP"]),
        "close_date": chance.choice(CLOSE_DATES),
        "owner_id": chance.choice([*names, "nobody", None]),
        "is_closed": state in ("won", "lost"),
        "is_won": state == "won",
        "is_deleted": state == "deleted",
    }
