"""Which checkpoints the sample's plan holds in which week, and one that a company plans itself."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline import sql
from sales_pipeline.sample.work import plan_yaml
from sales_pipeline_tests.execution.owed import plan_rows
from sales_pipeline_tests.sql_case import run_sql

NEW_YORK = {"time_zone": "America/New_York"}
ENABLEMENT = """\
initiatives:
  - id: enablement
    title: Certification of new people
    pattern: review
    tier: 2
    owner: sales_operations
    recurs: month
    lead_days: 5
    checkpoints:
      - {id: certification, title: "Who is certified?", when: last Fri 10:00, needs: [hygiene_counts], approvers: [cro]}
    tasks:
      - {id: certify, title: Certify, role: manager, deliverable: hygiene_counts, effort_hours: 4, due: -1d}
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    text = plan_yaml()
    for stage in ("Qualification", "Negotiation", "Verbal commit"):
        text = text.replace(f"[{stage}]", "[Proposal]").replace(f"- {stage}", "- Proposal")
    return plan_rows(tmp_path_factory.mktemp("plan"), text)


def held(plan: dict[str, list[dict[str, Any]]], week: date, folder: Path) -> dict[str, str]:
    """The checkpoints of the company by id, with their times in UTC, of what had become known by then."""
    wanted = {needed.view for needed in sql.tables()["checkpoint_times"].inputs}
    known = {
        name: [row for row in rows if row["starts_date"] is None or row["starts_date"] <= week]
        for name, rows in plan.items() if name in wanted
    }  # fmt: skip
    rows = run_sql("checkpoint_times", week, known, folder, NEW_YORK)
    return {row["checkpoint_id"]: f"{row['planned_at']:%Y-%m-%d %H:%M}" for row in rows}


@pytest.mark.parametrize(
    ("row", "week", "there"),
    [
        ("D1", date(2026, 11, 16), {"forecast_check": "2026-11-16 20:00", "forecast_review": "2026-11-17 20:00"}),
        ("D1", date(2026, 11, 30), {"monthly_review_meeting": "2026-12-03 15:00"}),
        ("D1", date(2027, 1, 11), {"quarter_close": "2027-01-12 15:00"}),
        ("D5", date(2027, 1, 11), {"quarterly_review_meeting": "2027-01-14 14:00"}),
        ("D3", date(2026, 11, 23), {"territory_review": "2026-11-24 19:00", "quota_review": "2026-12-10 15:00"}),
        ("D4", date(2026, 11, 30), {"strategy_mid_review": "2026-12-03 20:00"}),
        ("D6", date(2026, 11, 16), {"pipeline_review_meeting": "2026-11-19 19:00"}),
    ],
)  # fmt: skip
def test_each_kind_of_review_has_its_time(
    plan: dict[str, list[dict[str, Any]]], tmp_path: Path, row: str, week: date, there: dict[str, str]
) -> None:
    """D1 weekly, monthly and quarterly forecast reviews, D3 territory, D4 strategy, D5 QBR, D6 pipeline reviews."""
    assert held(plan, week, tmp_path).items() >= there.items(), row


def test_a_review_is_not_there_before_work_on_it_begins(plan: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    found = held(plan, date(2026, 11, 9), tmp_path)
    assert {"monthly_review_meeting", "quarterly_review_meeting"}.isdisjoint(found)


def test_a_company_plans_a_checkpoint_of_its_own(tmp_path: Path) -> None:
    """D7: enablement has no tables yet; its checkpoint needs no more than a plan."""
    rows = plan_rows(tmp_path / "home", ENABLEMENT)
    week = date(2026, 11, 23)
    assert held(rows, week, tmp_path) == {"certification": "2026-11-27 15:00"}
    assert held(rows, week - timedelta(days=14), tmp_path) == {}
