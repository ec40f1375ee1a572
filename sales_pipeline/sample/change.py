"""A change of a deal, as the field history keeps it."""

from typing import NamedTuple


class Change(NamedTuple):
    """The full state of a deal after a change: a row of OpportunityHistory.csv."""

    day: int
    minute: int
    stage: int
    category: str
    probability: int
    amount: int
    close: int
    owner_id: str
    next_step: str
    is_deleted: bool
    reason: str
    loss_reason: str
    competitor: str
    has_buyer: bool
    has_process: bool
