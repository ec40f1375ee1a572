"""The sample's newest week: who does what, and that the page on it says the figures of the tables."""

import shutil
from decimal import Decimal
from typing import Any

import pytest

from sales_pipeline.weeks import Weeks
from sales_pipeline_tests.conftest import REPOSITORY, WEEK
from sales_pipeline_tests.sample import committed

TABLES = ["task_assignments", "task_queue", "work_loads", "assignment_quality"]
GATES = {"every_task_has_somebody", "nobody_works_while_away", "nobody_checks_his_own_work", "nobody_is_overloaded"}


@pytest.fixture(scope="module")
def rows(whole: Weeks) -> dict[str, list[dict[str, Any]]]:
    """As the week is planned, before anything was told of it."""
    shutil.rmtree(whole.home.events)
    whole.look_at_work()
    return {name: table.to_pylist() for name, table in whole.frames(TABLES, WEEK).items()}


def test_everybody_does_what_the_own_role_asks(rows: dict[str, list[dict[str, Any]]]) -> None:
    """A1, X5: every task of the queue, once; by who holds its role; own calls by their owners."""
    roles = {row["person_id"]: row["role"] for row in committed.rows("reference/people.csv")}
    queue = {row["instance_id"]: row for row in rows["task_queue"]}
    assert [row["instance_id"] for row in rows["task_assignments"]] == sorted(queue)
    for row in rows["task_assignments"]:
        task = queue[row["instance_id"]]
        assert roles[row["person_id"]] == task["role"]
        if row["assigned_by"] == "rule":
            assert row["person_id"] == task["owner_person_id"]


def test_what_is_complex_and_free_to_choose_goes_to_a_senior(rows: dict[str, list[dict[str, Any]]]) -> None:
    """A7"""
    seniors = {row["person_id"] for row in committed.rows("reference/people.csv") if row["seniority"] == "senior"}
    roles = {row["person_id"]: row["role"] for row in committed.rows("reference/people.csv")}
    found = [r["person_id"] for r in rows["task_assignments"] if r["is_complex"] and r["assigned_by"] == "chosen"]
    asked = [person for person in found if roles[person] in ("sales_analyst", "sales_operations")]
    assert asked
    assert set(asked) <= seniors


def test_loads_add_up_and_gates_hold(whole: Weeks, rows: dict[str, list[dict[str, Any]]]) -> None:
    """A2 A4"""
    hours = sum((row["week_hours"] for row in rows["task_assignments"]), Decimal(0))
    assert abs(sum((row["assigned_hours"] for row in rows["work_loads"]), Decimal(0)) - hours) < Decimal("0.001")
    verdicts = [v for name in ("task_assignments", "work_loads") for v in whole.verdicts(name, WEEK)]
    assert {verdict.gate for verdict in verdicts} == GATES
    assert {verdict.state for verdict in verdicts} == {"ok"}


def test_the_page_says_the_figures_of_the_tables(rows: dict[str, list[dict[str, Any]]]) -> None:
    page = (REPOSITORY / "docs" / "assignment.md").read_text(encoding="utf-8")
    for row in rows["assignment_quality"]:
        said = (
            f"| {WEEK} | {len(rows['task_assignments'])} | {row['method']} | {float(row['cost_points']):,.0f} | "
            f"{row['late_count']} | {row['unassigned_count']} | {row['skill_gap_count']} | "
            f"{float(row['mean_load_ratio']):.1%} | {float(row['fairness_ratio']):.3f} |"
        )
        assert said in page
