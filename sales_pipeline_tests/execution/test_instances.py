"""Which tasks are owed in a week: of each recurrence its weeks, ids that stay, due times on the company's clock."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline.calendar import weeks
from sales_pipeline_tests.execution.owed import instances

BERLIN = {"time_zone": "Europe/Berlin"}
TASK = "title: T, role: sales_analyst, deliverable: x, effort_hours: 1"


def plan(head: str, tasks: str, checkpoints: str = "") -> str:
    return (
        "initiatives:\n"
        f"  - {{id: i, title: I, pattern: review, tier: 1, owner: cro, {head}, checkpoints: [{checkpoints}], "
        f"tasks: [{tasks}]}}\n"
    )


def checkpoint(when: str) -> str:
    return f"{{id: c, title: C, when: {when}, approvers: [cro]}}"


def task(due: str, more: str = "") -> str:
    return f"{{id: t, {TASK}, due: {due}{more}}}"


def owed(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["instance_id"], f"{row['due_at']:%m-%d %H:%M}") for row in rows]


@pytest.mark.parametrize(
    ("due", "at"),
    [
        ("Mon 12:00", "2026-10-26 11:00"), ("Sun", "2026-11-01 16:00"), ("-1d", "2026-10-26 14:00"),
        ("-1d 17:00", "2026-10-26 16:00"), ("-4h", "2026-10-27 10:00"), ("0d", "2026-10-27 14:00"),
        ("+2d 09:00", "2026-10-29 08:00"),
    ],
)  # fmt: skip
def test_a_week_has_its_own_due_times_in_winter(tmp_path: Path, due: str, at: str) -> None:
    """The Monday after clocks went back in Berlin: one hour from UTC."""
    rows = instances(tmp_path, plan("recurs: week", task(due), checkpoint("Tue 15:00")), date(2026, 10, 26), BERLIN)
    assert [str(row["due_at"])[:16] for row in rows] == [at]
    assert rows[0]["instance_id"] == "i/2026-10-26/t"
    assert rows[0]["checkpoint_at"] == datetime(2026, 10, 27, 14)
    assert rows[0]["starts_at"] == datetime(2026, 10, 25, 23)


def test_noon_is_noon_on_both_sides_of_a_change_of_clocks(tmp_path: Path) -> None:
    """Clocks go back on Sunday 25 October: an offset of days and one of hours are told on the wall's clock."""
    text = plan("recurs: week", task("-1d"), checkpoint("Sun 12:00"))
    [row] = instances(tmp_path, text, date(2026, 10, 19), BERLIN)
    assert row["due_at"] == datetime(2026, 10, 24, 10)
    assert row["checkpoint_at"] == datetime(2026, 10, 25, 11)


def test_a_month_is_at_work_from_its_lead_until_all_has_been_due(tmp_path: Path) -> None:
    """First Thursday of November: the 5th; ten days before it is 26 October, and the last task is due on the 12th."""
    text = plan(
        "recurs: month, lead_days: 10",
        f"{task('-3d')}, {task('+7d').replace('id: t', 'id: u')}",
        checkpoint("first Thu"),
    )
    found = {
        str(week): owed([r for r in instances(tmp_path / str(week), text, week) if "2026-11" in r["instance_id"]])
        for week in weeks(date(2026, 10, 12), date(2026, 11, 23))
    }
    both = [("i/2026-11/t", "11-02 17:00"), ("i/2026-11/u", "11-12 17:00")]
    assert {week: rows for week, rows in found.items() if rows} == {
        "2026-10-26": both, "2026-11-02": both, "2026-11-09": both,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("when", "company", "id", "due"),
    [
        ("last Fri", {}, "i/FY2026-Q4", "12-25 17:00"),
        ("second Tue 10:00", {}, "i/FY2026-Q4", "10-13 10:00"),
        # fiscal quarters: November to January
        ("first Mon", {"fiscal": {"start_month": 2}}, "i/FY2027-Q4", "11-02 17:00"),
        # weeks of 4-4-5: a quarter begins on Monday 28 September
        ("first Mon", {"fiscal": {"pattern": "4-4-5"}}, "i/FY2026-Q4", "09-28 17:00"),
        # where months are forecast, quarters are still quarters
        ("first Thu", {"fiscal": {"period": "month"}}, "i/FY2026-Q4", "10-01 17:00"),
    ],
)
def test_a_quarter_is_the_companys(tmp_path: Path, when: str, company: dict[str, Any], id: str, due: str) -> None:
    text = plan("recurs: quarter", task("0d"), checkpoint(when))
    day = date(2026, int(due[:2]), int(due[3:5]))
    week = day - timedelta(days=day.weekday())
    assert owed(instances(tmp_path, text, week, company)) == [(f"{id}/t", due)]


