"""Checkpoints of a made-up company, written out by hand: what an agenda and an invitation are drawn from."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sales_pipeline.execution.meetings.meeting import House, Meeting

Row = dict[str, Any]
NEW_YORK = ZoneInfo("America/New_York")
HOSTILE = "=cmd|' /C calc'!A0 | <b>x</b>\nBEGIN:VEVENT; [a](http://evil.example) `x`"


def house(zone: ZoneInfo = NEW_YORK) -> House:
    return House("Example Co", zone, "USD", 60, 30)


def person(id: str, role: str, email: str | None = None) -> Row:
    return {"person_id": id, "person_name": id.capitalize(), "role": role, "email": email or f"{id}@example.com"}


def review(**more: Any) -> Row:
    return {
        "review_id": "weekly/2026-11-16/review", "checkpoint_id": "review", "title": "Weekly review",
        "subject_kind": "company", "subject_id": None, "subject_name": None, "subject_amount": None,
        "review_at": datetime(2026, 11, 17, 20), "planned_at": datetime(2026, 11, 17, 20), "state": "not_ready",
        "outcome": None, "note": None, "decided_at": None, "decided_by_id": None, "decided_by_name": None,
        "postponed_count": 0, "approvers": "Mia (manager)", **more,
    }  # fmt: skip


TIMES = {"initiative_title": "The weekly forecast", "owner_role": "sales_operations", "owner_person_id": None}


def company_review(zone: ZoneInfo = NEW_YORK, **more: Any) -> Meeting:
    """A review of the company with something in every part."""
    changes = [
        {"measure": "expected_amount", "amount": Decimal(1_300_000), "last_week_amount": Decimal(1_250_000),
         "change_amount": Decimal(50_000)},
        {"measure": "call_amount", "amount": Decimal(1_400_000), "last_week_amount": None, "change_amount": None},
        {"measure": "stated_weighted_amount", "amount": Decimal(9), "last_week_amount": None, "change_amount": None},
    ]  # fmt: skip
    moves = [
        {"opportunity_id": str(n), "opportunity_name": f"Deal {n}", "bucket": "pushed_out",
         "amount": Decimal(-n * 10_000), "reason": None}
        for n in range(1, 8)
    ]  # fmt: skip
    return Meeting(
        house(zone), review(**more), TIMES,
        approvers=[person("mia", "manager"), person("max", "manager"), person("fay", "finance")],
        guests=[person("quinn", "sales_operations")],
        needs=[
            {"need": "forecast_rollup", "need_kind": "deliverable", "is_met": True, "detail": None},
            {"need": "open_deals_move", "need_kind": "gate", "is_met": False, "detail": "Every open deal has changed"},
        ],
        changes=changes, movements=moves,
        gates=[{"promise": "Every open deal has changed", "state": "warn", "row_count": 12}],
        due=[review(review_id=f"g/{n}", title="Is it signed?", subject_name=f"Deal {n}", subject_kind="deal")
             for n in range(7)],
        asks=[{"action": "Send the call", "opportunity_name": None, "node_name": "North", "owner_name": "Mia",
               "due_date": date(2026, 11, 22), "gain_amount": Decimal(320_000)}],
        actions=[{"title": "Explain the pushes", "person_name": None, "role": "sales_analyst", "state": "in_progress",
                  "due_at": datetime(2026, 11, 20, 22)}],
    )  # fmt: skip


def gate(name: str = "Big deal", **more: Any) -> Meeting:
    """The gate of a deal, held, with texts that come from a CRM."""
    held = {
        "review_id": "gate/2026-11-16/7/proposal", "title": "Is the proposal right?", "subject_kind": "deal",
        "subject_id": "7", "subject_name": name, "subject_amount": Decimal(642_000), "state": "held",
        "outcome": "passed", "note": "The buyer called", "decided_by_name": "Mia", "decided_by_id": "mia",
        "decided_at": datetime(2026, 11, 17, 20, 30),
    }  # fmt: skip
    deal = {
        "account_name": name, "node_name": "Ann", "amount": Decimal(642_000), "stage_name": "Proposal",
        "category": "best_case", "close_date": date(2027, 1, 18), "next_step": name,
    }  # fmt: skip
    return Meeting(
        house(), review(**held | more), TIMES, deal=deal, approvers=[person("mia", "manager")],
        guests=[person("ann", "representative")],
        criteria=[
            {"says": "The buyer is confirmed", "is_met": False, "seen": "no"},
            {"says": "Two people are engaged", "is_met": True, "seen": "2"},
        ],
    )  # fmt: skip
