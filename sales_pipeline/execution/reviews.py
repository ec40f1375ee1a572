"""How a checkpoint stands: what was decided about it, when it is now, and whether it can be held."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sales_pipeline.execution.moments import Row

POSTPONED = "postponed"


@dataclass(frozen=True)
class Rules:
    """How near a checkpoint must be before all has to be there, and how long after it a decision may come."""

    notice: timedelta
    grace: timedelta


@dataclass(frozen=True)
class Course:
    """The decisions about one checkpoint, the first first."""

    decisions: tuple[Row, ...] = ()

    @property
    def last(self) -> Row | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def is_held(self) -> bool:
        return self.last is not None and self.last["outcome"] != POSTPONED

    @property
    def postponed_count(self) -> int:
        return sum(row["outcome"] == POSTPONED for row in self.decisions)

    def at(self, planned: datetime) -> datetime:
        """The plan's time, or that to which it was last postponed."""
        told = [row["until_at"] for row in self.decisions if row["outcome"] == POSTPONED and row["until_at"]]
        return told[-1] if told else planned


def state(course: Course, planned: datetime, as_of: datetime, is_complete: bool, rules: Rules) -> str:
    """coming, ready, not_ready, held or missed."""
    at = course.at(planned)
    if course.is_held:
        return "held"
    if as_of > at + rules.grace:
        return "missed"
    if as_of < at - rules.notice:
        return "coming"
    return "ready" if is_complete else "not_ready"
