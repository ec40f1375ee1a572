"""The calls of earlier quarters: two checkpoints each, from the seller up to the CRO, the call alone.

Everybody has the temper of today's calls, so that a record of them finds who holds back and who hopes. Managers know
their people and take back half of what temper adds or hides; regions and the CRO shave or add some percent. What is
right in these calls comes from the deals as they stood, and from a sense of how they will end.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from sales_pipeline.sample.days import past_call_weeks, quarter_of
from sales_pipeline.sample.draws import Draws
from sales_pipeline.sample.organisation import COMPANY, person_id, region_of
from sales_pipeline.sample.position import Position, cut
from sales_pipeline.sample.reference import leader
from sales_pipeline.sample.submissions import WORTH, Calls, Row, up
from sales_pipeline.sample.words import CALL_NOTES

_CRO = person_id(1)
# percent of a seller's judgement that rests on what the customer lets feel, not on the deals' categories
_SENSED = 40
# percent of what is open that a week brings which nobody can see yet
_UNSEEN = 1
_SENT = {"representative": (-420, 540), "manager": (540, 640), "region": (640, 690), "cro": (690, 715)}
_LOWER, _HIGHER = ("risk", "timing", "judgement"), ("new_deal", "size", "judgement")


class PastCalls:
    """Calls of past checkpoints and the files they come in."""

    def __init__(self, seed: int, position: Position, calls: Calls) -> None:
        self._seed, self._position, self._calls = seed, position, calls

    def files(self) -> Iterator[tuple[str, list[Row]]]:
        """Path under submissions/ and rows: one file per checkpoint, kept by sales operations."""
        for week in past_call_weeks():
            if rows := list(self._rows(week)):
                yield f"{week}/calls.csv", rows

    def _rows(self, week: date) -> Iterator[Row]:
        """From the sellers up; each layer starts from what the one below made of it."""
        teams: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for seat, person in self._calls.sellers(week):
            called, fair = self._seller(week, person)
            yield self._row(week, person, person, "representative", called, called - fair)
            teams[seat.team_id(week)].append((called, fair))
        regions: dict[str, int] = defaultdict(int)
        for team, calls in teams.items():
            called, fair = (sum(each) for each in zip(*calls, strict=True))
            amount = self._shaved(week, team, (called + fair) // 2, (95, 97, 100, 100, 103))
            regions[region_of(team, week)] += amount
            if not Draws(self._seed, "silent manager", week, team).chance(40):
                yield self._row(week, leader("manager", team), team, "manager", amount, amount - called)
        for region, below in regions.items():
            regions[region] = self._shaved(week, region, below, (96, 98, 100, 102))
            yield self._row(
                week, leader("regional_vp", region), region, "region", regions[region], regions[region] - below
            )
        below = sum(regions.values())
        amount = self._shaved(week, COMPANY, below, (96, 98, 100, 103))
        yield self._row(week, _CRO, COMPANY, "cro", amount, amount - below)

    def _seller(self, week: date, person: str) -> tuple[int, int]:
        """What a seller calls, and what somebody without temper would call of the same deals."""
        standing = self._position.standings[week, person]
        temper = self._calls.temper(person, Draws(self._seed, "call", week, person))
        worth = sum(standing.amounts[category] * percent for category, percent in WORTH.items()) // 100
        sensed = (worth * (100 - _SENSED) + standing.coming * _SENSED) // 100
        # a little of what will be won can't be seen yet
        sensed += sensed * quarter_of(week.toordinal()).weeks_left(week) * _UNSEEN // 100
        return standing.amounts["closed"] + sensed * temper // 100, standing.amounts["closed"] + sensed

    def _shaved(self, week: date, node: str, cents: int, shares: tuple[int, ...]) -> int:
        return cents * Draws(self._seed, "share", week, node).pick(shares) // 100

    def _row(self, week: date, person: str, node: str, layer: str, cents: int, delta: int) -> Row:
        """A commit call; who differs says why, one in seven without a word."""
        draws = Draws(self._seed, "past call", week, layer, node)
        early, late = _SENT[layer]
        sent = cut(week) + timedelta(
            minutes=draws.between(730, 1500) if draws.chance(60) else draws.between(early, late)
        )
        words = ("", "")
        if delta and not draws.chance(140):
            reason = draws.pick(_LOWER if delta < 0 else _HIGHER)
            # a call above the deals' worth isn't for fewer sites
            words = (reason, draws.pick(CALL_NOTES[reason][reason == "size" :]))
        period, amount = quarter_of(week.toordinal()).id, f"{up(cents) // 100}.00"
        return (person, node, layer, period, "commit", amount, "USD", "", "", *words, f"{sent.isoformat()}Z")
