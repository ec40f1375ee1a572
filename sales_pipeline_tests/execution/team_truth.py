"""What is true of a week that a simulated team lived: states, who has to hear of what, and the metrics.

Written from definitions §11 and the deeds alone; hours are counted minute by minute. Nothing of the product is used.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from sales_pipeline_tests.execution.simulated_team import (
    BOSS,
    MANAGER,
    MINUTE,
    Deed,
    Life,
    is_worked,
    later,
    local,
)

ANSWERS = ("acknowledge", "start", "block", "done")
COORDINATION = ("missing_input", "absent_person", "conflict")
CHAIN = {person: (person, MANAGER, BOSS, BOSS) for person in ("ann", "bob")} | {MANAGER: (MANAGER, BOSS, BOSS, BOSS)}
Case = tuple[str, str, bool]


class Truth:
    """A week's lives, looked at from any instant."""

    def __init__(self, week: date, lives: list[Life], said: list[Deed]) -> None:
        self.week, self.lives, self.said = week, {life.name: life for life in lives}, said

    def state(self, life: Life, at: datetime) -> str:
        """pending, in_progress, blocked or completed."""
        told = self._told(life, at)
        if told in ("completed", "blocked", "in_progress"):
            return told
        return "blocked" if self._late_needs(life, at) else "pending"

    def _told(self, life: Life, at: datetime) -> str:
        state = "pending"
        for deed in life.deeds:
            if deed.at <= at:
                state = {
                    "start": "in_progress", "block": "blocked", "unblock": "in_progress", "done": "completed",
                }.get(deed.kind, state)  # fmt: skip
        return state

    def _late_needs(self, life: Life, at: datetime) -> list[Life]:
        needs = [self.lives[name] for name in life.needs]
        return [need for need in needs if need.due < at and self._told(need, at) != "completed"]

    def escalated(self, at: datetime, hours: dict[str, float]) -> Iterator[tuple[str, str, str]]:
        """Task, reason and person, for each who has to hear of it; `hours`: those each task is expected to take."""
        for life in self.lives.values():
            if self._told(life, at) != "completed":
                for reason, since, level in self._reasons(life, at, hours[life.name]):
                    if since <= at:
                        yield life.name, reason, CHAIN[self._holder(life, at)][level]

    def _reasons(self, life: Life, at: datetime, hours: float) -> Iterator[tuple[str, datetime, int]]:
        given = life.moved_at if life.moved_at and life.moved_at <= at else life.given_at
        if not any(deed.kind in ANSWERS and deed.at <= at for deed in life.deeds):
            yield "unacknowledged", later(given, 120), 0
            yield "unacknowledged", later(given, 240), 1
        held = self._held_since(life, at)
        if held is not None:
            yield "blocked", later(held, 240), 1
            yield "blocked", later(held, 480), 2
        started = life.when("start")
        if started is not None and self.state(life, at) == "in_progress":
            yield "over_estimate", later(started, round(hours * 90)), 0
        for level, minutes in enumerate((0, 120, 480, 960)):
            yield "late", later(life.due, minutes), level

    def _held_since(self, life: Life, at: datetime) -> datetime | None:
        told = self._told(life, at)
        if told == "blocked":
            return life.when("block")
        late = [need.due for need in self._late_needs(life, at)]
        return min(late) if late and told == "pending" else None

    def _holder(self, life: Life, at: datetime) -> str:
        return life.before if life.before and life.moved_at and at < life.moved_at else life.person

    def cases(self, end: datetime) -> set[Case]:
        """Every case of S1, S2, S4 and S5 with whether it went well, when the week is over."""
        return {*self._answers(end), *self._due(), *self._held(end), *self._ratings()}

    def _answers(self, end: datetime) -> Iterator[Case]:
        for life in self.lives.values():
            # whom it was taken from had two minutes left to answer
            since = life.moved_at or life.given_at
            answer = next((deed.at for deed in life.deeds if deed.kind in ANSWERS), None)
            if answer is not None or minutes(since, end) > 120:
                yield "S1", f"{life.name} {life.person}", answer is not None and minutes(since, answer) <= 120

    def _due(self) -> Iterator[Case]:
        for life in self.lives.values():
            done = life.when("done")
            yield "S2", life.name, done is not None and done <= life.due
        # the machine's own: there when the week was planned
        yield "S2", f"week/{self.week}/extract", True

    def _held(self, end: datetime) -> Iterator[Case]:
        for life in self.lives.values():
            said = any(deed.kind == "block" and deed.value in COORDINATION for deed in life.deeds)
            began = min((at for at in (life.when("start"), life.when("done")) if at), default=end)
            waited = 0
            for name in life.needs:
                need = self.lives[name]
                waited += minutes(need.due, min(need.when("done") or end, began))
            yield "S4", life.name, not said and waited == 0
        yield "S4", f"week/{self.week}/extract", True

    def _ratings(self) -> Iterator[Case]:
        given: dict[str, dict[str, int]] = defaultdict(dict)
        for deed in self.said:
            given[deed.person][deed.subject] = int(deed.value)
        for person, marks in given.items():
            yield "S5", person, sum(marks.values()) / len(marks) >= 4


def shares(cases: Iterable[Case]) -> dict[str, tuple[int, int]]:
    """Of each metric how many cases there are, and how many went well."""
    found: dict[str, tuple[int, int]] = {}
    for metric, _, good in cases:
        count, well = found.get(metric, (0, 0))
        found[metric] = (count + 1, well + good)
    return found


def minutes(start: datetime, end: datetime) -> int:
    """Working minutes between two instants."""
    count, at = 0, start
    while at < end:
        count += is_worked(at)
        at += MINUTE
    return count


def week_end(week: date) -> datetime:
    return local(week, 7, 0)
