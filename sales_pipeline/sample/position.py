"""Where every seller stood in the quarter on each Monday with calls: what people knew when they called.

Filled while deals stream by; holds a few numbers per person and week, however many deals there are.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sales_pipeline.calendar import instant
from sales_pipeline.sample.change import Change
from sales_pipeline.sample.days import TIME_ZONE, WEEKS_WITH_CALLS, past_call_weeks, quarter_of
from sales_pipeline.sample.deals import Deal
from sales_pipeline.sample.rates import Rates
from sales_pipeline.sample.stages import STAGES, WON

_OVERRIDES = {"Commit": "commit", "Best Case": "best_case", "Omitted": "omitted"}
_LARGEST = 4


@dataclass
class Standing:
    """One seller's quarter on one Monday, in dollar cents by category, with the largest open deals.

    `coming` is what of the open deals will be won in the quarter: nobody knows it, people sense some of it."""

    amounts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    coming: int = 0
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
        self._cuts = [_Cut(week) for week in (*past_call_weeks(), *WEEKS_WITH_CALLS)]

    def add(self, deal: Deal, changes: list[Change]) -> None:
        """Count a deal in every week in which it was open or won in the week's quarter."""
        first, last = changes[0], changes[-1]
        for cut_at in self._cuts:
            if first.day > cut_at.day or (last.stage >= WON and last.day < cut_at.start):
                continue
            seen = next((c for c in reversed(changes) if (c.day, c.minute) < (cut_at.day, cut_at.minute)), None)
            if seen and not seen.is_deleted and cut_at.start <= seen.close < cut_at.end:
                self._count(cut_at, deal, seen)

    def busiest(self) -> list[str]:
        """People by what they had open over the last weeks, most first."""
        open_amounts: dict[str, int] = defaultdict(int)
        for (week, person), standing in self.standings.items():
            if week in WEEKS_WITH_CALLS:
                open_amounts[person] += sum(standing.amounts.values()) - standing.amounts["closed"]
        return sorted(open_amounts, key=lambda person: (-open_amounts[person], person))

    def _count(self, at: "_Cut", deal: Deal, seen: Change) -> None:
        category = _OVERRIDES.get(seen.category, STAGES[seen.stage].category)
        if category != "omitted":
            day = seen.close if seen.stage == WON else at.week.toordinal()
            amount = self._rates.dollars(seen.amount, deal.currency, day)
            standing = self.standings[at.week, seen.owner_id]
            standing.add(category, amount, deal.id)
            if category != "closed" and deal.is_won and at.start <= deal.close < at.end:
                standing.coming += amount


class _Cut:
    """A Monday with calls: the day and minute at which it is seen, and its quarter."""

    def __init__(self, week: date) -> None:
        moment, quarter = cut(week), quarter_of(week.toordinal())
        self.week = week
        self.day = moment.toordinal()
        self.minute = (moment - datetime.combine(moment.date(), datetime.min.time())) // timedelta(minutes=1)
        self.start, self.end = quarter.start.toordinal(), quarter.end.toordinal()
