"""The work of a made-up week, written out by hand, as the tables of its standing hold it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sales_pipeline.execution.board.standing import Standing
from sales_pipeline.render.run import Run

Row = dict[str, Any]
NOW = datetime(2026, 11, 17, 16)
RUN = Run(
    "Example Co", "2026-11-16", datetime(2026, 11, 16, tzinfo=UTC), "Q4 FY26", 6, "USD", "acv", "abc123", "def456",
    "1.0",
)  # fmt: skip


def task(id: str, state: str, **more: Any) -> Row:
    return {
        "instance_id": id, "title": f"Task {id}", "subject_name": None, "role": "sales_analyst", "person_id": "ann",
        "person_name": "Ann", "state": state, "state_since_at": NOW, "due_at": NOW + timedelta(hours=4),
        "completed_at": NOW if state == "completed" else None, "is_late": False, "is_waiting": False,
        "priority_order": 1, "value_at_stake_amount": Decimal(1_200_000), "effort_hours": Decimal(2), **more,
    }  # fmt: skip


def progress(initiative: str, time: str, done: str, expected: str, **more: Any) -> Row:
    return {
        "initiative_id": initiative, "occurrence_id": f"{initiative}/{time}", "title": f"The {initiative}",
        "task_count": 4, "completed_count": 2, "blocked_count": 0, "late_count": 1, "effort_hours": Decimal(10),
        "completed_effort_hours": Decimal(done), "expected_ratio": Decimal(expected), "next_due_at": NOW,
        "dependency_count": 3, "satisfied_dependency_count": 2, **more,
    }  # fmt: skip


def load(person: str, ratio: str | None, band: str) -> Row:
    share = None if ratio is None else Decimal(ratio)
    return {
        "person_id": person, "person_name": person.capitalize(), "role": "manager", "available_hours": Decimal(40),
        "assigned_hours": Decimal(40) * (share or 0), "load_ratio": share, "band": band,
    }  # fmt: skip


ROWS: dict[str, list[Row]] = {
    "task_states": [
        task("a", "pending", is_waiting=True), task("b", "in_progress", is_late=True, priority_order=2),
        task("c", "blocked", priority_order=3, subject_name="Big deal"), task("d", "completed", priority_order=4),
        task("e", "pending", person_id=None, person_name=None, priority_order=5, effort_hours=Decimal(8)),
    ],
    "work_loads": [load("ann", "0.5", "healthy"), load("max", "1.2", "rebalance"), load("new", None, "healthy")],
    "blockers": [
        {"instance_id": "c", "cause": "missing_input", "since_at": NOW, "blocked_hours": Decimal("4.5"),
         "detail": "Two calls are missing", "remover_id": "max", "remover_name": "Max",
         "suggested_move": "Ask for the calls", "is_coordination": True},
    ],
    "escalations": [
        {"instance_id": "b", "level": "manager", "reason": "late", "since_at": NOW, "person_id": "max",
         "person_name": "Max", "title": "Task b", "due_at": NOW, "value_at_stake_amount": Decimal(5)},
        {"instance_id": "b", "level": "cro", "reason": "late", "since_at": NOW, "person_id": None,
         "person_name": None, "title": "Task b", "due_at": NOW, "value_at_stake_amount": Decimal(5)},
    ],
    "progress": [
        progress("forecast", "2026-11-16", "5", "0.8"), progress("gate", "7", "10", "1"),
        progress("gate", "8", "0", "0"),
    ],
    "success_metrics": [
        {"metric": "S2", "title": "Done on time", "value_ratio": Decimal("0.8"), "target_ratio": Decimal("0.9"),
         "is_lower_better": False, "is_met": False, "case_count": 5, "previous_ratio": None, "trend": None},
    ],
    "checkpoint_reviews": [
        {"review_id": "w/r", "title": "Review", "subject_id": None, "subject_name": None, "state": "ready",
         "review_at": NOW, "open_needs": None, "open_criteria": None, "approvers": "Max (manager)"},
        {"review_id": "g/1", "title": "Is it signed?", "subject_id": "7", "subject_name": "Big deal", "state": "missed",
         "review_at": NOW - timedelta(days=3), "open_needs": "deal_risk", "open_criteria": "A buyer",
         "approvers": None},
        {"review_id": "g/2", "title": "Held", "subject_id": None, "subject_name": None, "state": "held",
         "review_at": NOW, "open_needs": None, "open_criteria": None, "approvers": None},
    ],
}  # fmt: skip


def standing(**over: list[Row]) -> Standing:
    return Standing(RUN, ZoneInfo("America/New_York"), NOW, ROWS | over)
