"""Whatever the tree and its deals: children add to their parent at every node, every cut adds to the company, past
points are those of the course, and the course ends where the week stands. Each company is made once for all of them."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_pipeline import contract, sql
from sales_pipeline_tests.forecast.chain import Row, Rows, chain
from sales_pipeline_tests.forecast.random_company import WEEK, company
from sales_pipeline_tests.sql_case import run_sql

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


def total(rows: list[Row], column: str) -> Decimal:
    return sum((Decimal(row[column] or 0) for row in rows), Decimal(0))


TABLES = ["forecast_rollup", "forecast_by_segment", "period_comparison", "pacing_record", "pacing"]
ENDS = "pacing_ends_at_the_rollup"


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PARENTS, PEOPLE, DEALS)
def test_children_add_to_parents_cuts_to_the_company_and_weeks_to_the_course(
    parents: list[int], people: list[int], deals: list[int]
) -> None:
    with TemporaryDirectory() as folder:
        tables = chain(TABLES, WEEK, company(parents, people, deals), Path(folder) / "chain")
        assert_the_course_ends_where_the_week_stands(tables, Path(folder) / "gate")
    assert_past_points_are_those_of_the_course(tables)
    rollup = tables["forecast_rollup"]
    for row in rollup:
        below = [r for r in rollup if (r["parent_node_id"], r["period_id"]) == (row["node_id"], row["period_id"])]
        if below:
            assert {c: row[c] or 0 for c in ROLLED_UP} == {c: total(below, c) for c in ROLLED_UP}
        if not row["depth"]:
            assert_cuts_add_up(row, tables["forecast_by_segment"])
            assert_company_counts_every_deal(row, tables["pipeline_snapshot"])


def assert_the_course_ends_where_the_week_stands(tables: Rows, folder: Path) -> None:
    now = {row["node_id"] for row in tables["nodes"] if row["instant"] == "now"}
    assert {row["node_id"] for row in tables["pacing"]} == now
    given_rows = {needed.view: tables[needed.view] for needed in sql.gates()[ENDS].inputs}
    assert run_sql(ENDS, WEEK, given_rows, folder) == []


def assert_past_points_are_those_of_the_course(tables: Rows) -> None:
    course = {(r["node_id"], r["period_id"], r["as_of_date"]): r for r in tables["pacing_record"]}
    top = next(r["node_id"] for r in tables["forecast_rollup"] if not r["depth"])
    finals = {r["period_id"]: r["final_amount"] for r in tables["pacing_record"] if r["node_id"] == top}
    for row in tables["period_comparison"]:
        point = course.get((row["node_id"], row["period_id"], row["as_of_date"]))
        if point is not None:
            for name in ("closed_won_amount", "open_pipeline_amount"):
                assert row[name] == point[name], (row["node_id"], row["as_of"])
        if row["node_id"] == top and row["as_of"] != "now":
            assert row["result_amount"] == finals[row["period_id"]]


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
