"""Customers and prospects. An account is a function of its number, so that a million of them need no memory."""

from dataclasses import dataclass

from sales_pipeline.sample.company_names import TRADES, company_name, stem
from sales_pipeline.sample.days import BEFORE_HISTORY, NOW, working_day
from sales_pipeline.sample.draws import Draws, Weighted
from sales_pipeline.sample.organisation import Organisation
from sales_pipeline.sample.places import TERRITORIES, Place, Territory

SEGMENTS = ("Enterprise", "Mid-Market", "SMB")
_SEGMENT = Weighted({0: 32, 1: 41, 2: 27})
_TERRITORY: Weighted[Territory] = Weighted({territory: territory.share for territory in TERRITORIES})
TITLES = (
    "VP Supply Chain",
    "Director of Logistics",
    "Head of Procurement",
    "Chief Financial Officer",
    "IT Director",
    "Operations Manager",
    "Warehouse Manager",
    "Chief Operating Officer",
)


@dataclass(frozen=True)
class Account:
    """A row of Account.csv, and who sells to it."""

    number: int
    id: str
    name: str
    parent_id: str
    segment: int
    industry: str
    territory: Territory
    seat: int
    place: Place
    is_customer: bool
    created: int
    contacts: int

    def contact_id(self, order: int) -> str:
        return f"003FH{self.number * 10 + order:010d}"


class Accounts:
    """All accounts of a company size: more than half were there before the history, the rest came one by one."""

    def __init__(self, seed: int, opportunities: int, organisation: Organisation) -> None:
        self._seed = seed
        self._organisation = organisation
        self.count = max(40, opportunities * 2 // 7)
        self._early = self.count * 55 // 100

    def existing(self, day: int) -> int:
        """How many accounts there are on a day: those with lower numbers."""
        later = (self.count - self._early) * (day - BEFORE_HISTORY) // (NOW - BEFORE_HISTORY)
        return max(1, min(self.count, self._early + later))

    def account(self, number: int) -> Account:
        draws = Draws(self._seed, "account", number)
        territory = _TERRITORY.draw(draws)
        segment = _SEGMENT.draw(draws)
        industry, words = draws.pick(TRADES)
        place = draws.pick(territory.places)
        parent = self._parent(number, draws)
        early = number < self._early
        name = company_name(number, draws.pick(words), place) if parent is None else f"{stem(parent)} {place.country}"
        return Account(
            number, _account_id(number), name, "" if parent is None else _account_id(parent), segment, industry,
            territory, draws.below(len(self._organisation.seats[territory.id])), place,
            early and draws.chance(600), self._created(number, draws), draws.between(2, 4),
        )  # fmt: skip

    def _parent(self, number: int, draws: Draws) -> int | None:
        """One account in eighteen belongs to one a little before it, which itself has no parent."""
        return number - draws.between(1, 9) if number % 18 == 17 else None

    def _created(self, number: int, draws: Draws) -> int:
        if number < self._early:
            return working_day(BEFORE_HISTORY - 30 - draws.below(700))
        span = (number - self._early) * (NOW - BEFORE_HISTORY) // max(1, self.count - self._early)
        return working_day(BEFORE_HISTORY + span - 12)


def _account_id(number: int) -> str:
    return f"001FH{number + 1:010d}"
