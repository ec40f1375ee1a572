"""The dated reference tables about people and units, as rows in the contracts' column order."""

from collections.abc import Iterator
from datetime import date

from sales_pipeline.sample import abilities
from sales_pipeline.sample.organisation import (
    COMPANY,
    FOUNDED,
    REGION_MOVE,
    REGIONS,
    SPLIT,
    Organisation,
    person_id,
    region_of,
)
from sales_pipeline.sample.places import TERRITORIES

Row = tuple[object, ...]
COMPANY_NAME = "Fernhollow Systems"
_LEADERS = {"regional_vp": 11, "manager": 21}


def people_rows(organisation: Organisation) -> Iterator[Row]:
    zones = abilities.zones(organisation)
    for person in organisation.people:
        yield (
            person.id, person.name, person.email, person.role, person.manager_id, person.hired_on,
            person.left_on or "", abilities.seniority(person), zones.get(person.id, ""),
        )  # fmt: skip


def node_rows() -> Iterator[Row]:
    """Units with their parents: a team split off in 2026, a team that changed its region in 2025."""
    yield (COMPANY, COMPANY_NAME, "", "company", FOUNDED)
    for region, name in REGIONS.items():
        yield (region, name, COMPANY, "region", FOUNDED)
    yield ("apac", "Asia Pacific & MEA", COMPANY, "region", REGION_MOVE)
    for territory in TERRITORIES:
        since = SPLIT if territory.id == "us-southeast" else FOUNDED
        yield (territory.id, territory.name, region_of(territory.id, FOUNDED), "team", since)
        if region_of(territory.id, FOUNDED) != region_of(territory.id, REGION_MOVE):
            yield (territory.id, territory.name, region_of(territory.id, REGION_MOVE), "team", REGION_MOVE)


def member_rows(organisation: Organisation) -> Iterator[Row]:
    """Everybody's units: leaders first, then representatives seat by seat."""
    for person in organisation.people:
        number = int(person.id[5:])
        if person.role == "regional_vp":
            yield (person.id, list(REGIONS)[number - 11], FOUNDED, "")
        elif person.role == "manager":
            yield from _manager_rows(person.id, TERRITORIES[number - 21].id, person.hired_on)
        elif person.role != "representative":
            yield (person.id, COMPANY, max(person.hired_on, FOUNDED), "")
    for seats in organisation.seats.values():
        for seat in seats:
            for term in seat.terms:
                spans = [(term.start, term.end)]
                if seat.team_id(term.start) != seat.team_id(SPLIT) and (term.end is None or term.end > SPLIT):
                    spans = [(term.start, SPLIT), (SPLIT, term.end)]
                for start, end in spans:
                    yield (term.person_id, seat.team_id(start), start, end or "")


def _manager_rows(person_id: str, team: str, hired: date) -> Iterator[Row]:
    if team == "us-southeast":
        yield (person_id, "us-east", hired, SPLIT)
        yield (person_id, team, SPLIT, "")
    else:
        yield (person_id, team, FOUNDED, "")


def leader(kind: str, unit: str) -> str:
    """The person who leads a team or region."""
    order = [territory.id for territory in TERRITORIES] if kind == "manager" else list(REGIONS)
    return person_id(_LEADERS[kind] + order.index(unit))
