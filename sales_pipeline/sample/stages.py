"""The stages of the sample's sales process and what the company says about them (more than is true)."""

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
REVISED = date(2025, 1, 1)
PROPOSAL_BEFORE = 60
_REVISED = REVISED.toordinal()


def probability(stage: int, day: int, extra: int = 0) -> int:
    """What the CRM fills in on entering a stage: the company's percentage of that day, some owners' a bit more."""
    stated = PROPOSAL_BEFORE if stage == PROPOSAL and day < _REVISED else STAGES[stage].probability
    return stated if stage >= VERBAL else stated + extra


def reference_rows() -> list[tuple[object, ...]]:
    """The rows of reference/stages.csv; the proposal stage was rated lower from 2025 on."""
    rows: list[tuple[object, ...]] = []
    for order, stage in enumerate(STAGES):
        revised = order == PROPOSAL
        first = PROPOSAL_BEFORE if revised else stage.probability
        for percent, since in [(first, date(2023, 1, 1)), *([(stage.probability, REVISED)] if revised else [])]:
            flags = (str(order >= WON).lower(), str(order == WON).lower(), "true")
            rows.append((stage.name, order + 1, stage.category, f"{percent // 100}.{percent % 100:02d}", *flags, since.isoformat(), ""))
    return rows
