"""The longest ways through tasks that wait for each other: waves, starts and slack; and what rests on each.

Tasks that hang together, by whatever way, share one end: the sum of hours on their longest way. Hours are exact.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Place:
    """Where a task stands among those it hangs together with."""

    wave: int
    earliest: Decimal
    latest: Decimal

    @property
    def slack(self) -> Decimal:
        return self.latest - self.earliest


class Network:
    """Tasks by name with their hours, and which waits for which."""

    def __init__(self, hours: dict[str, Decimal], waits: Iterable[tuple[str, str]]) -> None:
        self.hours = hours
        self.needs: dict[str, list[str]] = {name: [] for name in sorted(hours)}
        self.needed_by: dict[str, list[str]] = {name: [] for name in sorted(hours)}
        for name, needed in sorted(set(waits)):
            self.needs[name].append(needed)
            self.needed_by[needed].append(name)
        self.order = self._order()

    def _order(self) -> list[str]:
        """Every task after those it waits for."""
        open_needs = {name: len(needs) for name, needs in self.needs.items()}
        order = [name for name, count in open_needs.items() if count == 0]
        for name in order:
            for waiting in self.needed_by[name]:
                open_needs[waiting] -= 1
                if open_needs[waiting] == 0:
                    order.append(waiting)
        if len(order) < len(self.hours):
            stuck = sorted(set(self.hours) - set(order))
            raise ValueError(f"tasks wait for each other in a circle: {', '.join(stuck[:5])}")
        return order

    def places(self) -> dict[str, Place]:
        """Wave, earliest and latest start of every task."""
        wave: dict[str, int] = {}
        earliest: dict[str, Decimal] = {}
        for name in self.order:
            wave[name] = max((wave[n] + 1 for n in self.needs[name]), default=0)
            earliest[name] = max((earliest[n] + self.hours[n] for n in self.needs[name]), default=ZERO)
        group = self._groups()
        end: dict[str, Decimal] = defaultdict(Decimal)
        for name in self.order:
            end[group[name]] = max(end[group[name]], earliest[name] + self.hours[name])
        latest: dict[str, Decimal] = {}
        for name in reversed(self.order):
            latest[name] = min((latest[n] for n in self.needed_by[name]), default=end[group[name]]) - self.hours[name]
        return {name: Place(wave[name], earliest[name], latest[name]) for name in self.order}

    def _groups(self) -> dict[str, str]:
        """Of each task the first by name of those it hangs together with."""
        group: dict[str, str] = {}
        for start in self.needs:
            if start in group:
                continue
            group[start] = start
            together = [start]
            for name in together:
                for other in (*self.needs[name], *self.needed_by[name]):
                    if other not in group:
                        group[other] = start
                        together.append(other)
        return group

    def at_stake(self, own: dict[str, Decimal], is_shared: dict[str, bool]) -> dict[str, Decimal]:
        """What rests on each task: its own; on a shared one the most of anything that comes after it, too.

        The most and not the sum: money of a unit and of the deals in it is the same money. A task about one deal or
        one call holds up no more than that: the company's forecast is made without it.
        """
        after: dict[str, Decimal] = {}
        for name in reversed(self.order):
            after[name] = max((own[name], *(after[n] for n in self.needed_by[name])))
        return {name: after[name] if is_shared[name] else own[name] for name in self.order}
