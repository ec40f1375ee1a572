"""Whatever was won then and is now: the drivers of the difference add up."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_pipeline_tests.forecast.chain import Row
from sales_pipeline_tests.forecast.random_company import WEEK
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
