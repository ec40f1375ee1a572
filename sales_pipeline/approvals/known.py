"""What is known of the approval of a week: read from the log of events and the lake as they are, nothing is made.

The command answers from here between runs what the table `approvals` says after one.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from sales_pipeline import content, event_log
from sales_pipeline.company import Company
from sales_pipeline.content import Content
from sales_pipeline.event_log import Event
from sales_pipeline.execution.approving import APPROVED, FORECAST, REJECTED, Approval, Rules, Work, approval, work_of
from sales_pipeline.home import Home
from sales_pipeline.lake import Lake

PUBLISHED, FINALISED, VALIDATED = "published", "finalised", "validated"
_DETAILS = ("note", "to_person_id", "role", "run_id", "content_digest", "signature", "outcome")


@dataclass(frozen=True)
class Known:
    """A week of a home, at an instant."""

    home: Home
    company: Company
    week: date
    now: datetime

    @cached_property
    def events(self) -> list[Event]:
        """Every event about the week, in order."""
        week = self.week.isoformat()
        return [event for event in event_log.read(self.home) if event.details.get("week") == week]

    def of_kind(self, *kinds: str) -> list[Event]:
        return [event for event in self.events if event.kind in kinds]

    @property
    def published(self) -> Event | None:
        """The latest publication of the week."""
        return next(reversed(self.of_kind(PUBLISHED)), None)

    @property
    def finalised(self) -> Event | None:
        return next(reversed(self.of_kind(FINALISED)), None)

    @property
    def decisions(self) -> list[Event]:
        return [event for event in self.of_kind(APPROVED, REJECTED) if event.subject == FORECAST]

    @cached_property
    def content(self) -> Content:
        """What lies there now."""
        return content.content_of(self.home, self.week)

    @cached_property
    def approval(self) -> Approval:
        rules = self.company.approvals
        return approval(
            Rules(rules.roles, rules.manager_quorum == "all", rules.signatures == "required"),
            [row_of(event) for event in self.events], self._rows("people", None), self._work,
            self.now.astimezone(UTC).replace(tzinfo=None),
        )  # fmt: skip

    @cached_property
    def _work(self) -> Work:
        return work_of(
            [row_of(event) for event in self.events], self._rows("call_seats", self.week),
            self._rows("submissions", None), self._rows("task_queue", self.week), self.week,
        )  # fmt: skip

    def _rows(self, name: str, week: date | None) -> list[dict[str, Any]]:
        lake = Lake(self.home.lake)
        rows: list[dict[str, Any]] = lake.read(name, week).to_pylist() if lake.has(name, week) else []
        return rows


def row_of(event: Event) -> dict[str, Any]:
    """An event as a row of the table `work_events`, as far as approvals ask for it."""
    return {
        "event_number": event.seq, "event_at": moment(event.at), "kind": event.kind, "subject_id": event.subject,
        "person_id": event.person, **{name: event.details.get(name) for name in _DETAILS},
        "until_at": moment(event.details.get("until_at")),
    }  # fmt: skip


def moment(text: object) -> datetime | None:
    """An instant as tables hold it: UTC without a zone; None where there is none."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        return None


def is_left_open(known: Known) -> bool:
    """Whether exactly what lies there is approved, and not final."""
    published = known.published
    if published is None or not known.approval.is_complete or is_final(known):
        return False
    return published.details.get("content_digest") == known.content.digest


def is_final(known: Known) -> bool:
    """Whether what is final is what was published last."""
    final, published = known.finalised, known.published
    kept = [event.details.get("content_digest") for event in (final, published) if event]
    return len(kept) == 2 and kept[0] == kept[1]
