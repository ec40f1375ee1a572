"""The calls of the last six weeks: what representatives, managers and regional VPs sent, and when. Others: past_calls.

A seller's call starts from what is closed and what the open deals seem worth, bent by temper: one holds back
every week, two hope. Managers add up and correct; a few are late, one or two a week send nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sales_pipeline.sample.days import NOW, WEEKS_WITH_CALLS, quarter_of
from sales_pipeline.sample.draws import Draws
from sales_pipeline.sample.organisation import REGIONS, Organisation, Seat, region_of
from sales_pipeline.sample.position import Position, Standing, cut
from sales_pipeline.sample.reference import leader
from sales_pipeline.sample.words import CALL_NOTES, DEAL_NOTES

Row = tuple[object, ...]
WORTH = {"commit": 90, "most_likely": 66, "best_case": 36, "pipeline": 11}
_STEP = 1_000_00


@dataclass(frozen=True)
class Call:
    """Landing numbers of one submitter for the quarter, in dollar cents."""

    person_id: str
    node_id: str
    layer: str
    commit: int
    most_likely: int
    best_case: int
    reason: str
    sent: datetime


class Calls:
    """Calls and the files they come in."""

    def __init__(self, seed: int, organisation: Organisation, position: Position) -> None:
        self._seed, self._organisation, self._position = seed, organisation, position
        self._period = quarter_of(NOW).id
        busiest = position.busiest()
        self._sandbagger, self._optimists = busiest[2:3], busiest[4:8:3]

    def files(self) -> Iterator[tuple[str, list[Row]]]:
        """Path under submissions/ and rows: a file per week and region, and a correction each week."""
        for week in WEEKS_WITH_CALLS:
            yield from self._of(week)

    def sent(self, week: date) -> dict[tuple[str, str], datetime]:
        """When the calls of a week came, by layer and unit."""
        found: dict[tuple[str, str], datetime] = {}
        for _, rows in self._of(week):
            for row in rows:
                at = datetime.fromisoformat(str(row[-1]))
                found[str(row[2]), str(row[1])] = min(at, found.get((str(row[2]), str(row[1])), at))
        return found

    def _of(self, week: date) -> Iterator[tuple[str, list[Row]]]:
        sent = [(seat, self._seller(week, person)) for seat, person in self.sellers(week)]
        for region in REGIONS:
            mine = [(s, c) for s, c in sent if region_of(s.team_id(week), week) == region]
            yield f"{week}/{region}.csv", list(self._region_rows(week, region, mine))
        if counted := [call for _, call in sent if call.commit]:
            wrong = Draws(self._seed, "correction", week).pick(counted)
            yield f"{week}/correction.csv", list(self._rows(_corrected(wrong)))

    def sellers(self, week: date) -> list[tuple[Seat, str]]:
        """Who sends a call: everybody on a seat but one or two, or one in twenty of a large company."""
        held = [(seat, seat.holder(week)) for seats in self._organisation.seats.values() for seat in seats]
        people = [(seat, person) for seat, person in held if person]
        draws = Draws(self._seed, "missing", week)
        silent: set[str] = set()
        expected = max(1 + draws.below(2), len(people) // 20)
        while len(silent) < expected:
            _, person = draws.pick(people)
            if person not in (*self._sandbagger, *self._optimists):
                silent.add(person)
        return [(seat, person) for seat, person in people if person not in silent]

    def _seller(self, week: date, person: str) -> Call:
        draws = Draws(self._seed, "call", week, person)
        standing = self._position.standings[week, person]
        temper = self.temper(person, draws)
        closed = standing.amounts["closed"]
        open_worth = sum(standing.amounts[category] * worth for category, worth in WORTH.items()) // 100
        # early in the quarter people also count on deals that can't be seen yet
        open_worth += open_worth * (NOW - week.toordinal()) // 7 * 11 // 100
        upside = standing.amounts["best_case"] * 30 // 100 + standing.amounts["pipeline"] * 12 // 100
        commit = closed + open_worth * temper // 100
        reason = draws.pick(tuple(CALL_NOTES)) if abs(temper - 100) > 9 else ""
        late = week.toordinal() < NOW and draws.chance(75)
        sent = cut(week) + timedelta(minutes=draws.between(730, 2700) if late else draws.between(-420, 660))
        return Call(person, person, "representative", up(commit), up(commit + open_worth * 12 // 100),
                    up(commit + open_worth * 12 // 100 + upside), reason, sent)  # fmt: skip

    def temper(self, person: str, draws: Draws) -> int:
        """Percent of what the open deals seem worth that the seller dares to call."""
        if person in self._sandbagger:
            return draws.between(38, 52)
        return draws.between(126, 148) if person in self._optimists else draws.between(86, 114)

    def _region_rows(self, week: date, region: str, calls: list[tuple[Seat, Call]]) -> Iterator[Row]:
        managers = []
        for team in dict.fromkeys(seat.team_id(week) for seat, _ in calls):
            mine = [call for seat, call in calls if seat.team_id(week) == team]
            for call in mine:
                yield from self._rows(call)
                yield from self._deal_rows(week, call)
            manager = self._above(week, "manager", leader("manager", team), team, mine)
            managers.append(manager)
            if not Draws(self._seed, "silent manager", week, team).chance(40):
                yield from self._rows(manager)
        yield from self._rows(self._above(week, "region", leader("regional_vp", region), region, managers))

    def _above(self, week: date, layer: str, person: str, node: str, below: list[Call]) -> Call:
        """A leader's call: the sum of the calls below, some percent off, with the reason for it."""
        draws = Draws(self._seed, "call", week, person)
        share = draws.pick((90, 93, 95, 97, 100, 100, 102) if layer == "manager" else (96, 98, 100, 100))
        commit = sum(call.commit for call in below) * share // 100
        likely = max(commit, sum(call.most_likely for call in below) * share // 100)
        best = max(likely, sum(call.best_case for call in below) * 96 // 100)
        minutes = draws.between(540, 700) if layer == "manager" else draws.between(650, 715)
        reason = draws.pick(("judgement", "risk", "timing")) if share != 100 else ""
        return Call(person, node, layer, up(commit), up(likely), up(best), reason,
                    cut(week) + timedelta(minutes=minutes))  # fmt: skip

    def _rows(self, call: Call) -> Iterator[Row]:
        note = Draws(self._seed, "note", call.person_id, call.sent).pick(CALL_NOTES[call.reason]) if call.reason else ""
        head = (call.person_id, call.node_id, call.layer, self._period)
        sent = f"{call.sent.isoformat()}Z"
        figures = (("commit", call.commit), ("most_likely", call.most_likely), ("best_case", call.best_case))
        for category, cents in figures:
            words = (call.reason, note) if category == "commit" else ("", "")
            yield (*head, category, f"{cents // 100}.{cents % 100:02d}", "USD", "", "", *words, sent)

    def _deal_rows(self, week: date, call: Call) -> Iterator[Row]:
        """Now and then one deal in or out, against its category."""
        draws = Draws(self._seed, "deal call", week, call.person_id)
        standing: Standing = self._position.standings[week, call.person_id]
        if standing.largest and draws.chance(260):
            _, deal_id, category = draws.pick(standing.largest)
            reason = draws.pick(("timing", "risk") if category == "commit" else ("judgement", "timing"))
            yield (
                call.person_id, call.node_id, call.layer, self._period, "deal", "", "", deal_id,
                "false" if category == "commit" else "true", reason, draws.pick(DEAL_NOTES[reason]),
                f"{call.sent.isoformat()}Z",
            )  # fmt: skip


def _corrected(call: Call) -> Call:
    """The same person again an hour later, a little lower."""
    sent = call.sent + timedelta(minutes=47)
    return replace(call, commit=up(call.commit * 95 // 100), reason="data_error", sent=sent)


def up(cents: int) -> int:
    return (cents + _STEP - 1) // _STEP * _STEP
