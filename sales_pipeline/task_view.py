"""One task as a file people read: what it is, whose, how it stands and by which facts. The file is a view of tables.

Its last line is the hash of all before it, by which a file that was changed by hand shows; it also says its state, so
that one that was moved to another folder does too.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import yaml

from sales_pipeline.render.text import clean

MADE_BY = "made_by: sales-pipeline\n"
_DIGEST = "digest: "
_NAME_LENGTH = 100
# fields of a file, each a column of the table named before it
_TASK = (
    "instance_id", "task_id", "initiative_id", "checkpoint_id", "title", "subject_name", "role", "deliverable", "tier",
    "effort_hours", "value_at_stake_amount", "priority_order",
)  # fmt: skip
_WHOSE = ("person_id", "person_name", "why", "runner_up_id", "runner_up_name", "unassigned_reason")
_TIMES = ("assigned_at", "acknowledged_at", "due_at", "started_at", "completed_at")
_BLOCKER = ("cause", "since_at", "detail", "remover_id", "remover_name", "suggested_move")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """What is known of a task besides its state: why it is whose it is, what blocks it, who heard, what was checked."""

    assignment: Row
    blocker: Row | None
    escalations: Iterable[Row]
    checks: Iterable[Row]


def view(week: object, task: Row, shown: Shown) -> bytes:
    """The file of a task."""
    body = {
        "week": str(week),
        **_picked(task, _TASK),
        "state": task["state"],
        **_picked(task, ("state_since_at", "is_late", "is_waiting")),
        **_picked({**shown.assignment, **_known(task, ("person_id", "person_name"))}, _WHOSE),
        **_picked(task, _TIMES),
        "attempts": task["attempt_count"],
        "spent_hours": _plain(task["spent_hours"]),
        "blocker": _picked(shown.blocker, _BLOCKER) if shown.blocker else None,
        "escalated_to": [_picked(row, ("level", "reason", "person_name", "since_at")) for row in shown.escalations],
        "completed_by": task["completed_by"],
        "evidence": _picked(task, ("evidence", "evidence_digest")) | {"checks": _checks(shown.checks)},
    }
    text = MADE_BY + yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=120)
    return f"{text}{_DIGEST}{hashlib.sha256(text.encode()).hexdigest()}\n".encode()


def is_untouched(content: bytes, state: str) -> bool:
    """Whether a file in the folder of a state is as it was written there."""
    text, mark, digest = content.rpartition(_DIGEST.encode())
    whole = mark and digest.strip().decode("ascii", "replace") == hashlib.sha256(text).hexdigest()
    return bool(whole) and f"\nstate: {state}\n".encode() in text


def file_name(instance_id: str) -> str:
    """A name that every system takes, another for every task."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", instance_id).strip("-_")[:_NAME_LENGTH]
    return f"{plain or 'task'}-{hashlib.sha256(instance_id.encode()).hexdigest()[:8]}.yaml"


def _known(row: Row, names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _picked(row: Row, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(row.get(name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return clean(value) if isinstance(value, str) else value


def _checks(gates: Iterable[Row]) -> dict[str, str]:
    return {str(row["gate"]): str(row["state"]) for row in gates}
