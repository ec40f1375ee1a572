"""The deals that a week's work is about: those at a gate, and the largest that the quarter's call rests on.

Filled while deals stream by; keeps those at a gate now, and a few a week.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sales_pipeline.sample.change import Change
from sales_pipeline.sample.days import NOW, quarter_of
from sales_pipeline.sample.deals import Deal
from sales_pipeline.sample.rates import Rates
from sales_pipeline.sample.stages import NAMES, NEGOTIATION, VERBAL

# the part of its amount that a deal may cost, in percent; more once its date was pushed again
_MAY_COST = {NEGOTIATION: 42, VERBAL: 33}
_PUSHED_AGAIN = 20
_LARGEST = 12
_OMITTED = "Omitted"


@dataclass(frozen=True)
class Watch:
    """A deal as work sees it: whose, whose accounts it belongs to, and the gate it stands at, if any.

    `is_won` and `close` are the truth: what is said of a deal never contradicts how it ends."""

    id: str
    owner_id: str
    territory_id: str
    seat: int
    gate: str
    is_won: bool
    close: int


class Watched:
    """Deals at gates now, and deals with most to lose as the company knew them on each Monday of work."""

    def __init__(self, plan: dict[str, Any], rates: Rates, weeks: tuple[date, ...]) -> None:
        gates = [each for each in plan["initiatives"] if each["recurs"] == "deal"]
        self._gates = {stage: (gate["id"], gate["from_amount"] * 100) for gate in gates for stage in gate["stages"]}
        self._rates, self._quarter = rates, quarter_of(NOW)
        self.at_gates: list[Watch] = []
        self._at_risk: dict[date, list[tuple[int, str, Watch]]] = {week: [] for week in weeks}

    def add(self, deal: Deal, known: list[Change]) -> None:
        """Look at a deal by what is known of it."""
        self._look_at_gate(deal, known[-1])
        for week, kept in self._at_risk.items():
            before = [change for change in known if change.day < week.toordinal()]
            if before and self._is_at_risk(before[-1]):
                entry = (-self._may_cost(deal, before, week), deal.id, _watch(deal, before[-1], ""))
                self._at_risk[week] = sorted([*kept, entry], key=lambda each: each[:2])[:_LARGEST]

    def at_risk(self, week: date) -> list[Watch]:
        """The deals with most to lose, that most first."""
        return [watch for _, _, watch in self._at_risk[week]]

    def _look_at_gate(self, deal: Deal, last: Change) -> None:
        gate, least = self._gates.get(NAMES[last.stage], ("", 0))
        if gate and not last.is_deleted and self._rates.dollars(last.amount, deal.currency, NOW) >= least:
            self.at_gates.append(_watch(deal, last, gate))

    def _is_at_risk(self, seen: Change) -> bool:
        is_due = self._quarter.start.toordinal() <= seen.close < self._quarter.end.toordinal()
        return is_due and seen.stage in _MAY_COST and not seen.is_deleted and seen.category != _OMITTED

    def _may_cost(self, deal: Deal, changes: list[Change], week: date) -> int:
        pushes = sum(later.close > earlier.close for earlier, later in pairwise(changes))
        seen = changes[-1]
        part = _MAY_COST[seen.stage] + (_PUSHED_AGAIN if pushes > 1 else 0)
        return self._rates.dollars(seen.amount, deal.currency, week.toordinal()) * part


def _watch(deal: Deal, seen: Change, gate: str) -> Watch:
    return Watch(deal.id, seen.owner_id, deal.account.territory.id, deal.account.seat, gate, deal.is_won, deal.close)
