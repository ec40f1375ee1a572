"""What will happen to a deal and when, laid out before its life is played.

Stages entered on the way, changes of owner, and the accidents of a few: reopened, unwon, deleted, corrected.
"""

from datetime import date
from typing import NamedTuple

from sales_pipeline.sample.days import working_day
from sales_pipeline.sample.deals import EXPANSION, NEW, RENEWAL, Deal
from sales_pipeline.sample.draws import Draws, Weighted
from sales_pipeline.sample.organisation import Organisation
from sales_pipeline.sample.stages import NEGOTIATION, VERBAL

STAGE, HANDOVER, LOSE, WIN, REOPEN, DELETE, UNDELETE, CLOSE, RECORD = range(9)

# share of the way spent in each open stage, by segment
_WEIGHTS = ((16, 24, 26, 24, 10), (16, 22, 28, 23, 11), (14, 20, 32, 22, 12))
_FURTHEST_WHEN_LOST = Weighted({0: 9, 1: 21, 2: 31, 3: 25, 4: 14})
_FURTHEST_WHEN_QUICK = Weighted({0: 60, 1: 40})
_FIRST_STAGE = {
    NEW: Weighted({0: 82, 1: 18}),
    EXPANSION: Weighted({0: 35, 1: 45, 2: 20}),
    RENEWAL: Weighted({1: 60, 2: 40}),
}


class Event(NamedTuple):
    """Something that happens to the deal; `value` is a stage, a close date or a percentage."""

    day: int
    kind: int
    value: int = 0
    owner_id: str = ""


def events(deal: Deal, organisation: Organisation, draws: Draws) -> list[Event]:
    """The plot in order of time; the first entry is the creation, with its stage. A deletion for good ends it."""
    first, *path = _stages(deal, draws)
    accident = _accident(deal, draws)
    end = Event(_entered(deal, draws), CLOSE, deal.close)
    plot = sorted([*path, *_handovers(deal, organisation, draws), *accident, end])
    if len(accident) == 1:
        plot = plot[: plot.index(accident[0]) + 1]
    elif deal.is_won and draws.chance(12):
        plot.append(Event(working_day(end.day + draws.between(4, 20)), RECORD, draws.between(94, 102)))
    return [first, *plot]


def is_deleted(plot: list[Event]) -> bool:
    """Whether the deal ends by being deleted."""
    return plot[-1].kind == DELETE


def _entered(deal: Deal, draws: Draws) -> int:
    """When the owner tells the CRM about the end; orders of the last day often come in a day or two later."""
    return working_day(deal.close + draws.between(1, 3)) if draws.chance(110) else deal.close


def _stages(deal: Deal, draws: Draws) -> list[Event]:
    """Stages and the days they are entered; two on one day count as the later one."""
    span = deal.close - deal.created
    first = _FIRST_STAGE[deal.type].draw(draws)
    last = NEGOTIATION if deal.is_won and draws.chance(90) else VERBAL
    if not deal.is_won:
        last = (_FURTHEST_WHEN_QUICK if span < 27 else _FURTHEST_WHEN_LOST).draw(draws)
    weights = [weight * draws.between(55, 145) for weight in _WEIGHTS[deal.account.segment]]
    whole = sum(weights[first : last + 1]) or 1
    found, passed = {deal.created: first}, 0
    for stage in range(first, last):
        passed += weights[stage]
        day = working_day(deal.created + span * passed // whole)
        if day < deal.close:
            found[day] = stage + 1
    return [Event(day, STAGE, stage) for day, stage in found.items()]


def _handovers(deal: Deal, organisation: Organisation, draws: Draws) -> list[Event]:
    """To the next person on the seat when the owner leaves it, or to a colleague for no known reason."""
    account, found = deal.account, []
    for seat in organisation.seats[account.territory.id]:
        for term in seat.terms:
            if term.person_id == deal.owner_id and term.end is not None and not draws.chance(term.keeps):
                day = working_day(term.end.toordinal() + draws.between(1, 6))
                if deal.created < day < deal.close:
                    successor = organisation.owner(account.territory.id, seat.number, term.end)
                    found.append(Event(day, HANDOVER, 0, successor))
    if not found and draws.chance(12):
        day = working_day(deal.created + (deal.close - deal.created) * draws.between(20, 80) // 100)
        other = organisation.owner(account.territory.id, account.seat + 1, date.fromordinal(day))
        if deal.created < day < deal.close and other != deal.owner_id:
            found.append(Event(day, HANDOVER, 0, other))
    return found


def _accident(deal: Deal, draws: Draws) -> list[Event]:
    """What befalls a few deals: deleted for good, deleted by mistake, lost or won too early."""
    span, fate = deal.close - deal.created, draws.below(1000)
    day = working_day(deal.created + span * draws.between(30, 75) // 100)
    back = working_day(day + draws.between(3, 16))
    if day <= deal.created or back >= deal.close:
        return []
    if fate < 12:
        return [Event(day, DELETE)]
    if fate < 16:
        return [Event(day, DELETE), Event(back, UNDELETE)]
    if fate < 30:
        return [Event(day, LOSE, day), Event(back, REOPEN)]
    if fate < 33 and deal.is_won:
        return [Event(day, WIN, day), Event(back, REOPEN)]
    return []
