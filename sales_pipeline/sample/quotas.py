"""What is asked of people and units: quotas with ramp, targets that aren't their sums, plans.

The company's target follows from the number of opportunities, the season and 12% growth a year; it is set
without knowing what will be sold. Teams are asked for 5% more than their share, regions for 2%, people for 8% or so.
"""

from collections.abc import Iterator
from datetime import date

from sales_pipeline.calendar import Period
from sales_pipeline.sample.days import quarters
from sales_pipeline.sample.organisation import COMPANY, MOVER, REGIONS, SPLIT, Organisation, Seat, Term, region_of
from sales_pipeline.sample.places import TERRITORIES

_PER_OPPORTUNITY = 7_350  # dollars of target in an average quarter of 2025
_SEASON = (89, 96, 90, 125)
_GROWTH = {2024: 88, 2025: 100, 2026: 111, 2027: 124}
_RAMP = ("0.25", "0.50", "0.75")
_NEXT_YEAR_KNOWN = "2026-11-02"
Row = tuple[object, ...]


def company_target(opportunities: int, quarter: Period) -> int:
    """Dollars the company wants to win in a quarter."""
    season = _SEASON[(quarter.start.month - 1) // 3]
    return opportunities * _PER_OPPORTUNITY * season * _GROWTH[quarter.start.year] // 10_000


def planned_quarters() -> tuple[Period, ...]:
    """The quarters with quotas: the history's, the current one and the next."""
    return quarters(date(2024, 1, 1), date(2027, 1, 1))


def quota_rows(organisation: Organisation, opportunities: int) -> Iterator[Row]:
    """The rows of reference/quotas.csv: people first, then units, quarter by quarter."""
    for quarter in planned_quarters():
        known = _NEXT_YEAR_KNOWN if quarter.start >= date(2027, 1, 1) else ""
        target = company_target(opportunities, quarter)
        for territory in TERRITORIES:
            seats = [seat for seat in organisation.seats[territory.id] if seat.terms[0].start < quarter.end]
            full = _round(target * 109 * territory.weight // 100_000 // len(seats), 5_000)
            for seat in seats:
                yield from _seat_rows(seat, full, quarter, known)
        for unit, amount in _targets(target, quarter.start):
            yield (unit, quarter.start, "", f"{amount}.00", "", "", "", "USD", known)


def plan_rows(opportunities: int) -> Iterator[Row]:
    """The rows of reference/plans.csv: what finance plans on, a little under the targets."""
    for quarter in planned_quarters()[:-1]:
        for unit, amount in _targets(company_target(opportunities, quarter), quarter.start):
            plan = _round(amount * 96 // 100, 10_000)
            yield (unit, quarter.start, f"{plan}.00", "USD", "plan", f"FY{quarter.start.year} budget")


def _seat_rows(seat: Seat, full: int, quarter: Period, known: str) -> Iterator[Row]:
    for term in seat.terms:
        start = max(term.start, quarter.start)
        end = min(term.end or quarter.end, quarter.end)
        if start < end:
            first = start if start > quarter.start else ""
            last = date.fromordinal(end.toordinal() - 1) if end < quarter.end else ""
            ramp = _ramp(term, quarter)
            yield (term.person_id, quarter.start, f"{full}.00", "", ramp, first, last, "USD", known)


def _ramp(term: Term, quarter: Period) -> str:
    """A quarter, half, three quarters of the quota in the first quarters of somebody hired during the history."""
    hired_lately = term.start.year >= 2024 and term.person_id != MOVER
    index = len(quarters(term.start, quarter.start)) - (term.start.day == 1 and term.start.month % 3 == 1)
    return _RAMP[index] if hired_lately and index < len(_RAMP) else "1.00"


def _targets(target: int, day: date) -> Iterator[tuple[str, int]]:
    """Own targets of all units that stand on a day."""
    yield COMPANY, _round(target, 50_000)
    shares: dict[str, int] = dict.fromkeys(REGIONS, 0)
    for territory in TERRITORIES:
        shares[region_of(territory.id, day)] += territory.weight
    for region, share in shares.items():
        yield region, _round(target * 102 * share // 100_000, 10_000)
    for unit, share in _team_shares(day).items():
        yield unit, _round(target * 105 * share // 100_000, 10_000)


def _team_shares(day: date) -> dict[str, int]:
    shares: dict[str, int] = {}
    for territory in TERRITORIES:
        unit = "us-east" if territory.id == "us-southeast" and day < SPLIT else territory.id
        shares[unit] = shares.get(unit, 0) + territory.weight
    return shares


def _round(dollars: int, step: int) -> int:
    return max(step, (dollars + step // 2) // step * step)
