"""Where every seller stood in the current quarter on each Monday with calls: what people knew when they called.

Filled while deals stream by; holds a few numbers per person and week, however many deals there are.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sales_pipeline.calendar import instant
from sales_pipeline.sample.change import Change
from sales_pipeline.sample.days import TIME_ZONE, WEEKS_WITH_CALLS, current_quarter
from sales_pipeline.sample.deals import Deal
from sales_pipeline.sample.rates import Rates
from sales_pipeline.sample.stages import STAGES, WON

_OVERRIDES = {"Commit": "commit", "Best Case": "best_case", "Omitted": "omitted"}
_LARGEST = 4


@dataclass
class Standing:
    """One seller's quarter on one Monday, in dollar cents by category, with the largest open deals."""

    amounts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    largest: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, category: str, amount: int, deal_id: str) -> None:
        self.amounts[category] += amount
        if category in ("commit", "most_likely"):
            self.largest = sorted([*self.largest, (amount, deal_id, category)], reverse=True)[:_LARGEST]


def cut(week: date) -> datetime:
    """The instant a week is seen at, in UTC."""
    return instant(week, ZoneInfo(TIME_ZONE))


class Position:
    """Standings by week and person."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self.standings: dict[tuple[date, str], Standing] = defaultdict(Standing)
        quarter = current_quarter()
        self._start, self._end = quarter.start.toordinal(), quarter.end.toordinal()
        self._cuts = [(week, *_day_and_minute(cut(week))) for week in WEEKS_WITH_CALLS]

    def add(self, deal: Deal, changes: list[Change]) -> None:
        """Count a deal in every week in which it was open or won in the quarter."""
        last = changes[-1]
        if last.stage >= WON and last.day < self._start:
            return
        for week, day, minute in self._cuts:
            seen = next((c for c in reversed(changes) if (c.day, c.minute) < (day, minute)), None)
            if seen and not seen.is_deleted and self._start <= seen.close < self._end:
                self._count(week, deal, seen)

    def busiest(self) -> list[str]:
        """People by what they had open over these weeks, most first."""
        open_amounts: dict[str, int] = defaultdict(int)
        for (_, person), standing in self.standings.items():
            open_amounts[person] += sum(standing.amounts.values()) - standing.amounts["closed"]
        return sorted(open_amounts, key=lambda person: (-open_amounts[person], person))

    def _count(self, week: date, deal: Deal, seen: Change) -> None:
        category = _OVERRIDES.get(seen.category, STAGES[seen.stage].category)
        if category != "omitted":
            day = seen.close if seen.stage == WON else week.toordinal()
            amount = self._rates.dollars(seen.amount, deal.currency, day)
            self.standings[week, seen.owner_id].add(category, amount, deal.id)


def _day_and_minute(moment: datetime) -> tuple[int, int]:
    return moment.toordinal(), (moment - datetime.combine(moment.date(), datetime.min.time())) // timedelta(minutes=1)
