"""Who says what of their work, and when: a week of a company that is mostly on time.

Most answer within the hour and finish before it is due. A few are late or held up for a while, somebody away hands on
a task. In the newest week some things stay open: a call nobody sent, a task begun and not finished, one that waits for
a customer, and what waits for the signatures. Deals that only the forecast finds at risk nobody knows of yet.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sales_pipeline.event_log import SYSTEM
from sales_pipeline.sample import sayings
from sales_pipeline.sample.days import NOW
from sales_pipeline.sample.doing import Doing, result
from sales_pipeline.sample.draws import Draws
from sales_pipeline.sample.owed import CALLS, Debts, Owed
from sales_pipeline.sample.said import Said
from sales_pipeline.sample.working_week import minute, minute_of, present

FINE, LATE, HELD, HANDED, BEGUN, STUCK = range(6)
_AFTER = {
    "weight_pipeline": "extract_pipeline", "explain_variance": "roll_up", "make_deck": "roll_up",
    "write_summary": "explain_variance", "track_forecast": "distribute_forecast", "review_proposal": "write_win_plan",
}  # fmt: skip
# others wait for these, so nobody lets them be late
_NEVER_LATE = frozenset({"extract_pipeline", "weight_pipeline", "roll_up", "make_deck", "distribute_forecast"})
# of the newest week: one of each stays so
_STAYS = (("mend_records", BEGUN), ("close_deal", STUCK))


class Team:
    """The people of one company in one week."""

    def __init__(
        self, seed: int, week: date, debts: Debts, sent: dict[tuple[str, str], datetime],
        absences: dict[str, list[tuple[date, date]]], shown: dict[str, tuple[str, str]],
    ) -> None:  # fmt: skip
        self._seed, self._week, self._debts, self._sent = seed, week, debts, sent
        self._absences, self._shown = absences, shown
        self.is_newest = week.toordinal() == NOW
        # when what is done was done; what isn't here stays open
        self.ends: dict[str, int] = {}

    def says(self, tasks: list[Owed]) -> Iterator[Said]:
        """What is said of the week's tasks, one after the other."""
        fates = self._fates(tasks)
        for task in tasks:
            if task.task in CALLS.values():
                yield from self._call(task)
            else:
                yield from self._life(task, fates.get(task.id, FINE), self._ready(task, tasks))

    def project(self, task: Owed, said: list[tuple[int, str, dict[str, str]]]) -> Iterator[Said]:
        """A task that goes on for weeks: given and answered each Monday, and what the week brings."""
        draws = Draws(self._seed, "project", self._week, task.id)
        yield _given(task)
        yield Said(draws.between(4, 80), "acknowledged", task.id, task.person_id)
        for at, kind, details in said:
            yield Said(at + draws.below(40), kind, task.id, task.person_id, details)

    def _fates(self, tasks: list[Owed]) -> dict[str, int]:
        fates = {}
        for task in tasks:
            roll = Draws(self._seed, "fate", self._week, task.id).below(1000)
            if task.task not in _NEVER_LATE:
                fates[task.id] = LATE if roll < 12 else HELD if roll < 62 else FINE
            if self._debts.is_seller(task.person_id) and self._there(task.person_id)[1] < task.due:
                fates[task.id] = HANDED
        if self.is_newest:
            for name, fate in _STAYS:
                if found := [task.id for task in tasks if task.task == name and self._may_stay(task, fates)]:
                    fates[Draws(self._seed, "stays", name).pick(found)] = fate
            fates |= {task.id: STUCK for task in tasks if task.task == "distribute_forecast"}
        return fates

    def _may_stay(self, task: Owed, fates: dict[str, int]) -> bool:
        """Not what ends within the week."""
        return fates[task.id] == FINE and (task.deal is None or task.deal.close > self._week.toordinal() + 6)

    def _ready(self, task: Owed, tasks: list[Owed]) -> int | None:
        """From when on it can be done; None while something it waits for stays open."""
        if task.task == "review_pipeline":
            needs = [e for e in tasks if e.task == "mend_records" and self._debts.boss(e.person_id) == task.person_id]
        else:
            before = _AFTER.get(task.task)
            needs = [e for e in tasks if e.task == before and e.deal == task.deal]
        if any(need.id not in self.ends for need in needs):
            return None
        return max((self.ends[need.id] for need in needs), default=0)

    def _there(self, person: str) -> tuple[int, int]:
        return present(self._week, self._absences.get(person, ()))

    def _call(self, task: Owed) -> Iterator[Said]:
        """A call answers for itself when it comes; whoever sent it before the week began is not asked."""
        draws = Draws(self._seed, "call", self._week, task.id)
        at = self._sent.get((task.id.rsplit(".", 1)[1], task.node_id))
        sent = minute_of(self._week, at) if at else None
        if sent is not None and sent <= 0:
            return
        yield _given(task)
        answer = draws.between(4, 112)
        is_silent = (sent is None and task.task == "call_team") or self._there(task.person_id)[0] > 0
        if not is_silent and (sent is None or answer < sent) and not draws.chance(60):
            yield Said(answer, "acknowledged", task.id, task.person_id)
        if sent is None and task.task == "send_call":
            boss = self._debts.boss(task.person_id)
            yield Said(minute(1, 9) + draws.below(60), "commented", task.id, boss, {"note": sayings.ASKED_AGAIN})

    def _life(self, task: Owed, fate: int, ready: int | None) -> Iterator[Said]:
        """From when it is given to somebody until it is done, or to where it stays."""
        draws = Draws(self._seed, "life", self._week, task.id)
        yield _given(task)
        person, begins = task.person_id, self._there(task.person_id)[0]
        if fate == HANDED:
            person, begins = self._debts.colleague(task.person_id, self._week), draws.between(20, 70)
            details = {"to_person_id": person, "note": sayings.HANDED}
            yield Said(begins, "reassigned", task.id, self._debts.boss(task.person_id), details)
        answer = begins + (draws.between(150, 420) if draws.chance(50) else draws.between(4, 105))
        if ready is None or fate in (BEGUN, STUCK):
            yield Said(answer, "acknowledged", task.id, person)
            yield from self._stays(task, person, fate, answer, draws) if ready is not None else ()
            return
        times = (answer, max(begins, ready), min(task.due, self._there(person)[1]))
        held = draws.between(40, 150) if fate == HELD else 0
        yield from self._done(Doing.planned(task, person, times, fate == LATE, held, draws), draws)

    def _stays(self, task: Owed, person: str, fate: int, answer: int, draws: Draws) -> Iterator[Said]:
        """Begun and not finished, or waiting for somebody who is none of ours."""
        at = max(answer + 20, task.due - draws.between(200, 300))
        yield Said(at, "started", task.id, person)
        if fate == STUCK:
            details = {"cause": "said", "note": sayings.STUCK[task.task]}
            yield Said(at + draws.between(30, 90), "blocked", task.id, person, details)

    def _done(self, doing: Doing, draws: Draws) -> Iterator[Said]:
        task = doing.task
        details = result(doing, self._week, draws)
        if task.task == "review_pipeline" and task.node_id in self._shown:
            details["evidence"], details["evidence_digest"] = self._shown[task.node_id]
        self.ends[task.id] = doing.end
        yield from doing.said(details, draws)
        if draws.chance(50):
            note = {"note": draws.pick(sayings.COMMENTS)}
            yield Said(doing.end + draws.between(20, 90), "commented", task.id, self._debts.boss(doing.person), note)


def _given(task: Owed) -> Said:
    details = {"to_person_id": task.person_id, "effort_hours": f"{task.effort / 60:.2f}"}
    return Said(0, "assigned", task.id, SYSTEM, details)
