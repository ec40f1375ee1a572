"""By when which level has to hear of a task: the service levels, as reasons that each reach further with the hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sales_pipeline.execution.moments import Row
from sales_pipeline.execution.working_time import WorkingTime

ABOVE_THE_MANAGER = ("director", "cro")


class Reached(NamedTuple):
    """A level that a reason reaches, and when."""

    reason: str
    level: str
    at: datetime


@dataclass(frozen=True)
class ServiceLevels:
    """The settings under `service_levels`, with the working day by which they are counted."""

    rules: Row
    working: WorkingTime

    def reached(self, task: Row, blocker: Row | None) -> Iterator[Reached]:
        """Every level that has to hear of an open task, sooner or later: what is still to come is there too."""
        if task["person_id"] is None:
            yield self._after("unassigned", "manager", task["starts_at"], "assign_hours")
        elif task["acknowledged_at"] is None:
            given = max(task["starts_at"], task["assigned_at"] or task["starts_at"])
            yield self._after("unacknowledged", "assignee", given, "acknowledge_hours")
            yield self._after("unacknowledged", "manager", given, "acknowledge_manager_hours")
        if blocker is not None:
            yield self._after("blocked", "manager", blocker["since_at"], "blocked_manager_hours")
            yield self._after("blocked", "director", blocker["since_at"], "blocked_director_hours")
        if task["state"] == "in_progress" and task["started_at"] is not None:
            yield Reached("over_estimate", "assignee", self._used_up(task))
        yield Reached("late", "assignee", task["due_at"])
        for level in ("manager", "director", "cro"):
            yield self._after("late", level, task["due_at"], f"late_{level}_hours")

    def is_senior(self, task: Row) -> bool:
        """Whether a task is named above the manager, and not only counted."""
        tier, amount = self._setting("senior_tier"), self._setting("senior_amount")
        return bool(task["tier"] >= tier or task["value_at_stake_amount"] >= amount)

    def _used_up(self, task: Row) -> datetime:
        """When the hours spent passed the estimate by its ratio, where work went on since it began."""
        allowed = Decimal(task["effort_hours"]) * self._setting("estimate_ratio")
        return self.working.after(task["started_at"], allowed)

    def _after(self, reason: str, level: str, start: datetime, setting: str) -> Reached:
        return Reached(reason, level, self.working.after(start, self._setting(setting)))

    def _setting(self, name: str) -> Decimal:
        return Decimal(self.rules[f"service_levels_{name}"])