def test_what_is_once_stays_from_its_start_to_its_end(tmp_path: Path) -> None:
    text = plan("recurs: once, starts: 2026-11-04, ends: 2026-11-20", task("2026-11-11"), checkpoint("2026-11-12"))
    found = [
        week for week in weeks(date(2026, 10, 26), date(2026, 11, 23))
        if owed(instances(tmp_path / str(week), text, week)) == [("i/t", "11-11 17:00")]
    ]  # fmt: skip
    assert found == [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]


def test_a_task_per_submitter_is_owed_by_those_of_its_role(tmp_path: Path) -> None:
    roles = ("representative", "manager", "sales_operations")
    tasks = ", ".join(
        task("Mon", ", per: submitter").replace("sales_analyst", role).replace("id: t", f"id: {role}") for role in roles
    )
    rows = instances(tmp_path, plan("recurs: week", tasks), date(2026, 11, 16))
    assert [(row["task_id"], row["node_id"], row["owner_person_id"]) for row in rows] == [
        ("manager", "north", "mia"), ("representative", "ann", "ann"), ("representative", "bob", "bob"),
        ("sales_operations", "ann", "ann"), ("sales_operations", "bob", "bob"), ("sales_operations", "north", "mia"),
    ]  # fmt: skip
    assert rows[1]["instance_id"] == "i/2026-11-16/representative/ann.representative"


def deal(id: str, entered: date | None, **more: Any) -> dict[str, Any]:
    return {
        "opportunity_id": id, "state": "open", "stage_name": "Proposal", "stage_entered_date": entered, "amount": 500,
        **more,
    }  # fmt: skip


ENTERED = date(2026, 11, 2)
DEALS = [
    deal("1", ENTERED, node_id="ann", owner_id="ann", segment="SMB", opportunity_name="=1+1"),
    deal("2", date(2026, 10, 1)),
    deal("3", None, created_date=date(2026, 11, 10)),
    deal("4", None),
    deal("5", ENTERED, amount=499),
    deal("6", ENTERED, stage_name="Open"),
    deal("7", ENTERED, state="won"),
]


def test_a_gate_is_owed_from_the_first_week_that_sees_the_deal_at_its_stage(tmp_path: Path) -> None:
    """What became so on a Monday is seen the Monday after; before the plan's start nothing was owed."""
    text = plan(
        "recurs: deal, stages: [Proposal], from_amount: 500, starts: 2026-10-26", task("-1d"), checkpoint("Thu 11:00")
    )
    rows = instances(tmp_path, text, date(2026, 11, 16), pipeline_snapshot=DEALS)
    assert owed(rows) == [
        ("i/2026-10-26/2/t", "10-28 11:00"), ("i/2026-10-26/4/t", "10-28 11:00"), ("i/2026-11-09/1/t", "11-11 11:00"),
        ("i/2026-11-16/3/t", "11-18 11:00"),
    ]  # fmt: skip
    assert [row["subject_name"] for row in rows] == [None, None, "=1+1", None]
    assert {(row["owner_person_id"], row["segment"]) for row in rows if row["subject_id"] == "1"} == {("ann", "SMB")}


def test_a_task_per_listed_deal_is_owed_for_those_of_the_list(tmp_path: Path) -> None:
    risk = [{"opportunity_id": "1", "is_listed": True}, {"opportunity_id": "2", "is_listed": False}]
    text = plan("recurs: week", task("Mon", ", per: listed_deal"))
    rows = instances(tmp_path, text, date(2026, 11, 16), pipeline_snapshot=DEALS, deal_risk=risk)
    assert [row["instance_id"] for row in rows] == ["i/2026-11-16/t/1"]
