"""Whatever was won then and is now: the drivers of the difference add up, and past points are those of the course."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_pipeline_tests.forecast.chain import Row, chain
from sales_pipeline_tests.forecast.random_company import WEEK, company
from sales_pipeline_tests.forecast.test_rollup_adds_up import DEALS, PARENTS, PEOPLE
from sales_pipeline_tests.sql_case import run_sql

MONEY = st.decimals(-1_000, 10_000_000, places=2)
COUNT = st.integers(0, 400)
SIDE = st.fixed_dictionaries({
    "won_deal_count": COUNT, "lost_deal_count": COUNT, "open_deal_count": COUNT, "closed_won_amount": MONEY,
    "open_pipeline_amount": MONEY, "result_amount": MONEY, "usual_then_amount": MONEY, "usual_now_amount": MONEY,
    "price_amount": st.none() | MONEY,
})  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(SIDE, SIDE), min_size=1, max_size=12))
def test_start_and_drivers_add_up_to_the_end(pairs: list[tuple[Row, Row]]) -> None:
    rows = [
        {**side, "node_id": f"n{number:02}", "as_of": as_of, "level": "team"}
        for number, pair in enumerate(pairs) for as_of, side in zip(("now", "year_ago"), pair, strict=True)
    ]  # fmt: skip
    with TemporaryDirectory() as folder:
        made = run_sql("forecast_drivers", WEEK, {"period_comparison": rows}, Path(folder))
    for number, (now, then) in enumerate(pairs):
        steps = {row["driver"]: Decimal(row["amount"]) for row in made if row["node_id"] == f"n{number:02}"}
        assert (steps.pop("start"), end := steps.pop("end")) == (then["result_amount"], now["result_amount"])
        assert sum(steps.values()) == end - then["result_amount"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PARENTS, PEOPLE, DEALS)
def test_past_points_are_those_of_the_course(parents: list[int], people: list[int], deals: list[int]) -> None:
    names = ["period_comparison", "pacing_record", "forecast_rollup"]
    with TemporaryDirectory() as folder:
        tables = chain(names, WEEK, company(parents, people, deals), Path(folder))
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
