"""History as it was and as it is: whatever moved between then and now, by cause, to the cent."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_pipeline.home import Home
from sales_pipeline_tests.conftest import WEEK as NEWEST
from sales_pipeline_tests.conftest import copy_sample, weeks_of
from sales_pipeline_tests.forecast.chain import Row, Rows, chain
from sales_pipeline_tests.forecast.random_company import RATES, WEEK, company
from sales_pipeline_tests.sample.committed import rows as committed
from sales_pipeline_tests.sql_case import run_sql

# the first Mondays after the ended quarters in which the random deals can have closed
CLOSES = [date(2025, 7, 7), date(2025, 10, 6), date(2026, 1, 5)]
QUARTER = (date(2025, 10, 1), date(2025, 12, 31))
CHANGES = [
    date(2025, 9, 1),
    date(2025, 10, 1),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 1, 20),
    date(2026, 2, 9),
]


def changed(rows: Rows, seed: int) -> Rows:
    """The same company with units and people that move, maps and rates that change, some of it known late."""
    chance = Random(seed)
    units = [row["node_id"] for row in rows["organisation_nodes"]]
    more = dict(rows)
    more["organisation_nodes"] = [
        part for row in rows["organisation_nodes"] for part in _moved(row, "parent_node_id", units[:1], chance)
    ]
    more["organisation_members"] = [
        part for row in rows["organisation_members"] for part in _moved(row, "node_id", units, chance)
    ]
    more["exchange_rates"] = [
        part for row in rows["exchange_rates"] for part in _moved(row, "rate", [1.5, 0.7], chance)
    ]
    more["exchange_rates"] += [{"currency": "EUR", "rate_kind": "plan", "rate": "1.2"}]
    more["stages"] = [
        part for row in rows["stages"] for part in _moved(row, "forecast_category", ["commit", "omitted"], chance)
    ]
    more["quotas"] = [
        {**row, "period_start_date": start, "effective_to": None, "known_at": chance.choice(CHANGES)}
        for row in rows["quotas"]
        for start in (date(2025, 10, 1), date(2026, 1, 1))
    ]
    more["quotas"] += [
        {"node_id": unit, "period_start_date": date(2025, 10, 1), "target_amount": "500.50", "currency": "GBP"}
        for unit in units
    ]
    return more


def _moved(row: Row, column: str, values: list[object], chance: Random) -> list[Row]:
    """A dated row, perhaps with a successor, which may become known after its day."""
    if chance.random() < 0.4 or row.get(column, "") is None:
        return [row]
    when = chance.choice(CHANGES)
    known = max(when, chance.choice(CHANGES)) if chance.random() < 0.5 else when
    return [{**row, "valid_to": when}, {**row, "valid_from": when, "known_at": known, column: chance.choice(values)}]


def restated(rows: Rows, folder: Path) -> Rows:
    """The chain to forecast_restated, with the trees as the closes knew them."""
    made = dict(rows)
    for name in ("nodes", "node_ancestors"):
        made[f"{name}_at_close"] = [
            row for close in CLOSES for row in chain([name], close, rows, folder / close.isoformat())[name]
        ]
    return chain(["forecast_restated", "node_actuals"], WEEK, made, folder)


def won_at(rows: Rows, instant: datetime, rates: dict[str, Decimal]) -> Decimal:
    """What was won in the ended quarter as known at an instant, at one rate for each currency."""
    total = Decimal(0)
    for row in rows["opportunity_history"]:
        stands = row["valid_from"] < instant and not (row.get("valid_to") and row["valid_to"] < instant)
        day = row["close_date"] or row["valid_from"].date()
        if stands and row["is_won"] and QUARTER[0] <= day <= QUARTER[1]:
            local = Decimal(row["amount_local"] or 0)
            total += (local * rates.get(row["currency"], Decimal(1))).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    return total


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.integers(0, 9), max_size=5),
    st.lists(st.integers(0, 5), min_size=1, max_size=5),
    st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=40),
    st.integers(0, 2**32 - 1),
)
def test_what_separates_then_from_now_adds_up_and_children_add_to_parents(
    parents: list[int], people: list[int], deals: list[int], seed: int
) -> None:
    rows = changed(company(parents, people, deals), seed)
    with TemporaryDirectory() as folder:
        made = restated(rows, Path(folder) / "chain")
        bridge, history = made["restatement_bridge"], made["forecast_restated"]
        assert run_sql("restatements_balance", WEEK, {"restatement_bridge": bridge}, Path(folder) / "balance") == []
        tree = {"forecast_restated": history, "nodes": made["nodes"]}
        assert run_sql("restated_children_add_to_parent", WEEK, tree, Path(folder) / "children") == []
    top = {
        column: sum(row[column] for row in history if row["depth"] == 0 and _is_result(row))
        for column in ("as_is_amount", "as_was_amount")
    }
    newest = {row["currency"]: Decimal(row["rate"]) for row in _newest(rows["exchange_rates"])}
    assert top["as_is_amount"] == won_at(rows, datetime(2026, 2, 9), newest)
    if not any(row.get("valid_from") for row in rows["exchange_rates"]):
        first = {currency: Decimal(rate) for currency, rate in RATES.items()}
        assert top["as_was_amount"] == won_at(rows, datetime(2026, 1, 5), first)
    assert_results_differ_from_the_close_by_what_was_learned_late(history, made["node_actuals"], rows)


def _is_result(row: Row) -> bool:
    return (row["period_id"], row["as_of"], row["measure"]) == ("FY2025-Q4", "close", "closed_won")


def _newest(rates: Iterable[Row]) -> list[Row]:
    """The spot rates in force this week, as known in it."""
    found: dict[str, Row] = {}
    for row in rates:
        if row["rate_kind"] == "spot" and row.get("known_at", date(2020, 1, 1)) <= WEEK:
            found[row["currency"]] = row
    return list(found.values())


def assert_results_differ_from_the_close_by_what_was_learned_late(
    history: list[Row], actuals: list[Row], rows: Rows
) -> None:
    """Where nothing was learned after the close, the result known now is the one that was published."""
    close = datetime(2026, 1, 5)
    late = any(row["valid_from"] >= close for row in rows["opportunity_history"])
    if not late and not any(row.get("valid_from") for row in rows["exchange_rates"]):
        was = {row["node_id"]: row["as_was_amount"] for row in history if _is_result(row) and row["as_was_amount"]}
        now = {
            row["node_id"]: row["actual_amount"]
            for row in actuals
            if row["period_id"] == "FY2025-Q4" and row["actual_amount"]
        }
        assert was == now


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The sample as it is; tests only add weeks to its lake."""
    return copy_sample(tmp_path_factory.mktemp("whole") / "home")


