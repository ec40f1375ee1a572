"""One checkpoint with everything its agenda and its invitation say, as rows of the week's tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sales_pipeline.execution.naming import titled

Row = Mapping[str, Any]
NONE: Sequence[Row] = ()


@dataclass(frozen=True)
class House:
    """Whose checkpoints they are: company, clock, currency, and how long one takes."""

    company: str
    zone: ZoneInfo
    currency: str
    review_minutes: int
    gate_minutes: int


@dataclass(frozen=True)
class Meeting:
    """A checkpoint: `review` its row of checkpoint_reviews, `times` of checkpoint_times, and what belongs to it.

    changes: of forecast_change, the company's, or none for a deal; movements: of pipeline_movements since last week;
    gates: of gate_results that warn; asks: of forecast_actions that its approvers have to answer; due: other
    checkpoints without a decision; actions: of decision_actions that are not done.
    """

    house: House
    review: Row
    times: Row
    approvers: Sequence[Row] = NONE
    needs: Sequence[Row] = NONE
    criteria: Sequence[Row] = NONE
    changes: Sequence[Row] = NONE
    movements: Sequence[Row] = NONE
    gates: Sequence[Row] = NONE
    asks: Sequence[Row] = NONE
    due: Sequence[Row] = NONE
    actions: Sequence[Row] = NONE
    deal: Row | None = None
    guests: Sequence[Row] = NONE

    @property
    def is_gate(self) -> bool:
        return bool(self.review["subject_kind"] == "deal")

    @property
    def title(self) -> str:
        return named(self.review)

    @property
    def starts(self) -> datetime:
        """On the company's clock."""
        return local(self.review["review_at"], self.house.zone)

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.house.gate_minutes if self.is_gate else self.house.review_minutes)


def named(review: Row) -> str:
    """A checkpoint with the deal it is about: "Proposal gate: Acme", "Is the proposal right? Acme"."""
    return titled(review["title"], review["subject_name"] or review["subject_id"])


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """An instant of a table on the company's clock."""
    return at.replace(tzinfo=UTC).astimezone(zone)
