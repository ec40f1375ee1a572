"""How one task is done in a week: when its person answers, begins, is held up and ends, and what is said of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sales_pipeline.sample import sayings
from sales_pipeline.sample.draws import Draws
from sales_pipeline.sample.owed import Owed
from sales_pipeline.sample.said import Said
from sales_pipeline.sample.working_week import DAY

_QUARTER = 15


@dataclass(frozen=True)
class Doing:
    """A task that somebody does; minutes of the week. `spent` leaves out what it was held up for."""

    task: Owed
    person: str
    answer: int
    start: int
    held: int
    end: int
    spent: int

    @classmethod
    def planned(
        cls, task: Owed, person: str, times: tuple[int, int, int], is_late: bool, held: int, draws: Draws
    ) -> "Doing":
        """A time before it is due, where there is one. `times`: the answer, from when on it can be done, until when."""
        answer, ready, due = times
        spent = max(_QUARTER, task.effort * draws.between(65, 130) // 100 // _QUARTER * _QUARTER)
        first = min(ready + spent + held + 8, due - 5)
        end = draws.between(max(first, due - DAY), due - 5)
        if is_late or ready >= due - 10:
            end = max(due, ready) + draws.between(30, 400 if is_late else 90)
        return cls(task, person, answer, max(ready + 3, end - spent - held), held, end, spent)

    def said(self, details: dict[str, str], draws: Draws) -> Iterator[Said]:
        """What is said on the way; whoever begins at once has answered by that."""
        id = self.task.id
        if self.answer < self.start:
            yield Said(self.answer, "acknowledged", id, self.person)
        yield Said(self.start, "started", id, self.person)
        if self.held:
            cause = sayings.CAUSES.draw(draws)
            at = self.start + max(1, (self.end - self.start - self.held) // 2)
            why, then = draws.pick(sayings.BLOCKED[cause]), draws.pick(sayings.UNBLOCKED)
            yield Said(at, "blocked", id, self.person, {"cause": cause, "note": why})
            yield Said(at + min(self.held, self.end - at - 1), "unblocked", id, self.person, {"note": then})
        yield Said(self.end, "done", id, self.person, {"spent_hours": f"{self.spent / 60:.2f}", **details})


def result(doing: Doing, week: date, draws: Draws) -> dict[str, str]:
    """What is said of it at the end; of a deal that has ended meanwhile, how."""
    task = doing.task
    note = draws.pick(sayings.DONE.get(task.task, ("",)))
    if task.task == "close_deal" and task.deal and task.deal.close <= week.toordinal() + doing.end // DAY:
        note = sayings.ENDED[task.deal.is_won]
    return {"note": note} if note else {}
