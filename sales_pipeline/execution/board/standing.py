"""What the page is drawn from: the rows of a week's tables, its clock, and how times and money are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sales_pipeline.execution.naming import titled
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import date_text
from sales_pipeline.render.run import Run

TABLES = (
    "task_states", "work_loads", "blockers", "escalations", "progress", "success_metrics", "checkpoint_reviews",
)  # fmt: skip
STATES = ("pending", "in_progress", "blocked", "completed")
Row = Mapping[str, Any]
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Standing:
    """A week's work as of an instant; a table without rows leaves its part of the page out."""

    run: Run
    zone: ZoneInfo
    as_of: datetime
    rows: Mapping[str, Sequence[Row]]

    def of(self, table: str) -> Sequence[Row]:
        return self.rows.get(table, ())

    @cached_property
    def tasks(self) -> list[Row]:
        """In the order of the queue."""
        return sorted(self.of("task_states"), key=lambda row: (row["priority_order"], row["instance_id"]))

    @cached_property
    def by_id(self) -> dict[str, Row]:
        return {row["instance_id"]: row for row in self.tasks}

    @cached_property
    def money(self) -> Money:
        return Money.for_amounts(self.run.currency, [row["value_at_stake_amount"] for row in self.tasks])

    def when(self, at: datetime | None) -> str:
        """Tue 17 Nov, 15:00 on the company's clock."""
        if at is None:
            return "–"
        there = at.replace(tzinfo=UTC).astimezone(self.zone)
        return f"{_DAYS[there.weekday()]} {date_text(there.date(), year=False)}, {there:%H:%M}"


def plain(key: str | None) -> str:
    """A key as words."""
    return (key or "").replace("_", " ")


def named(task: Row) -> str:
    """A task with what it is about."""
    return titled(task["title"], task["subject_name"])
