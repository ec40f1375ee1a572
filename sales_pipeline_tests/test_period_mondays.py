"""The Mondays of the running period and the last ended ones, and those at which an ended period is judged."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales_pipeline.calendar import WEEK, period_at
from sales_pipeline.company import Company
from sales_pipeline.home import Home
from sales_pipeline.sql import Input
from sales_pipeline.week_tables import SCORED_PERIODS, closing_mondays, week_tables
from sales_pipeline.weeks import Weeks

MONDAYS = st.dates(date(2022, 1, 3), date(2040, 12, 31)).map(lambda day: day - timedelta(days=day.weekday()))
FISCALS = st.fixed_dictionaries(
    {
        "start_month": st.integers(1, 12),
        "period": st.sampled_from(["quarter", "month"]),
        "pattern": st.sampled_from(["calendar", "4-4-5", "5-4-4"]),
    }
)


def company(**changed: Any) -> Company:
    return Company.model_validate({"name": "Acme", "currency": "USD", "first_week": "2020-01-06", **changed})


@settings(max_examples=40)
@given(FISCALS, MONDAYS)
def test_every_monday_since_the_eighth_period_back_stands_in_its_period(fiscal: dict[str, Any], week: date) -> None:
    here = company(fiscal=fiscal)
    made = week_tables(here, week)["period_mondays"].to_pylist()
    first, last = period_at(here, week, -SCORED_PERIODS).start, period_at(here, week).end
    days = sorted(row["as_of_date"] for row in made)
    assert days == [days[0] + WEEK * n for n in range(len(days))]
    assert first <= days[0] < first + WEEK
    assert last - WEEK <= days[-1] < last
    for row in made:
        period = period_at(here, week, -row["recency"])
        assert period.start <= row["as_of_date"] < period.end
        assert (row["period_id"], row["stop_date"]) == (period.id, period.end)
        assert row["weeks_left"] == period.weeks_left(row["as_of_date"])


@settings(max_examples=40)
@given(FISCALS, MONDAYS)
def test_a_period_is_judged_once_in_the_first_week_after_it(fiscal: dict[str, Any], week: date) -> None:
    here = company(fiscal=fiscal)
    start, ended = period_at(here, week).start, period_at(here, week, -1)
    chosen = closing_mondays(here, week)
    assert bool(chosen) == (week - WEEK < start)
    if chosen:
        first, middle, last = chosen
        assert ended.start <= first < ended.start + WEEK
        assert last == week - WEEK
        assert first < middle < last
        assert abs((middle - first) - (last - middle)) <= WEEK


@pytest.mark.parametrize(
    ("week", "wanted"),
    [
        (date(2026, 4, 6), [date(2026, 1, 5), date(2026, 2, 16), date(2026, 3, 30)]),
        (date(2026, 4, 13), []),
        # weeks before the company's first are not made
        (date(2020, 4, 6), [date(2020, 2, 17), date(2020, 3, 30)]),
    ],
)
def test_an_input_of_the_close_shows_those_weeks(week: date, wanted: list[date], tmp_path: Any) -> None:
    weeks = Weeks(Home(tmp_path), company(first_week="2020-02-03"))
    assert weeks.weeks_of(Input("nodes", "closing"), week) == wanted
