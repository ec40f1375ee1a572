"""What is true of a week that a simulated team lived: states, who has to hear of what, and the metrics.

Written from definitions §11 and the deeds alone; hours are counted minute by minute. Nothing of the product is used.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sales_pipeline_tests.execution.simulated_approval import ORDER
from sales_pipeline_tests.execution.simulated_company import ABOVE, BOSS, MANAGER
from sales_pipeline_tests.execution.simulated_team import MINUTE, Deed, Life, is_worked, later, local

ANSWERS = ("acknowledge", "start", "block", "done")
COORDINATION = ("missing_input", "absent_person", "conflict")
DISSATISFIED = 2
Case = tuple[str, str, bool]
# what blocks a task, since when, and who can remove it
Held = tuple[datetime, str]


@dataclass(frozen=True)
class Content:
    """What was published at an instant, by its digest."""

    at: datetime
    digest: str


class Truth:
    """A week's lives, looked at from any instant. `ranks`: the order of tasks by value, which the forecast gives."""

    def __init__(self, week: date, lives: Iterable[Life], said: list[Deed], ranks: dict[str, int]) -> None:
        self.week, self.lives, self.said, self.ranks = week, {life.name: life for life in lives}, said, ranks
        self.published: list[Content] = []

    def state(self, life: Life, at: datetime) -> str:
        """pending, in_progress, blocked or completed."""
        told = self.told(life, at)
        return "blocked" if told == "pending" and self.held(life, at) else told

    def told(self, life: Life, at: datetime) -> str:
        """The state by what was said alone."""
        state = "pending"
        for deed in life.deeds:
            if deed.at <= at:
                state = {
                    "start": "in_progress", "block": "blocked", "unblock": "in_progress", "done": "completed",
                    "made": "completed",
                }.get(deed.kind, state)  # fmt: skip
        return state

    def is_open(self, life: Life, at: datetime) -> bool:
        return self.told(life, at) != "completed"

    def is_waiting(self, life: Life, at: datetime) -> bool:
        return any(self.is_open(self.lives[name], at) for name in life.needs)

    def holder(self, life: Life, at: datetime) -> str:
        """Whose it is; nobody's is blank."""
        return (life.before or "") if life.moved_at and at < life.moved_at else life.person

    def given(self, life: Life, at: datetime) -> datetime:
        return life.moved_at if life.moved_at and life.moved_at <= at else life.given_at

    def held(self, life: Life, at: datetime) -> Held | None:
        """What blocks an open task: what was said, nobody there to do it, or something late that it waits for."""
        told, holder = self.told(life, at), self.holder(life, at)
        if told == "blocked":
            since = life.when("block")
            assert since is not None
            return since, ABOVE[holder]
        if told == "pending" and not holder:
            assert life.starts is not None
            return life.starts, MANAGER
        late = self._late_needs(life, at)
        if told != "pending" or not late:
            return None
        root = first = min(late, key=self._urgency)
        # who is late because of somebody else can't remove it
        while further := self._late_needs(root, at):
            root = min(further, key=self._urgency)
        return first.due, self.holder(root, at)

    def _late_needs(self, life: Life, at: datetime) -> list[Life]:
        needs = [self.lives[name] for name in life.needs]
        return [need for need in needs if need.due < at and self.is_open(need, at)]

    def _urgency(self, life: Life) -> tuple[datetime, int]:
        return life.due, self.ranks[life.name]

    def escalated(self, at: datetime, hours: dict[str, float]) -> Iterator[tuple[str, str, str, str, datetime]]:
        """Task, reason, level, person and since when, for each who has to hear of it; `hours`: those each task is
        expected to take."""
        for life in self.lives.values():
            if self.is_open(life, at):
                found: dict[tuple[str, str, str], datetime] = {}
                for reason, since, level in self._reasons(life, at, hours[life.name]):
                    if since <= at:
                        place = (reason, *self._place(self.holder(life, at), level))
                        found[place] = min(since, found.get(place, since))
                yield from ((life.name, *place, since) for place, since in found.items())

    @staticmethod
    def _place(holder: str, level: int) -> tuple[str, str]:
        """The level that is reached, and who is there: nobody is on the way twice, the highest stands for itself."""
        manager = ABOVE[holder] if holder else MANAGER
        way = {"assignee": holder, "manager": "" if manager == BOSS else manager, "cro": BOSS}
        levels = ["assignee", "manager", "director", "cro"][level:]
        return next((name, way[name]) for name in levels if way.get(name))

    def _reasons(self, life: Life, at: datetime, hours: float) -> Iterator[tuple[str, datetime, int]]:
        if not self.holder(life, at):
            assert life.starts is not None
            yield "unassigned", later(life.starts, 120), 1
        elif self._answer(life, self.holder(life, at), self.given(life, at), at) is None:
            yield "unacknowledged", later(self.given(life, at), 120), 0
            yield "unacknowledged", later(self.given(life, at), 240), 1
        held = self.held(life, at)
        if held is not None:
            yield "blocked", later(held[0], 240), 1
            yield "blocked", later(held[0], 480), 2
        started = life.when("start")
        if started is not None and self.state(life, at) == "in_progress":
            # hours that were learned have seconds
            allowed, seconds = divmod(round(hours * 90 * 60), 60)
            yield "over_estimate", later(started, allowed) + timedelta(seconds=seconds), 0
        for level, minutes in enumerate((0, 120, 480, 960)):
            yield "late", later(life.due, minutes), level

    def approvals(self, at: datetime) -> list[tuple[str, str]]:
        """Of each approver in their order whether they have approved what was published last."""
        content = [each for each in self.published if each.at <= at][-1]
        return [(person, self._decided(person, content, at)) for person in ORDER]

    def _decided(self, person: str, content: Content, at: datetime) -> str:
        words = [d for d in self.said if d.kind in ("approve", "reject") and d.person == person and d.at <= at]
        if not words:
            return "waiting"
        if words[-1].at < content.at:
            return "void"
        return "approved" if words[-1].kind == "approve" else "rejected"

    def cases(self, end: datetime) -> set[Case]:
        """Every case of S1 to S5 with whether it went well, when the week is over."""
        return {*self._answers(end), *self._due(end), *self._judged(), *self._held_up(end), *self._ratings()}

    def _answers(self, end: datetime) -> Iterator[Case]:
        for life in self.lives.values():
            turns = [(life.person, self.given(life, end), min(end, life.when("made") or end))]
            turns += [(life.before, life.given_at, life.moved_at)] if life.before and life.moved_at else []
            for person, since, until in turns:
                answer = self._answer(life, person, since, until)
                if answer is not None or minutes(since, until) > 120:
                    yield "S1", f"{life.name} {person}", answer is not None and minutes(since, answer) <= 120

    @staticmethod
    def _answer(life: Life, person: str, since: datetime, until: datetime) -> datetime | None:
        """When somebody first answered."""
        said = (d.at for d in life.deeds if d.kind in ANSWERS and d.person == person and since <= d.at <= until)
        return next(said, None)

    def _due(self, end: datetime) -> Iterator[Case]:
        for life in self.lives.values():
            if life.due < end:
                yield "S2", life.name, life.done_at is not None and life.done_at <= life.due
        # the machine's own: there when the week was planned
        yield "S2", f"week/{self.week}/extract", True

    def _judged(self) -> Iterator[Case]:
        """Every version about which there was a word, and whether none was against it."""
        for number, content in enumerate(self.published):
            following = self.published[number + 1 : number + 2]
            words = [
                deed for deed in self.said
                if deed.kind in ("approve", "reject", "validate")
                and content.at <= deed.at and not (following and deed.at >= following[0].at)
            ]  # fmt: skip
            if words:
                yield (
                    "S3",
                    f"forecast/{content.digest}",
                    not any(deed.kind == "reject" or deed.value == "fixable" for deed in words),
                )

    def _held_up(self, end: datetime) -> Iterator[Case]:
        for life in self.lives.values():
            said = any(deed.kind == "block" and deed.value in COORDINATION for deed in life.deeds)
            began = min((at for at in (life.when("start"), life.done_at) if at), default=end)
            waited = 0
            for name in life.needs:
                need = self.lives[name]
                waited += minutes(need.due, min(need.done_at or end, began))
            yield "S4", life.name, not said and waited == 0
        yield "S4", f"week/{self.week}/extract", True

    def _ratings(self) -> Iterator[Case]:
        given: dict[str, dict[str, int]] = defaultdict(dict)
        for deed in self.said:
            if deed.kind in ("feedback", "wish"):
                given[deed.person][deed.subject] = DISSATISFIED if deed.kind == "wish" else int(deed.value)
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
