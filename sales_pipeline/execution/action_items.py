"""An action item of a decision as the request for a task that it becomes."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import yaml

# what an action item makes is the record of decisions: a table that is made every week is no proof of it
DELIVERABLE = "decisions"


@dataclass(frozen=True)
class Item:
    """What is to be done, by which role and maybe person, until when (a date, with or without a time of day)."""

    review_id: str
    checkpoint_title: str
    title: str
    role: str
    due: str
    asked_on: date
    asked_by: str
    effort_hours: Decimal
    tier: int = 0
    person_id: str | None = None

    @property
    def id(self) -> str:
        """The same for the same item of the same checkpoint."""
        said = "|".join((self.review_id, self.title, self.role, self.person_id or "", self.due))
        return f"action-{hashlib.sha256(said.encode()).hexdigest()[:12]}"

    @property
    def instance_id(self) -> str:
        """The task as the queue names it: a request is an initiative of its own, with one task."""
        return f"{self.id}/{self.id}"


def request(item: Item) -> str:
    """The request as intake reads it."""
    fields = {
        "id": item.id, "title": item.title, "role": item.role, "deliverable": DELIVERABLE,
        "effort_hours": f"{item.effort_hours.normalize():f}", "due": item.due,
        "requested_on": item.asked_on.isoformat(), "requested_by": item.asked_by, "tier": str(item.tier),
        "goal": f"Decided at {item.checkpoint_title} ({item.review_id})",
    }  # fmt: skip
    head = "# An action item of a checkpoint: a task of the week it was asked for.\n"
    return head + yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=120)
