"""The stages of the sample's sales process and what the company says about them (more than is true)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

PROSPECTING, QUALIFICATION, PROPOSAL, NEGOTIATION, VERBAL, WON, LOST = range(7)


@dataclass(frozen=True)
class Stage:
    """A stage; the probability is in percent."""

    name: str
    category: str
    probability: int


STAGES = (
    Stage("Prospecting", "pipeline", 20),
    Stage("Qualification", "pipeline", 35),
    Stage("Proposal", "best_case", 55),
    Stage("Negotiation", "most_likely", 75),
    Stage("Verbal commit", "commit", 90),
    Stage("Closed Won", "closed", 100),
    Stage("Closed Lost", "omitted", 0),
)
NAMES = tuple(stage.name for stage in STAGES)
FOUNDED = date(2023, 1, 1)
REVISED = date(2025, 1, 1)
PROPOSAL_BEFORE = 60
_REVISED = REVISED.toordinal()


def probability(stage: int, day: int, extra: int = 0) -> int:
    """What the CRM fills in on entering a stage: the company's percentage of that day, some owners' a bit more."""
    stated = PROPOSAL_BEFORE if stage == PROPOSAL and day < _REVISED else STAGES[stage].probability
    return stated if stage >= VERBAL else stated + extra


def reference_rows() -> Iterator[tuple[object, ...]]:
    """The rows of reference/stages.csv; the proposal stage is rated lower from 2025 on."""
    for order, stage in enumerate(STAGES):
        dated = [(stage.probability, FOUNDED)]
        if order == PROPOSAL:
            dated = [(PROPOSAL_BEFORE, FOUNDED), (stage.probability, REVISED)]
        for percent, since in dated:
            stated = f"{percent // 100}.{percent % 100:02d}"
            closed, won = str(order >= WON).lower(), str(order == WON).lower()
            yield (stage.name, order + 1, stage.category, stated, closed, won, "true", since, "")
