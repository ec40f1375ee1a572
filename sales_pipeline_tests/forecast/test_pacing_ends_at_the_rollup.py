"""The course of a period, replayed from history, is what its weeks said, to the cent.

That it ends where the week stands, whatever the company, is in test_rollup_adds_up.py.
"""

from datetime import date

from sales_pipeline.weeks import Weeks
from sales_pipeline_tests.conftest import WEEK as NOW


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
