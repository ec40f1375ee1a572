"""How the sample's newest week stands, against what its own tables say of calls, waits and people."""

from collections import Counter
from typing import Any

import pytest

from sales_pipeline.weeks import Weeks
from sales_pipeline_tests.conftest import WEEK

TABLES = (
    "task_states", "task_queue", "task_links", "blockers", "escalations", "progress", "task_board", "commit_forecast",
    "people", "work_events",
)  # fmt: skip
WORDS = {
    "acknowledged": "pending", "started": "in_progress", "blocked": "blocked", "unblocked": "in_progress",
    "done": "completed",
}  # fmt: skip
ASKED = {"send_call": "representative", "call_team": "manager", "call_region": "region"}


@pytest.fixture(scope="module")
def stands(whole: Weeks) -> dict[str, list[dict[str, Any]]]:
    weekly = whole.frames([name for name in TABLES if name != "people"], WEEK)
    frames = {**weekly, "people": whole.lake.read("people")}
    return {name: table.to_pylist() for name, table in frames.items()}


def test_whoever_sent_a_call_has_done_that_task_and_nobody_else(stands: dict[str, list[dict[str, Any]]]) -> None:
    """X6, L: nobody typed a state."""
    sent = {
        (row["node_id"], row["layer"])
        for row in stands["commit_forecast"]
        if row["horizon"] == "current" and row["state"] != "missing"
    }
    for row in stands["task_states"]:
        if row["task_id"] in ASKED:
            has_sent = (row["subject_id"], ASKED[row["task_id"]]) in sent
            assert (row["state"] == "completed") == has_sent
            assert row["completed_by"] == ("submission" if has_sent else None)
    assert len(sent) > 30


def test_states_are_what_the_sample_s_people_said(stands: dict[str, list[dict[str, Any]]]) -> None:
    """X6, B4: every event is about a task of the queue and by somebody who may; its last word is the state."""
    tasks = {row["instance_id"]: row for row in stands["task_states"]}
    roles = {row["person_id"]: row["role"] for row in stands["people"]}
    told: dict[str, list[dict[str, Any]]] = {}
    for event in sorted(stands["work_events"], key=lambda row: row["event_number"]):
        if event["event_week"] == WEEK and event["kind"] in ("assigned", "reassigned", *WORDS):
            told.setdefault(event["subject_id"], []).append(event)
    assert set(told) <= set(tasks)
    assert len(told) > 130
    for name, events in told.items():
        task, words = tasks[name], [event for event in events if event["kind"] in WORDS]
        assert {roles[event["to_person_id"]] for event in events if event["to_person_id"]} == {task["role"]}
        assert {roles[event["person_id"]] for event in words} <= {task["role"]}
        if words and task["completed_by"] != "submission":
            assert task["state"] == WORDS[words[-1]["kind"]] or (task["state"], task["is_waiting"]) == ("blocked", True)
        if words and words[-1]["kind"] == "done":
            assert (task["completed_by"], task["completed_at"]) == ("said", words[-1]["event_at"])
            assert task["spent_hours"] == words[-1]["spent_hours"]


def test_something_is_there_for_every_part_of_the_board(stands: dict[str, list[dict[str, Any]]]) -> None:
    """A company at work: most is done and on time, what isn't has different reasons, and few had to hear of it."""
    tasks = stands["task_states"]
    states = Counter(row["state"] for row in tasks)
    assert set(states) == {"pending", "in_progress", "blocked", "completed"}
    assert states["completed"] > 0.85 * len(tasks)
    assert 0 < sum(row["is_late"] for row in tasks) < 0.15 * len(tasks)
    assert len({row["cause"] for row in stands["blockers"]}) >= 3
    assert 0 < len(stands["escalations"]) < 60


def test_what_waits_for_something_open_is_waiting(stands: dict[str, list[dict[str, Any]]]) -> None:
    """A5, A6, C5."""
    tasks = {row["instance_id"]: row for row in stands["task_states"]}
    for link in stands["task_links"]:
        if tasks[link["needs_instance_id"]]["state"] != "completed":
            assert tasks[link["instance_id"]]["is_waiting"]


def test_every_blocker_names_what_is_open_and_somebody_who_is_there(stands: dict[str, list[dict[str, Any]]]) -> None:
    """B4, X8."""
    tasks = {row["instance_id"]: row for row in stands["task_states"]}
    there = {row["person_id"] for row in stands["people"] if row["left_on"] is None}
    assert {name for name, row in tasks.items() if row["state"] == "blocked"} == {
        row["instance_id"] for row in stands["blockers"]
    }
    for row in stands["blockers"]:
        assert row["remover_id"] in there
        if row["cause"] == "missing_input":
            assert tasks[row["blocking_instance_id"]]["state"] != "completed"


def test_nobody_above_the_manager_is_flooded(stands: dict[str, list[dict[str, Any]]]) -> None:
    """C6, I3: above the manager a person has a row for each task of value, and one a reason for all others."""
    tasks = {row["instance_id"]: row for row in stands["task_states"]}
    above = [row for row in stands["escalations"] if row["level"] in ("director", "cro")]
    for row in above:
        if not row["is_digest"]:
            task = tasks[row["instance_id"]]
            assert task["tier"] >= 4 or task["value_at_stake_amount"] >= 250_000
    counted = Counter((row["person_id"], row["level"], row["reason"]) for row in above if row["is_digest"])
    assert set(counted.values()) == {1}
    told = Counter((row["instance_id"], row["reason"], row["person_id"]) for row in stands["escalations"])
    assert [each for each, count in told.items() if count > 1 and not each[0].startswith("digest/")] == []


def test_progress_adds_up_to_the_tasks(stands: dict[str, list[dict[str, Any]]]) -> None:
    """C1, C3, C7."""
    rows, tasks = stands["progress"], stands["task_states"]
    assert sum(row["task_count"] for row in rows) == len(tasks)
    assert sum(row["effort_hours"] for row in rows) == sum(row["effort_hours"] for row in tasks)
    states = Counter(row["state"] for row in tasks)
    assert sum(row["completed_count"] for row in rows) == states["completed"]
    assert sum(row["blocked_count"] for row in rows) == states["blocked"]
    assert sum(row["dependency_count"] for row in rows) == len(stands["task_links"])


def test_the_board_has_every_task_once_in_one_order_a_person(stands: dict[str, list[dict[str, Any]]]) -> None:
    """B6."""
    assert len(stands["task_board"]) == len(stands["task_states"])
    lists: dict[str | None, list[int]] = {}
    for row in stands["task_board"]:
        lists.setdefault(row["person_id"], []).append(row["board_order"])
    assert all(sorted(order) == list(range(1, len(order) + 1)) for order in lists.values())
