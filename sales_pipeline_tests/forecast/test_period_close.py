"""The close of a period rests on what was known in the first week after it, and stands in that week alone."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from sales_pipeline.calendar import WEEK
from sales_pipeline.home import Home
from sales_pipeline.weeks import Weeks
from sales_pipeline_tests.conftest import copy_sample, weeks_of
from sales_pipeline_tests.cut_home import cut_home

CLOSES = ["period_close", "period_close_forecasts"]
# early in the sample: each week that a close looks back at has few past ones to replay
FIRST = date(2025, 1, 6)


def closes(home: Home, week: date) -> dict[str, pa.Table]:
    return weeks_of(home).frames(CLOSES, week)


def test_rows_stamped_after_the_first_week_change_nothing(whole: Weeks, tmp_path: Path) -> None:
    cut = copy_sample(tmp_path / "cut")
    assert cut_home(cut, FIRST) > 1000
    made = closes(whole.home, FIRST)
    assert closes(cut, FIRST) == made
    assert {row["checkpoint"] for row in made["period_close_forecasts"].to_pylist()} == {"start", "middle", "end"}
    assert [table.num_rows for table in closes(whole.home, FIRST + WEEK).values()] == [0, 0]


def test_what_was_due_was_won_lost_or_slipped(whole: Weeks) -> None:
    rows = [row for row in closes(whole.home, FIRST)["period_close"].to_pylist() if row["due_amount"]]
    assert all(r["due_won_amount"] + r["due_lost_amount"] + r["slipped_amount"] == r["due_amount"] for r in rows)
    company = next(row for row in rows if row["depth"] == 0)
    regions = [row for row in rows if row["depth"] == 1]
    for name in ("actual_amount", "due_amount", "slipped_amount"):
        assert sum(row[name] for row in regions) == company[name]
