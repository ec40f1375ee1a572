"""The life of one deal, played day by day into the rows of its field history.

The owner doesn't know the truth: stages are entered as the deal really moves, but the close date is a hope
that is pushed when it comes near, the amount shrinks as the customer negotiates, and between these the owner
looks after the deal now and then, or forgets to. On the Friday before a forecast, dates that have passed or will
over the weekend are asked for; what is overlooked then is an overdue deal on Monday, mostly a small one.
"""

from sales_pipeline.sample.change import Change
from sales_pipeline.sample.days import friday, month_end, quarter_end, working_day
from sales_pipeline.sample.deals import RENEWAL, Deal
from sales_pipeline.sample.draws import Draws
from sales_pipeline.sample.plot import CLOSE, DELETE, HANDOVER, RECORD, REOPEN, STAGE, UNDELETE, WIN, Event
from sales_pipeline.sample.stages import LOST, NEGOTIATION, PROPOSAL, VERBAL, WON, probability
from sales_pipeline.sample.words import (
    COMPETITORS,
    LOSS_REASONS,
    NEXT_STEPS,
    PULL_REASONS,
    PUSH_REASONS,
)

# of 1000 passed dates, those overlooked on a Friday: by segment, since large deals are asked for; and in a quarter's
# last five weeks, when everybody looks at the list
_OVERLOOKED = (100, 780, 920)
_OVERLOOKED_LATE = (25, 430, 850)


