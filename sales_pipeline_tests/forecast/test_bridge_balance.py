"""Whatever deals, owners, currencies and units do, every bridge balances to the cent at every node."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_pipeline.forecast.contracts import values
from sales_pipeline_tests.forecast.bridge_chain import Bridges, Row, Rows, bridges, history

# the middle of a period, and its first Monday, when last week lies in the period before
WEEKS = [date(2026, 2, 9), date(2026, 2, 9), date(2026, 2, 9), date(2026, 1, 5)]
# around the period's start, last week and the week itself, each met exactly once
INSTANTS = [
    datetime(2025, 12, 10, 9), datetime(2025, 12, 31, 23), datetime(2026, 1, 1), datetime(2026, 1, 15, 12),
    datetime(2026, 2, 1, 8), datetime(2026, 2, 2), datetime(2026, 2, 4, 15), datetime(2026, 2, 8, 23),
    datetime(2026, 2, 9), datetime(2026, 2, 10),
]  # fmt: skip
CLOSE_DATES = [
    date(2026, 3, 31), date(2026, 2, 20), date(2026, 1, 20), date(2026, 2, 5), date(2026, 1, 5), date(2025, 12, 15),
    date(2026, 4, 1), date(2026, 6, 1), None,
]  # fmt: skip
REORGANISED = [date(2026, 1, 10), date(2026, 2, 4), date(2030, 1, 1)]
REPRESENTATIVES = ["ann", "bob", "cyd", "dee"]
RATES = {"EUR": ("1.103717", "1.214159", "1.0853"), "GBP": ("1.271828", "1.3", "1.333333")}


def life(deal: str, seed: int) -> list[Row]:
    """One deal's changes: won, lost, deleted, reopened, moved, resized and handed over in any order."""
    chance = Random(seed)
    born = chance.choice([0, 0, 0, 0, 2, 3, 5, 6])
    later = chance.sample(range(born + 1, len(INSTANTS)), k=chance.randint(0, 3))
    return [_change(deal, INSTANTS[number], chance) for number in sorted([born, *later])]


def _change(deal: str, instant: datetime, chance: Random) -> Row:
    state = chance.choice(["open", "open", "open", "open", "open", "won", "won", "lost", "deleted"])
    return {
        "opportunity_id": deal,
        "valid_from": instant,
        "stage_name": "Proposal",
        "forecast_category": chance.choice([None, None, None, "commit", "omitted"]),
        "amount_local": chance.choice([None, *(Decimal(chance.randint(0, 9_999_999)) / 100 for _ in range(9))]),
        "currency": chance.choice(["USD", "EUR", "EUR", "EUR", "GBP"]),
        "close_date": chance.choice([*CLOSE_DATES, None]),
        "owner_id": chance.choice(["ann", "bob", "cyd", "dee", "nobody", None]),
        "is_closed": state in ("won", "lost"),
        "is_won": state == "won",
        "is_deleted": state == "deleted",
    }


# a deal is one whole number, so that a failure shrinks to the deal that broke the balance
SEEDS = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=60)


def company(seeds: list[int], moved: date, left: date) -> Rows:
    """Deals of four representatives, one team that moves to another region and one that is closed for a new one."""
    deals = [life(f"D{number:02}", seed) for number, seed in enumerate(seeds)]
    return {
        "opportunity_history": history(row for rows in deals for row in rows),
        "opportunities": [_opportunity(rows) for rows in deals],
        "stages": [{"stage_name": "Proposal", "forecast_category": "best_case", "stated_probability": "0.4"}],
        "exchange_rates": [rate for currency in RATES for rate in _rates(currency)],
        "people": [{"person_id": name, "person_name": name, "role": "representative"} for name in REPRESENTATIVES],
        "organisation_nodes": [
            _unit("top", None), _unit("east", "top"), _unit("west", "top"), _unit("red", "east", until=moved),
            _unit("red", "west", since=moved), _unit("blue", "west", until=left), _unit("green", "east", since=left),
        ],
        "organisation_members": [
            _member("ann", "red"), _member("bob", "red", until=left), _member("bob", "west", since=left),
            _member("cyd", "blue", until=left), _member("cyd", "green", since=left), _member("dee", "east"),
        ],
    }  # fmt: skip


def _opportunity(rows: list[Row]) -> Row:
    first = rows[0]
    return {
        "opportunity_id": first["opportunity_id"],
        "created_at": first["valid_from"],
        "known_at": first["valid_from"],
    }


def _rates(currency: str) -> list[Row]:
    days = [date(2020, 1, 1), date(2026, 1, 12), date(2026, 2, 3), None]
    return [
        _dated({"currency": currency, "rate_kind": "spot", "rate": rate}, start, stop)
        for rate, start, stop in zip(RATES[currency], days, days[1:], strict=False)
    ]


def _dated(row: Row, since: date | None, until: date | None) -> Row:
    start = since or date(2020, 1, 1)
    return {**row, "valid_from": start, "valid_to": until, "known_at": start}


def _unit(name: str, parent: str | None, since: date | None = None, until: date | None = None) -> Row:
    return _dated({"node_id": name, "node_name": name, "parent_node_id": parent, "level": "unit"}, since, until)


def _member(name: str, unit: str, since: date | None = None, until: date | None = None) -> Row:
    return _dated({"person_id": name, "node_id": unit}, since, until)


def _made(week: date, seeds: list[int], moved: date, left: date) -> Bridges:
    with TemporaryDirectory() as folder:
        return bridges(week, company(seeds, moved, left), Path(folder))


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(WEEKS), SEEDS, st.sampled_from(REORGANISED), st.sampled_from(REORGANISED))
def test_bridges_balance(week: date, seeds: list[int], moved: date, left: date) -> None:
    _check(_made(week, seeds, moved, left))


def test_bridges_balance_where_everything_happens() -> None:
    made = _made(WEEKS[0], list(range(1200)), *REORGANISED[:2])
    _check(made)
    found = {(row["bridge"], row["against"], row["bucket"]) for row in made.tables["forecast_bridge"]}
    for against in values.AGAINST:
        assert {("open_pipeline", against, bucket) for bucket in values.PIPELINE_BUCKETS} <= found
        assert {("closed_won", against, bucket) for bucket in values.CLOSED_WON_BUCKETS} <= found


def _check(made: Bridges) -> None:
    for key, figures in made.figures.items():
        steps = sum(amount for bucket, amount in figures.items() if bucket != "end")
        assert steps == figures["end"], (key, figures)
        if key[2] == "top":
            assert not {"transferred_in", "transferred_out"} & set(figures)
            _check_ends(made.tables["deal_states"], key, figures)


def _check_ends(deals: list[Row], key: tuple[str, str, str], figures: dict[str, Decimal]) -> None:
    """At the top, start and end are all deals in scope then and now."""
    state = {"open_pipeline": "open", "closed_won": "won"}[key[0]]
    for bucket, instant in (("start", key[1]), ("end", "now")):
        held = [d["amount"] for d in deals if d["instant"] == instant and d["state"] == state and d["in_period"]]
        assert figures[bucket] == sum(held), (key, bucket)
