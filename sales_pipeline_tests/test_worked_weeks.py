"""The form `worked`: earlier weeks about which people told something, as far as the week could know of it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sales_pipeline import event_log, sql
from sales_pipeline.home import CLOCK_VARIABLE
from sales_pipeline.sql import Input
from sales_pipeline_tests.tiny_home import make, weeks_of

CASES = Input("metric_cases", "worked")
TOLD = [
    ("2026-01-12", "ann", "2026-01-13T09:00"),
    ("2026-01-05", "ann", "2026-01-27T09:00"),
    ("2026-02-02", event_log.SYSTEM, "2026-02-02T07:00"),
    ("2026-02-09", "ann", "2026-02-09T09:00"),
]


def test_weeks_that_people_told_of_are_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was said of a week after the one at hand is not known to it; what the system notes is no work."""
    monkeypatch.setenv(CLOCK_VARIABLE, "2026-02-12T09:00:00Z")
    home = make(tmp_path)
    for week, person, at in TOLD:
        event_log.append(home, "commented", "x", person, {"week": week}, datetime.fromisoformat(at).replace(tzinfo=UTC))
    made = weeks_of(home)
    assert {
        week: made.weeks_of(CASES, date.fromisoformat(week)) for week in ("2026-01-12", "2026-01-19", "2026-02-09")
    } == {
        "2026-01-12": [],
        "2026-01-19": [date(2026, 1, 12)],
        "2026-02-09": [date(2026, 1, 5), date(2026, 1, 12)],
    }


def test_what_reads_weeks_at_work_is_lived_and_no_forecast_reads_it() -> None:
    """Law 5: the queue learns from earlier weeks, and nothing of the forecast moves with it."""
    lived = sql.lived()
    assert {"effort_accuracy", "task_queue", "metric_cases", "success_metrics", "feedback_responses"} <= lived
    assert not {name for name in lived if sql.tables()[name].domain != "execution"}
    assert {i.form for i in sql.tables()["effort_accuracy"].inputs} == {"calendar", "last_week", "worked"}
