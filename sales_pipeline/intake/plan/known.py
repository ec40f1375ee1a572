"""The names a plan may use that the plan itself does not make. Intake knows no graph: they are handed in."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """Names of the graph: what can be delivered, which gates there are, what a gate of deals may look at."""

    deliverables: frozenset[str]
    gates: frozenset[str]
    deal_columns: frozenset[str]

    @property
    def digest(self) -> str:
        """Equal for equal names: a plan read against others has to be read again."""
        parts = (sorted(self.deliverables), sorted(self.gates), sorted(self.deal_columns))
        return hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True)
class People:
    """Names of the company: its people and its stages."""

    persons: frozenset[str]
    stages: frozenset[str]
