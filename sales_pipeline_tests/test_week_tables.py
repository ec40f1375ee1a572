"""The calendar tables say of a week what every SQL file takes from them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales_pipeline.calendar import WEEK, monday_at_or_after, period_at
from sales_pipeline.company import Company, Thresholds
from sales_pipeline.sql import CALENDAR
from sales_pipeline.week_tables import this_week, week_tables

MONDAYS = st.dates(date(2020, 1, 6), date(2040, 12, 31)).map(lambda day: day - timedelta(days=day.weekday()))
FISCALS = st.fixed_dictionaries(
    {
        "start_month": st.integers(1, 12),
        "period": st.sampled_from(["quarter", "month"]),
        "pattern": st.sampled_from(["calendar", "4-4-5", "5-4-4"]),
    }
)


def company(**changed: Any) -> Company:
    return Company.model_validate({"name": "Acme", "currency": "USD", "first_week": "2020-01-06", **changed})


def rows(name: str, week: date, **changed: Any) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = week_tables(company(**changed), week)[name].to_pylist()
    return made


def test_every_calendar_table_the_catalogue_knows_is_made() -> None:
    assert set(week_tables(company(), date(2026, 3, 2))) == CALENDAR


def test_this_week_in_the_middle_of_a_quarter() -> None:
    made = this_week(company(time_zone="Europe/Berlin"), date(2026, 3, 30))
    wanted = {
        "week": date(2026, 3, 30),
        # clocks went forward the day before
        "week_at": datetime(2026, 3, 29, 22),
        "previous_week": date(2026, 3, 23),
        "previous_week_at": datetime(2026, 3, 22, 23),
        "period_id": "FY2026-Q1",
        "period_label": "Q1 FY26",
        "period_start_date": date(2026, 1, 1),
        "period_stop_date": date(2026, 4, 1),
        "period_start_at": datetime(2025, 12, 31, 23),
        "period_stop_at": datetime(2026, 3, 31, 22),
        "weeks_left": 0,
        # of ninety days the last fifteen
        "slip_start_date": date(2026, 3, 17),
        "slip_start_at": datetime(2026, 3, 16, 23),
        "next_period_id": "FY2026-Q2",
        "next_period_start_date": date(2026, 4, 1),
        "next_period_stop_date": date(2026, 7, 1),
        "next_weeks_left": 13,
        "stale_date": date(2026, 2, 28),
        "year_ago_date": date(2025, 3, 31),
        "trailing_year_date": date(2025, 3, 30),
        "submissions_due_at": datetime(2026, 3, 30, 10),
        "submissions_lock_at": datetime(2026, 4, 5, 22),
    }
    assert {name: made[name] for name in wanted} == wanted
    assert made["next_period_order"] == made["period_order"] + 1


def test_settings_are_one_row_with_every_setting_under_its_name() -> None:
    made = week_tables(company(gates={"overdue_error_ratio": "0.15"}), date(2026, 3, 2))["settings"]
    assert made.num_rows == 1
    row = made.to_pylist()[0]
    assert set(Thresholds.model_fields) <= set(row)
    assert row["overdue_error_ratio"] == Decimal("0.150000")
    assert (row["fiscal_start_month"], row["submissions_due_hours"], row["time_zone"]) == (1, 12, "UTC")
    assert made.schema.field("overdue_error_ratio").type == pa.decimal128(18, 6)
    assert made.schema.field("stale_days").type == pa.int64()
    assert made.schema.field("first_week").type == pa.date32()


@settings(max_examples=40)
@given(FISCALS, MONDAYS)
def test_periods_tile_the_years_around_the_week_in_order(fiscal: dict[str, Any], week: date) -> None:
    made = rows("periods", week, fiscal=fiscal)
    assert [row["period_order"] for row in made] == list(range(len(made)))
    assert all(
        (one["stop_date"], one["stop_at"]) == (other["start_date"], other["start_at"]) for one, other in pairwise(made)
    )
    here = this_week(company(fiscal=fiscal), week)
    assert made[here["period_order"]]["period_id"] == here["period_id"]
    assert here["period_start_date"] <= week < here["period_stop_date"]
    assert made[here["next_period_order"]]["period_id"] == here["next_period_id"]


@settings(max_examples=20)
@given(MONDAYS, MONDAYS)
def test_a_period_keeps_its_order_whichever_week_asks(one: date, other: date) -> None:
    orders = [{row["period_id"]: row["period_order"] for row in rows("periods", week)} for week in (one, other)]
    assert all(orders[0][name] == orders[1][name] for name in orders[0].keys() & orders[1].keys())


def test_instants_are_now_last_week_and_the_periods_start() -> None:
    made = {row["instant"]: (row["instant_date"], row["instant_at"]) for row in rows("instants", date(2026, 2, 2))}
    assert made == {
        "now": (date(2026, 2, 2), datetime(2026, 2, 2)),
        "last_week": (date(2026, 1, 26), datetime(2026, 1, 26)),
        "period_start": (date(2026, 1, 1), datetime(2026, 1, 1)),
    }


def test_in_the_first_week_of_a_period_that_starts_on_monday_now_is_the_start() -> None:
    made = {row["instant"]: row["instant_at"] for row in rows("instants", date(2026, 6, 1), fiscal={"period": "month"})}
    assert made["now"] == made["period_start"] == datetime(2026, 6, 1)


@settings(max_examples=40)
@given(FISCALS, MONDAYS)
def test_past_mondays_stand_at_the_same_point_of_the_periods_that_have_ended(
    fiscal: dict[str, Any], week: date
) -> None:
    settings = company(fiscal=fiscal)
    made = rows("past_mondays", week, fiscal=fiscal)
    assert len(made) == 2 * 3 * (12 if settings.fiscal.period == "month" else 4)
    for row in made:
        ahead = {"current": 0, "next": 1}[row["horizon"]]
        forecast = period_at(settings, week, -row["recency"])
        holder = period_at(settings, week, -row["recency"] - ahead)
        assert (row["period_id"], row["stop_date"]) == (forecast.id, forecast.end)
        assert row["stop_date"] <= period_at(settings, week).start
        assert row["as_of_date"].weekday() == 0
        assert holder.start <= row["as_of_date"] < holder.end
        assert row["weeks_left"] == forecast.weeks_left(row["as_of_date"])
        # no Monday of that period is nearer to this week's point
        wanted = period_at(settings, week, ahead).weeks_left(week)
        mondays = [monday_at_or_after(holder.start) + WEEK * n for n in range(15)]
        gaps = [abs(forecast.weeks_left(monday) - wanted) for monday in mondays if monday < holder.end]
        assert abs(row["weeks_left"] - wanted) == min(gaps)


@pytest.mark.parametrize(
    ("week", "recency", "as_of"),
    [
        # both quarters have a Monday with 12 weeks left
        (date(2026, 4, 6), 1, date(2026, 1, 5)),
        # Q2 2024 has one with 13 weeks left, Q1 2026 starts its Mondays with 12
        (date(2024, 4, 1), 1, date(2024, 1, 1)),
        (date(2026, 6, 29), 1, date(2026, 3, 30)),
    ],
)
def test_the_past_monday_of_a_week(week: date, recency: int, as_of: date) -> None:
    made = [row for row in rows("past_mondays", week) if row["horizon"] == "current" and row["recency"] == recency]
    assert [row["as_of_date"] for row in made] == [as_of]
