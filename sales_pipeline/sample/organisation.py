"""Who sells what when: units, seats and the people who take them in turn.

A seat owns accounts for good; the person on it changes (a leaver, a mover, a new hire), and the team it
belongs to may change (a split). Everything here is the same for every number of opportunities, except that
larger companies have more seats in each territory.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date

from sales_pipeline.sample.draws import Draws
from sales_pipeline.sample.places import TERRITORIES, Territory

FOUNDED = date(2023, 1, 1)
SPLIT = date(2026, 1, 1)
REGION_MOVE = date(2025, 7, 1)
COMPANY = "company"
REGIONS = {"americas": "Americas", "emea": "EMEA", "apac": "Asia Pacific"}
_REGION_OF = {
    "us-east": "americas", "us-southeast": "americas", "us-central": "americas", "us-west": "americas",
    "uki": "emea", "dach": "emea", "france-benelux": "emea", "mea": "emea", "anz": "apac", "asia": "apac",
}  # fmt: skip


_PLAIN = {ord("ı"): "i", ord(" "): ".", ord("-"): ""}


@dataclass(frozen=True)
class Person:
    """A row of people.csv."""

    id: str
    name: str
    role: str
    manager_id: str
    hired_on: date
    left_on: date | None = None

    @property
    def email(self) -> str:
        plain = self.name.translate(_PLAIN)
        folded = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
        return f"{folded.lower()}@fernhollow.example"


@dataclass(frozen=True)
class Term:
    """One person's time on a seat; `end` is the day after the last."""

    person_id: str
    start: date
    end: date | None = None
    keeps: int = 0  # of 1000 open deals that stay with the person when the term ends

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Seat:
    """A place in a territory, its terms in order of time."""

    territory: Territory
    number: int
    terms: tuple[Term, ...]

    def team_id(self, day: date) -> str:
        """The unit the seat stands under; the south-east was part of the east until the split."""
        return "us-east" if self.territory.id == "us-southeast" and day < SPLIT else self.territory.id

    def holder(self, day: date) -> str | None:
        return next((term.person_id for term in self.terms if term.holds(day)), None)


def person_id(number: int) -> str:
    return f"005FH{number:010d}"


def region_of(territory_id: str, day: date) -> str:
    """The region a team belongs to; Middle East and Africa moved in mid-history."""
    return "apac" if territory_id == "mea" and day >= REGION_MOVE else _REGION_OF[territory_id]


class Organisation:
    """The seats and people of one company size."""

    def __init__(self, seed: int, opportunities: int) -> None:
        self._seed = seed
        self._names: set[str] = set()
        self.people: list[Person] = []
        self.seats: dict[str, list[Seat]] = {}
        self._lead()
        for order, territory in enumerate(TERRITORIES):
            self._staff(order, territory, territory.seats_at_start(opportunities))
        # last, so that nobody else has another name because of them
        for number in (6, 7):
            self._hire(number, TERRITORIES[4 * (number - 6)], "sales_analyst", person_id(1), date(2022, number, 1))
        for number, role in ((8, "marketing"), (9, "product"), (10, "customer_success")):
            self._hire(number, TERRITORIES[4 * (number % 2)], role, person_id(1), date(2023, number, 1))

    def owner(self, territory_id: str, number: int, day: date) -> str:
        """Who serves a seat's accounts on a day: its holder, else the next colleague."""
        seats = self.seats[territory_id]
        for step in range(len(seats)):
            if holder := seats[(number + step) % len(seats)].holder(day):
                return holder
        raise LookupError(f"nobody serves {territory_id} on {day}")

    def _lead(self) -> None:
        us, uk, asia = TERRITORIES[0], TERRITORIES[4], TERRITORIES[9]
        cro = self._hire(1, us, "cro", "", date(2021, 4, 1))
        for number, role in ((2, "finance"), (3, "finance"), (4, "sales_operations"), (5, "sales_operations")):
            self._hire(number, (us, uk)[number % 2], role, cro, date(2021 + number % 3, 9, 1))
        for number, home in ((11, us), (12, uk), (13, asia)):
            self._hire(number, home, "regional_vp", cro, date(2022, number - 10, 15))
        for order, territory in enumerate(TERRITORIES):
            boss = person_id(11 + list(REGIONS).index(region_of(territory.id, SPLIT)))
            hired = date(2025, 10, 6) if territory.id == "us-southeast" else date(2022, 1 + order, 10)
            self._hire(21 + order, territory, "manager", boss, hired)

    def _staff(self, order: int, territory: Territory, count: int) -> None:
        boss = person_id(21 + order)
        self.seats[territory.id] = seats = []
        for number, terms in enumerate(_terms(order, territory.id, count)):
            seats.append(Seat(territory, number, terms))
            for term in terms:
                if not any(person.id == term.person_id for person in self.people):
                    self._hire_for(territory, boss, term)

    def _hire_for(self, territory: Territory, boss: str, term: Term) -> None:
        hired = term.start
        if hired == FOUNDED:
            draws = Draws(self._seed, "hired", term.person_id)
            hired = date(2021 + draws.below(2), 1 + draws.below(12), 1 + draws.below(28))
        left = _LEFT_ON.get(term.person_id)
        manager = person_id(24) if term.person_id == MOVER else boss
        self._hire(int(term.person_id[5:]), territory, "representative", manager, hired, left)

    def _hire(self, number: int, home: Territory, role: str, boss: str, hired: date, left: date | None = None) -> str:
        draws = Draws(self._seed, "name", number)
        given, family = draws.pick(home.given), draws.pick(home.family)
        for _ in range(25):
            if not {given, family} & self._names:
                break
            given, family = draws.pick(home.given), draws.pick(home.family)
        while f"{given} {family}" in self._names:
            family = f"{family}-{draws.pick(home.family)}"
        self._names |= {family, given, f"{given} {family}"}
        self.people.append(Person(person_id(number), f"{given} {family}", role, boss, hired, left))
        return person_id(number)


def _seat_person(order: int, seat: int, turn: int = 0) -> str:
    return person_id(10_000 + order * 1_000 + seat * 10 + turn)


MOVER = _seat_person(2, 1)
_LEAVERS = {(4, 1): (date(2025, 5, 17), date(2025, 6, 16)), (3, 1): (date(2026, 10, 24), date(2026, 11, 2))}
_MOVED = date(2025, 10, 1)
_LATE_SEATS = {"dach": date(2026, 7, 6), "us-southeast": date(2026, 1, 12)}
_LEFT_ON = {
    _seat_person(order, seat): date.fromordinal(gone.toordinal() - 1) for (order, seat), (gone, _) in _LEAVERS.items()
}


def _terms(order: int, territory_id: str, count: int) -> list[tuple[Term, ...]]:
    """The terms of every seat of a territory: those of the start, then those opened later."""
    seats: list[tuple[Term, ...]] = []
    for seat in range(count):
        first, second = _seat_person(order, seat), _seat_person(order, seat, 1)
        if (order, seat) in _LEAVERS:
            gone, back = _LEAVERS[order, seat]
            seats.append((Term(first, FOUNDED, gone), Term(second, back)))
        elif first == MOVER:
            seats.append((Term(first, FOUNDED, _MOVED, keeps=450), Term(second, date(2025, 10, 6))))
        else:
            seats.append((Term(first, FOUNDED),))
    if territory_id in _LATE_SEATS:
        seats.append((Term(_seat_person(order, 90), _LATE_SEATS[territory_id]),))
    if territory_id == "us-west":
        seats.append((Term(MOVER, _MOVED),))
    return seats
