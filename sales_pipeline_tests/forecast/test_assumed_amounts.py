"""What a deal without an amount is taken to be worth, on each day asked for, by the wins before that day."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from sales_pipeline_tests.forecast.chain import Row
from sales_pipeline_tests.sql_case import run_sql

WEEK = date(2026, 2, 2)
# 180 days before the week; the Mondays at its point of the last period and of the one before lie between and before
FIRST_RECENT, LAST_PERIOD, PERIOD_BEFORE = date(2025, 8, 6), date(2025, 11, 3), date(2025, 8, 4)
OLD = [(date(2025, 8, 5), 1000)]
EARLY, LATE = [(FIRST_RECENT, 100)] * 4, [(date(2026, 2, 1), 130)] * 6


def assumed(wins: list[tuple[date, int]], folder: Path) -> dict[date, tuple[int, Decimal | None]]:
    rows: list[Row] = [
        {"opportunity_id": f"D{n}", "won_date": day, "amount": amount} for n, (day, amount) in enumerate(wins)
    ]
    made = run_sql("assumed_amounts", WEEK, {"won_deals": rows}, folder)
    return {row["as_of_date"]: (row["won_count"], row["amount"]) for row in made}


def test_ten_wins_of_the_last_180_days_say_it(tmp_path: Path) -> None:
    # what is won on the day itself, or for nothing, says nothing of it
    found = assumed([*OLD, *EARLY, *LATE, (WEEK, 7777), (date(2026, 1, 5), 0)], tmp_path)
    assert found[WEEK] == (11, Decimal("118.00"))


def test_fewer_leave_it_to_all_wins_before(tmp_path: Path) -> None:
    found = assumed([*OLD, *EARLY, *LATE[1:]], tmp_path)
    assert found[WEEK] == (10, Decimal("205.00"))
    assert found[LAST_PERIOD] == (5, Decimal("280.00"))


def test_before_the_first_win_it_is_blank(tmp_path: Path) -> None:
    found = assumed(OLD, tmp_path)
    assert found[PERIOD_BEFORE] == (0, None)
    # three years of Mondays at much the same point, and those the forecast looks from
    assert {WEEK, LAST_PERIOD, date(2023, 1, 23), date(2022, 10, 31)} <= set(found)


def test_an_average_is_rounded_once(tmp_path: Path) -> None:
    assert assumed([(FIRST_RECENT, 10), (FIRST_RECENT, 10), (FIRST_RECENT, 11)], tmp_path)[WEEK] == (
        3,
        Decimal("10.33"),
    )
