"""What surrounds a deal: people at the customer, what the seller did, and who shares the credit."""

from collections.abc import Iterator
from datetime import date

from sales_pipeline.sample.change import Change
from sales_pipeline.sample.days import NOW, instant, iso, working_day
from sales_pipeline.sample.deals import Deal
from sales_pipeline.sample.draws import Draws, Weighted
from sales_pipeline.sample.organisation import Organisation
from sales_pipeline.sample.words import ROLES, SUBJECTS

Row = tuple[object, ...]
_TYPES = Weighted({"Call": 30, "Meeting": 26, "Email": 34, "Task": 10})
_MOST_ACTIVITIES = 11


def contact_role_rows(deal: Deal, draws: Draws) -> Iterator[Row]:
    """Contacts engaged; deals that are won know more of them."""
    count = min(deal.account.contacts, 1 + draws.chance(620 if deal.is_won else 380) + draws.chance(350))
    span = max(1, deal.close - deal.created)
    for order in range(count):
        day = deal.created if order == 0 else working_day(deal.created + span * draws.between(5, 60) // 100)
        if day < NOW:
            role = draws.pick(ROLES[:3] if order == 0 else ROLES)
            minute = deal.account.territory.works_from + draws.below(480)
            yield (deal.id, deal.account.contact_id(order), role, instant(day, minute))


def activity_rows(deal: Deal, changes: list[Change], draws: Draws) -> Iterator[Row]:
    """What owners logged until the deal ended; interest fades on deals that will be lost."""
    low, high = (5, 24) if deal.is_won else (6, 38)
    day, place = deal.created + draws.below(4), 0
    for order in range(_MOST_ACTIVITIES):
        day = working_day(day)
        if day >= min(NOW, deal.close + 1):
            return
        while place + 1 < len(changes) and changes[place + 1].day <= day:
            place += 1
        kind = _TYPES.draw(draws)
        logged = working_day(day + draws.chance(120))
        if logged < NOW:
            minute = deal.account.territory.works_from + draws.below(500)
            yield (
                f"00TFH{deal.number * 16 + order:010d}", deal.id, changes[place].owner_id, kind,
                draws.pick(SUBJECTS[kind]), iso(day), instant(logged, minute),
            )  # fmt: skip
        day += draws.between(low, high) + (order * 3 if not deal.is_won else 0)


def split_rows(deal: Deal, organisation: Organisation, draws: Draws) -> Iterator[Row]:
    """A few larger deals are shared with the next colleague."""
    if deal.account.segment or not draws.chance(70):
        return
    account = deal.account
    other = organisation.owner(account.territory.id, account.seat + 1, date.fromordinal(deal.created))
    if other == deal.owner_id:
        return
    share = draws.pick((20, 25, 30, 40, 50))
    created = instant(deal.created, account.territory.works_from + 515)
    yield (deal.id, deal.owner_id, 100 - share, created)
    yield (deal.id, other, share, created)