class Life:
    """A deal as it stands while its life is played."""

    def __init__(self, deal: Deal, draws: Draws) -> None:
        self._deal = deal
        self._draws = draws
        self._changes: list[Change] = []
        self._stage = self._before = 0
        self._category = ""
        self._raise = 10 if draws.chance(60) else 0
        self._amount = deal.amount
        self._owner = deal.owner_id
        self._competitor = self._loss_reason = ""
        self._buyer = self._process = self._deleted = False
        self._writes_steps = not draws.chance(17)
        self._step = ""
        # when the owner could believe it closes: a deal that will be lost looks as if it came later
        self._hope = deal.close if deal.is_won else deal.close + draws.between(25, 110)
        self._close = 0

    def play(self, events: list[Event], until: int) -> list[Change]:
        """All changes before the day `until`; the first event makes the deal."""
        first = events[0]
        self._stage = self._before = first.value
        self._next_step()
        self._close = self._guess(first.day, 35, 100)
        self._record(first.day, "")
        look = self._next_look(first.day)
        for event in events[1:]:
            while look < event.day:
                if look >= until:
                    return self._changes
                self._look(look)
                look = self._next_look(look)
            if event.day >= until:
                return self._changes
            self._happen(event)
        return self._changes

    @property
    def _is_closed(self) -> bool:
        return self._stage >= WON

    def _happen(self, event: Event) -> None:
        if event.kind == STAGE:
            self._enter(event.day, event.value)
        elif event.kind == HANDOVER:
            self._owner = event.owner_id
            self._record(event.day, "")
        elif event.kind in (DELETE, UNDELETE):
            self._deleted = event.kind == DELETE
            self._record(event.day, "")
        elif event.kind == REOPEN:
            self._reopen(event.day)
        elif event.kind == RECORD:
            self._amount = self._amount * event.value // 100
            self._record(event.day, "Order corrected")
        else:
            self._end(event)

    def _enter(self, day: int, stage: int) -> None:
        """Into the next stage; what was learnt there and what the customer bargained for."""
        draws = self._draws
        if self._is_closed or self._deleted:
            self._before = stage
            return
        self._stage = self._before = stage
        if stage >= PROPOSAL:
            self._buyer = self._buyer or draws.chance(520 + 120 * (stage - PROPOSAL))
            self._process = self._process or draws.chance(380 + 190 * (stage - PROPOSAL))
        if not self._competitor and draws.chance(170):
            self._competitor = draws.pick(COMPETITORS)
        if self._category == "Commit" or draws.chance(500):
            self._category = ""
        if stage == VERBAL and self._category != "Omitted":
            self._category = ""
        self._next_step()
        in_two_saves = draws.chance(60)
        if in_two_saves:
            self._record(day, "")
        self._bargain(stage)
        self._record(day, "", same_save=in_two_saves)

    def _bargain(self, stage: int) -> None:
        low, high, share = ((0, 0, 0), (94, 106, 350), (86, 109, 800), (85, 100, 780), (91, 100, 550))[stage]
        if self._draws.chance(share // 2 if self._deal.type == RENEWAL else share):
            self._amount = self._amount * self._draws.between(low, high) // 100 // 250_00 * 250_00

    def _end(self, event: Event) -> None:
        """Won or lost; the close date becomes the day it happened, a win may be entered some days later."""
        draws = self._draws
        won = event.kind == WIN or (event.kind == CLOSE and self._deal.is_won)
        self._before = min(self._stage, VERBAL)
        self._stage = WON if won else LOST
        self._category = ""
        self._close = event.value
        if won and draws.chance(420):
            self._amount = self._amount * draws.between(900, 1000) // 1000
        self._loss_reason = "" if won else LOSS_REASONS.draw(draws)
        if not won and not self._competitor and "Competitor" in self._loss_reason:
            self._competitor = draws.pick(COMPETITORS)
        self._step = ""
        self._record(event.day, "")

    def _reopen(self, day: int) -> None:
        reason = "Order withdrawn" if self._stage == WON else "Customer came back"
        self._stage = self._before
        self._loss_reason = ""
        self._next_step()
        self._close = self._guess(day, 60, 110)
        self._record(day, reason)

    def _next_look(self, day: int) -> int:
        """When the owner looks again: by habit, when the close date comes near, and on Fridays once it passes."""
        if self._is_closed or self._deleted:
            return working_day(day + 7)
        draws = self._draws
        usual = day + max(3, draws.between(6, 25) * self._deal.habits.pace // 100)
        due = (self._close if self._close > day else day) + draws.between(1, 22) - 3
        return min(working_day(max(day + 2, min(usual, due))), friday(max(self._close, day + 3)))

    def _look(self, day: int) -> None:
        """What an owner does who looks at the deal, if anything."""
        if self._is_closed or self._deleted:
            return
        draws = self._draws
        asked = day == friday(day) and self._close < day + 3
        if asked and self._overlooks(day):
            return
        reason = self._move_on(day) if asked else self._redate(day)
        if draws.chance(520):
            self._next_step()
        if draws.chance(55):
            self._amount = self._amount * draws.between(88, 105) // 100 // 250_00 * 250_00
        self._recategorise()
        self._record(day, reason)

    def _overlooks(self, day: int) -> bool:
        """Whether nobody minds on this Friday that the date passes."""
        late = quarter_end(day) < day + 35
        return self._draws.chance((_OVERLOOKED_LATE if late else _OVERLOOKED)[self._deal.account.segment])

    def _move_on(self, day: int) -> str:
        """Give a date that passes a new one; nobody guesses any more when the decision is a matter of days."""
        draws, end = self._draws, self._deal.close
        if end < day + 8:
            self._close = max(day + 3, min(quarter_end(end), working_day(end + draws.between(0, 4))))
        else:
            self._close = self._guess(day, 45, 100)
        return draws.pick(PUSH_REASONS) if draws.chance(620) else ""

    def _redate(self, day: int) -> str:
        """Push what comes due, pull what goes well, or leave the date; the reason, where one is given."""
        draws = self._draws
        if self._close < day + 5 and self._deal.close > day + 4:
            if not draws.chance(150):
                return ""
            self._close = self._guess(day, 45, 100)
            return draws.pick(PUSH_REASONS) if draws.chance(620) else ""
        if self._stage >= PROPOSAL and self._hope + 15 < self._close and draws.chance(260):
            self._close = working_day(max(day + 2, self._hope + draws.between(0, 9)))
            return draws.pick(PULL_REASONS) if draws.chance(500) else ""
        if self._stage >= PROPOSAL and self._close > quarter_end(day) > day + 12 and draws.chance(85):
            self._close = quarter_end(day)
            return draws.pick(PULL_REASONS) if draws.chance(500) else ""
        if draws.chance(42):
            self._close = self._close + draws.between(14, 45)
            return draws.pick(PUSH_REASONS) if draws.chance(500) else ""
        return ""

    def _recategorise(self) -> None:
        """Overrides of the stage's category: left out of the forecast, raised to commit, held back."""
        draws = self._draws
        if self._category == "Omitted":
            self._category = "" if draws.chance(250) else "Omitted"
        elif draws.chance(16):
            self._category = "Omitted"
        elif self._stage == NEGOTIATION and draws.chance(110):
            self._category = "Commit" if draws.chance(650) else "Best Case"

    def _guess(self, day: int, low: int, high: int) -> int:
        """A close date between too early and too late, mostly the end of a month or quarter."""
        draws = self._draws
        ahead = max(12, (self._hope - day) * draws.between(low, high) * self._deal.habits.optimism // 10_000)
        target, habit = day + ahead, draws.below(100)
        if habit < 38:
            earlier = month_end(target) - target > 12 and target - day > 24
            return month_end(target - 31 if earlier else target)
        if habit < 64 and quarter_end(target) - target < 32:
            return quarter_end(target)
        return working_day(target)

    def _next_step(self) -> None:
        if self._writes_steps:
            steps = NEXT_STEPS[min(self._stage, VERBAL)]
            self._step = self._draws.pick([step for step in steps if step != self._step])

    def _record(self, day: int, reason: str, same_save: bool = False) -> None:
        minute = self._deal.account.territory.works_from + self._draws.below(500)
        last = self._changes[-1] if self._changes else None
        if last and same_save:
            day, minute = last.day, last.minute
        elif last and last.day >= day:
            day, minute = last.day, min(1439, max(minute, last.minute + 1))
        chance = probability(self._stage, day, self._raise)
        change = Change(
            day, minute, self._stage, self._category, chance, self._amount, self._close, self._owner, self._step,
            self._deleted, reason, self._loss_reason, self._competitor, self._buyer, self._process,
        )  # fmt: skip
        # a look that left everything as it was leaves no row
        if last is None or change[2:10] + change[11:] != last[2:10] + last[11:]:
            self._changes.append(change)
