"""The Mondays on which the last ended periods were closed, as the form at_close shows them."""

from datetime import date
from pathlib import Path

from sales_pipeline.company import Company
from sales_pipeline.home import Home
from sales_pipeline.sql import Input
from sales_pipeline.week_tables import close_mondays
from sales_pipeline.weeks import Weeks

TREE = Input("nodes", "at_close")


def company(**settings: object) -> Company:
    return Company.model_validate({"name": "Case", "currency": "USD", "first_week": date(2020, 1, 6), **settings})


def test_each_is_the_first_monday_after_a_quarters_end_the_oldest_first() -> None:
    found = close_mondays(company(), date(2026, 11, 16))
    assert found[-4:] == [date(2026, 1, 5), date(2026, 4, 6), date(2026, 7, 6), date(2026, 10, 5)]
    assert len(found) == 8


def test_in_the_week_of_a_close_that_week_itself_is_the_last() -> None:
    assert close_mondays(company(), date(2026, 10, 5))[-1] == date(2026, 10, 5)
    # a period that starts on a Monday is closed on its first day
    assert close_mondays(company(fiscal={"start_month": 6}), date(2026, 6, 8))[-1] == date(2026, 6, 1)


def test_a_close_before_the_first_week_was_never_published(tmp_path: Path) -> None:
    weeks = Weeks(Home(tmp_path), company(first_week=date(2026, 4, 6)))
    assert weeks.weeks_of(TREE, date(2026, 11, 16)) == [date(2026, 4, 6), date(2026, 7, 6), date(2026, 10, 5)]