def figures(home: Home, table: str, week: date) -> list[Row]:
    return [dict(row) for row in weeks_of(home).frames([table], week)[table].to_pylist()]


def test_what_a_close_published_is_what_history_was(whole: Home) -> None:
    """The close of Q4 2025 stood in a week in which a team had split off and quotas had changed hands."""
    close = figures(whole, "period_close", date(2026, 1, 5))
    history = [
        row
        for row in figures(whole, "forecast_restated", NEWEST)
        if (row["period_id"], row["as_of"]) == ("FY2025-Q4", "close")
    ]
    was = {(row["node_id"], row["measure"]): row["as_was_amount"] for row in history if row["as_was_amount"]}
    assert was == {
        **{(row["node_id"], "closed_won"): row["actual_amount"] for row in close if row["actual_amount"]},
        **{(row["node_id"], "target"): row["target_amount"] for row in close if row["target_amount"]},
    }
    assert len(was) > 50


def test_representatives_who_change_teams_leave_last_quarters_totals_as_they_were(whole: Home) -> None:
    """On the first day of 2026 the sellers of the south-east left the eastern team for one of their own."""
    amounts = {
        (row["node_id"], row["bucket"]): row["amount"]
        for row in figures(whole, "restatement_bridge", NEWEST)
        if (row["period_id"], row["as_of"], row["measure"]) == ("FY2025-Q4", "close", "closed_won")
    }
    moved = [row["person_id"] for row in _movers("2026-01-01") if row["node_id"] == "us-southeast"]
    won = sum(amounts.get((person, "as_was"), 0) for person in moved)
    assert won > 0
    assert amounts["us-east", "organisation_out"] == -won
    assert amounts["us-southeast", "organisation_in"] == won
    # the region holds both teams
    assert ("americas", "organisation_out") not in amounts
    actuals = {
        row["node_id"]: row["actual_amount"]
        for row in figures(whole, "node_actuals", NEWEST)
        if row["period_id"] == "FY2025-Q4"
    }
    assert actuals["us-east"] == amounts["us-east", "as_was"]
    assert "us-southeast" not in actuals


def _movers(day: str) -> list[dict[str, str]]:
    """Memberships that began on a day in another unit than the person had before it."""
    members = committed("reference/organisation_members.csv")
    before = {row["person_id"]: row["node_id"] for row in members if row["valid_from"] < day}
    return [r for r in members if r["valid_from"] == day and before.get(r["person_id"], r["node_id"]) != r["node_id"]]


def test_last_week_as_it_was_is_where_the_bridge_starts(whole: Home) -> None:
    starts = {
        (row["node_id"], row["bridge"], row["against"]): row["amount"]
        for row in figures(whole, "forecast_bridge", NEWEST)
        if row["bucket"] == "start" and row["amount"]
    }
    was = {
        (row["node_id"], row["measure"], row["as_of"]): row["as_was_amount"]
        for row in figures(whole, "forecast_restated", NEWEST)
        if row["measure"] in ("open_pipeline", "closed_won") and row["as_of"] != "close" and row["as_was_amount"]
    }
    assert was == starts
    assert {NEWEST - timedelta(weeks=1), date(2026, 10, 1)} == {
        row["as_of_date"] for row in figures(whole, "forecast_restated", NEWEST) if row["as_of"] != "close"
    }
