"""Whatever the tree and its deals: children add to their parent at every node, and every cut adds to the company."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_pipeline import contract
from sales_pipeline_tests.forecast.chain import Row, Rows, chain
from sales_pipeline_tests.forecast.random_company import WEEK, company

NOT_SUMMED = {"call_amount", "target_amount", "gap_to_quota_amount", "plan_amount"}
ROLLED_UP = [
    c.name for c in contract.columns(contract.catalogue()["forecast_rollup"])
    if c.name.endswith(("_amount", "_deal_count")) and c.name not in NOT_SUMMED
]  # fmt: skip
CUT = [
    c.name for c in contract.columns(contract.catalogue()["forecast_by_segment"])
    if c.name.endswith(("_amount", "_count"))
]  # fmt: skip

PARENTS = st.lists(st.integers(0, 9), max_size=6)
PEOPLE = st.lists(st.integers(0, 5), max_size=5)
DEALS = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=40)


def made(parents: list[int], people: list[int], deals: list[int]) -> Rows:
    with TemporaryDirectory() as folder:
        given_rows = company(parents, people, deals)
        return chain(["forecast_rollup", "forecast_by_segment"], WEEK, given_rows, Path(folder))


def total(rows: list[Row], column: str) -> Decimal:
    return sum((Decimal(row[column] or 0) for row in rows), Decimal(0))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PARENTS, PEOPLE, DEALS)
def test_children_add_to_parents_and_cuts_to_the_company(
    parents: list[int], people: list[int], deals: list[int]
) -> None:
    tables = made(parents, people, deals)
    rollup = tables["forecast_rollup"]
    for row in rollup:
        below = [r for r in rollup if (r["parent_node_id"], r["period_id"]) == (row["node_id"], row["period_id"])]
        if below:
            assert {c: row[c] or 0 for c in ROLLED_UP} == {c: total(below, c) for c in ROLLED_UP}
        if not row["depth"]:
            assert_cuts_add_up(row, tables["forecast_by_segment"])
            assert_company_counts_every_deal(row, tables["pipeline_snapshot"])


def assert_cuts_add_up(company_row: Row, cuts: list[Row]) -> None:
    for dimension in ("opportunity_type", "segment", "product_family", "category"):
        members = [r for r in cuts if (r["dimension"], r["period_id"]) == (dimension, company_row["period_id"])]
        assert {c: total(members, c) for c in CUT} == {c: company_row[c] for c in CUT}


def assert_company_counts_every_deal(company_row: Row, snapshot: list[Row]) -> None:
    here = [r for r in snapshot if r["due_period_id"] == company_row["period_id"]]
    in_total = [r for r in here if r["state"] == "open" and r["category"] != "omitted"]
    assert company_row["closed_amount"] == total([r for r in here if r["state"] == "won"], "amount")
    assert company_row["lost_amount"] == total([r for r in here if r["state"] == "lost"], "amount")
    assert company_row["open_pipeline_amount"] == total(in_total, "amount")
    # without a call, the call is what the CRM says
    assert company_row["call_amount"] == company_row["commit_cumulative_amount"]
