"""What a deal is before anything happens to it: customer, seller, size, and the truth nobody knows.

The truth is the chance to win, the outcome and the day it will close. How it looks from week to week
on the way there is life.py.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate

from sales_pipeline.sample.accounts import Account, Accounts
from sales_pipeline.sample.catalogue import Line, lines
from sales_pipeline.sample.days import (
    BEFORE_HISTORY,
    HISTORY_START,
    NOW,
    iso,
    last_working_day,
    quarter_end,
    weekday,
)
from sales_pipeline.sample.draws import Draws, Weighted
from sales_pipeline.sample.organisation import Organisation

NEW, EXPANSION, RENEWAL = "New Business", "Expansion", "Renewal"
_TYPE_OF_CUSTOMER = Weighted({EXPANSION: 56, RENEWAL: 28, NEW: 16})
_TYPE_OF_PROSPECT = Weighted({NEW: 94, EXPANSION: 6})
_SOURCES = Weighted({"Inbound": 26, "Outbound": 34, "Partner": 18, "Event": 12, "Customer referral": 10})

# in thousands of the deal's currency at creation, one of them drawn and then varied; by segment
_SIZES = (
    (250, 310, 370, 430, 490, 555, 630, 710, 800, 900, 1040, 1260),
    (90, 115, 138, 158, 180, 205, 233, 262, 298, 340, 400, 490),
    (23, 30, 36, 44, 51, 59, 67, 76, 87, 100, 118, 142),
)
_SIZE_OF_TYPE = {NEW: 100, EXPANSION: 78, RENEWAL: 92}
_CHANCE_OF_TYPE = {NEW: 225, EXPANSION: 330, RENEWAL: 680}
_CHANCE_OF_SEGMENT = (92, 100, 110)
_DAYS_OF_SEGMENT = (152, 100, 54)
_DAYS_OF_TYPE = {NEW: 100, EXPANSION: 68, RENEWAL: 88}
_FAST = {NEW: 60, EXPANSION: 200, RENEWAL: 0}
_SPREAD = (30, 42, 57, 65, 73, 81, 89, 97, 105, 114, 124, 136, 151, 172, 205, 265)
_RUSH = Weighted({0: 22, 1: 18, 2: 13, 3: 10, 4: 8, 5: 7, 7: 6, 9: 5, 12: 4, 15: 4, 19: 3})


@dataclass(frozen=True)
class Habits:
    """How a seller works: chance to win, optimism about dates and how often deals are looked after, in percent."""

    skill: int
    optimism: int
    pace: int


@dataclass(frozen=True)
class Deal:
    """One opportunity and its truth. Amounts are cents of its currency, days ordinals, chances of 1000."""

    number: int
    id: str
    account: Account
    owner_id: str
    habits: Habits
    type: str
    source: str
    created: int
    amount: int
    lines: tuple[Line, ...]
    chance: int
    is_won: bool
    close: int

    @property
    def currency(self) -> str:
        return self.account.place.currency


@lru_cache(4096)
def habits(seed: int, person_id: str) -> Habits:
    draws = Draws(seed, "habits", person_id)
    return Habits(draws.between(74, 132), draws.between(72, 108), draws.between(75, 130))


class Deals:
    """Deal 0 … opportunities − 1 in order of creation; each is a function of its number."""

    def __init__(self, seed: int, opportunities: int, organisation: Organisation, accounts: Accounts) -> None:
        self._seed = seed
        self._count = opportunities
        self._organisation = organisation
        self._accounts = accounts
        self._density = list(accumulate(_density(day) for day in range(BEFORE_HISTORY, NOW)))

    def deal(self, number: int) -> tuple[Deal, Draws]:
        """A deal, and its stream to go on with."""
        draws = Draws(self._seed, "deal", number)
        created = self._created(number, draws)
        account = self._accounts.account(draws.below(self._accounts.existing(created)))
        kind = (_TYPE_OF_CUSTOMER if account.is_customer else _TYPE_OF_PROSPECT).draw(draws)
        owner = self._organisation.owner(account.territory.id, account.seat, date.fromordinal(created))
        habit = habits(self._seed, owner)
        amount = _amount(account.segment, kind, created, draws)
        chance = _chance(account.segment, kind, habit, draws)
        won = draws.chance(chance)
        deal = Deal(
            number, f"006FH{number + 1:010d}", account, owner, habit, kind,
            "Customer success" if kind == RENEWAL else _SOURCES.draw(draws), created, amount,
            lines(amount, draws), chance, won, _close(created, account.segment, kind, won, draws),
        )  # fmt: skip
        return deal, draws

    def _created(self, number: int, draws: Draws) -> int:
        """The deals share the days by density, one after the other."""
        total = self._density[-1]
        place = (number * total + draws.below(total)) // self._count
        return BEFORE_HISTORY + bisect_right(self._density, place)


def _density(day: int) -> int:
    """Relative number of deals made on a day: growing, none at weekends, few around the turn of the year.

    Of the deals made before the history only those still open when it starts exist, so fewer the earlier.
    """
    month_day = iso(day)[5:]
    if weekday(day) > 4 or month_day >= "12-23" or month_day <= "01-02":
        return 0
    growth = 1000 + (day - HISTORY_START) * 95 // 365
    season = 82 if "07-10" <= month_day <= "08-25" else 104
    before = HISTORY_START - day
    return growth * season * (100 if before <= 0 else max(6, 84 - before * 78 // 182)) // 100


def _amount(segment: int, kind: str, created: int, draws: Draws) -> int:
    thousands = draws.pick(_SIZES[segment]) * _SIZE_OF_TYPE[kind]
    growth = 1000 + (created - HISTORY_START) * 45 // 365
    cents = thousands * 1000 * draws.between(88, 113) // 100 * growth // 1000
    return cents // 500_00 * 500_00


def _chance(segment: int, kind: str, habit: Habits, draws: Draws) -> int:
    quality = draws.pick((35, 55, 75, 90, 100, 110, 125, 145, 165))
    chance = _CHANCE_OF_TYPE[kind] * _CHANCE_OF_SEGMENT[segment] * habit.skill // 10_000
    return max(15, min(940, chance * (100 + (quality - 100) * (1 if kind != RENEWAL else 0)) // 100))


def _close(created: int, segment: int, kind: str, won: bool, draws: Draws) -> int:
    """The day it will close. Deals lost quickly aside, both ends take as long; wins gather at quarters' ends."""
    if not won and draws.chance(410):
        return _still_open(created, working_span(created, draws.between(4, 26)))
    if draws.chance(_FAST[kind]):
        return _still_open(created, working_span(created, draws.between(6, 26)))
    usual = _DAYS_OF_SEGMENT[segment] * _DAYS_OF_TYPE[kind] // 100
    day = working_span(created, max(6, usual * draws.pick(_SPREAD) * draws.between(90, 110) // 10_000))
    return _still_open(created, _gathered(created, day, draws) if won else day)


def _gathered(created: int, day: int, draws: Draws) -> int:
    """Summer slump, rush at the end of a quarter."""
    if iso(day)[5:7] in ("07", "08", "09") and draws.chance(400):
        day += draws.between(25, 70)
    left = quarter_end(day) - day
    if left < 46 and draws.chance(640):
        day = quarter_end(day) - _RUSH.draw(draws)
    elif left > (58 if iso(day)[5:7] == "01" else 76) and draws.chance(400):
        day = max(created + 5, quarter_end(day - 32) - _RUSH.draw(draws))
    return last_working_day(max(day, created + 4))


def working_span(created: int, days: int) -> int:
    return max(created + 1, last_working_day(created + days))


def _still_open(created: int, day: int) -> int:
    """Deals made before the history have lasted into it."""
    return (
        day if day >= HISTORY_START + 2 else working_span(created, HISTORY_START + 2 + (day - created) % 90 - created)
    )
