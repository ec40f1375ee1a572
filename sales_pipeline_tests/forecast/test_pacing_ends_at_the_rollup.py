"""The course of a period, replayed from history, is what its weeks say, to the cent."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_pipeline import sql
from sales_pipeline.weeks import Weeks
from sales_pipeline_tests.conftest import WEEK as NOW
from sales_pipeline_tests.forecast.chain import Row, chain
from sales_pipeline_tests.forecast.random_company import WEEK, company
from sales_pipeline_tests.sql_case import run_sql

PARENTS = st.lists(st.integers(0, 9), max_size=4)
PEOPLE = st.lists(st.integers(0, 5), max_size=5)
DEALS = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=40)
GATE = "pacing_ends_at_the_rollup"


def broken(parents: list[int], people: list[int], deals: list[int]) -> list[Row]:
    with TemporaryDirectory() as folder:
        made = chain(["pacing"], WEEK, company(parents, people, deals), Path(folder))
        assert {row["node_id"] for row in made["pacing"]} == {
            row["node_id"] for row in made["nodes"] if row["instant"] == "now"
        }
        given_rows = {needed.view: made[needed.view] for needed in sql.gates()[GATE].inputs}
        return run_sql(GATE, WEEK, given_rows, Path(folder))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PARENTS, PEOPLE, DEALS)
def test_the_course_ends_where_the_week_stands(parents: list[int], people: list[int], deals: list[int]) -> None:
    assert broken(parents, people, deals) == []


def test_the_past_is_what_its_weeks_said(whole: Weeks) -> None:
    record = whole.frames(["pacing_record"], NOW)["pacing_record"].to_pylist()
    for monday in (date(2025, 4, 7), date(2026, 8, 17), date(2026, 10, 12)):
        course = [r for r in record if (r["node_id"], r["as_of_date"]) == ("company", monday)]
        said = [
            r for r in whole.frames(["node_positions"], monday)["node_positions"].to_pylist()
            if (r["node_id"], r["horizon"]) == ("company", "current")
        ]  # fmt: skip
        assert [(r["period_id"], r["closed_won_amount"], r["open_pipeline_amount"]) for r in course] == [
            (r["period_id"], r["closed_amount"], r["open_pipeline_amount"]) for r in said
        ]
        assert len(course) == 1
