"""What is decided at the checkpoints of a week, and what readers think of its documents."""

from collections.abc import Iterator
from datetime import date, timedelta

from sales_pipeline.sample import sayings
from sales_pipeline.sample.draws import Draws
from sales_pipeline.sample.organisation import person_id
from sales_pipeline.sample.owed import Debts, Owed
from sales_pipeline.sample.said import Said
from sales_pipeline.sample.watched import Watch
from sales_pipeline.sample.working_week import DAY, instant, minute

# of the week's reviews: initiative, by whom and in which role, and when it is over
_WEEKLY = {
    "forecast_check": ("weekly_forecast", 4, "sales_operations", minute(0, 15) + 35),
    "forecast_review": ("weekly_forecast", 1, "cro", minute(1, 15) + 55),
    "pipeline_review_meeting": ("pipeline_review", 11, "regional_vp", minute(3, 14) + 50),
}
# checkpoint of a gate, whether the manager decides or who stands above, and when it begins
_GATES = {
    "gate_qualification": ("qualification_gate", True, minute(3, 11)),
    "gate_proposal": ("proposal_gate", True, minute(3, 11)),
    "gate_negotiation": ("negotiation_gate", False, minute(3, 11)),
    "gate_close": ("close_gate", False, minute(4, 11)),
}
_LATER = timedelta(days=14)
# the CRO, finance, the regions, and three of the managers
_READERS = tuple(person_id(number) for number in (1, 3, 11, 12, 13, 21, 25, 28))
_READ = ("forecast_summary", "forecast_presentation", "variance_analysis")


def decided(seed: int, week: date, tasks: list[Owed], ends: dict[str, int], debts: Debts) -> Iterator[Said]:
    """The week's reviews are held; a deal passes its gate, or doesn't, once all that it takes is done."""
    for checkpoint, (initiative, number, role, at) in _WEEKLY.items():
        details = {"outcome": "passed", "role": role, "note": sayings.HELD[checkpoint]}
        yield Said(at, "decided", f"{initiative}/{week}/{checkpoint}", person_id(number), details)
    gates: dict[str, list[Owed]] = {}
    for task in tasks:
        if task.deal and task.deal.gate:
            gates.setdefault(task.deal.id, []).append(task)
    for needed in gates.values():
        yield from _at_gate(seed, week, needed, ends, debts)


def _at_gate(seed: int, week: date, needed: list[Owed], ends: dict[str, int], debts: Debts) -> Iterator[Said]:
    deal = needed[0].deal
    if deal is None or not all(task.id in ends for task in needed):
        return
    checkpoint, is_managers, begins = _GATES[deal.gate]
    draws = Draws(seed, "gate", week, deal.id)
    at = begins + draws.between(5, 30)
    if max(ends[task.id] for task in needed) > at:
        return
    manager = debts.boss(debts.whose(deal, week))
    person, role = (manager, "manager") if is_managers else (debts.boss(manager), "regional_vp")
    outcome, note = _outcome(deal, (week + timedelta(days=at // DAY)).toordinal(), draws)
    details = {"outcome": outcome, "role": role, "note": note}
    if outcome == "postponed":
        details["until_at"] = (instant(week, begins) + _LATER).isoformat()
    yield Said(at, "decided", f"{deal.gate}/{week}/{deal.id}/{checkpoint}", person, details)


def _outcome(deal: Watch, day: int, draws: Draws) -> tuple[str, str]:
    """What is decided about a deal, and why: of one that has ended meanwhile, how it ended."""
    if deal.close <= day:
        return "passed" if deal.is_won else "failed", sayings.ENDED[deal.is_won]
    outcome = (sayings.OUTCOMES if deal.is_won else sayings.OUTCOMES_OF_LOST).draw(draws)
    return outcome, draws.pick(sayings.DECIDED[outcome])


def thought(seed: int, week: date) -> Iterator[Said]:
    """Ratings of the week's documents, from Wednesday on; each week one reader is not satisfied."""
    unhappy = Draws(seed, "unhappy", week).pick(_READERS)
    for person in _READERS:
        draws = Draws(seed, "reader", week, person)
        rating = sayings.LOW if person == unhappy else sayings.RATINGS.draw(draws)
        details: dict[str, str | int | bool | None] = {
            "rating": rating, "note": draws.pick(sayings.THOUGHTS[rating]), "asks_change": False,
        }  # fmt: skip
        yield Said(minute(2, 9) + draws.below(900), "feedback", draws.pick(_READ), person, details)
