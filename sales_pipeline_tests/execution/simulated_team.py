"""A team of a tiny company that lives weeks: who answers late, forgets, is held up, finishes early or late.

What everybody will do in a week is drawn from a seed once tasks were given; `lives` tells it as a list of deeds in the
order of the clock. What is true of it afterwards is told by team_truth.py, which knows the deeds and not the product.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from sales_pipeline_tests.execution.simulated_company import BOSS, FINANCE, MANAGER, OPERATIONS, SELLERS

ZONE = ZoneInfo("Europe/Berlin")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRST_HOUR, DAY_HOURS = 8, 8
CAUSES = ("missing_input", "failed_gate", "absent_person", "conflict", "said")
# task, its end in the id, due as (day, hour), hours, what it waits for
TASKS = (
    ("prepare", "/ann.representative", (0, 14), 2, ()),
    ("prepare", "/bob.representative", (0, 14), 2, ()),
    ("gather", "/top.manager", (1, 14), 3, ("prepare/ann.representative", "prepare/bob.representative")),
    ("confirm", "/ann.representative", (3, 11), 1, ("gather/top.manager",)),
    ("confirm", "/bob.representative", (3, 11), 1, ("gather/top.manager",)),
    ("study", "", (3, 12), 2, ("gather/top.manager",)),
)
Given = Mapping[str, str | None]


@dataclass(frozen=True)
class Deed:
    """Something somebody says or does by a command. `made`: a publication that finished a task, said by nobody."""

    at: datetime
    kind: str
    subject: str
    person: str
    value: str = ""


@dataclass
class Life:
    """One task: whose, until when, after what, and all that is done about it."""

    name: str
    task: str
    person: str
    given_at: datetime
    due: datetime
    hours: int
    needs: tuple[str, ...] = ()
    deeds: list[Deed] = field(default_factory=list)
    # whom it was taken from, and when; of what was nobody's there is the moment alone
    before: str | None = None
    moved_at: datetime | None = None
    # from when on there is anything to do
    starts: datetime | None = None

    def when(self, kind: str) -> datetime | None:
        return next((deed.at for deed in self.deeds if deed.kind == kind), None)

    @property
    def done_at(self) -> datetime | None:
        return self.when("done") or self.when("made")


def local(week: date, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of a week on the company's clock, as UTC."""
    return datetime.combine(week + DAY * day, time(hour, minute), ZONE).astimezone(UTC).replace(tzinfo=None)


def later(at: datetime, minutes: int) -> datetime:
    """So many working minutes later, counted one by one."""
    left = minutes
    while left > 0:
        left -= is_worked(at)
        at += MINUTE
    return at


@cache
def is_worked(at: datetime) -> bool:
    """Whether a minute is one of a working day."""
    here = at.replace(tzinfo=UTC).astimezone(ZONE)
    return here.weekday() < 5 and FIRST_HOUR <= here.hour < FIRST_HOUR + DAY_HOURS


def names(week: date) -> list[str]:
    """The tasks of a week that people do."""
    return [f"week/{week}/{task}{end}" for task, end, *_ in TASKS]


def lives(week: date, given: Given, made_at: Sequence[datetime], chance: Random) -> list[Life]:
    """The tasks of a week with all that will be done about them. `given`: to whom each was given; `made_at`: when the
    week's tables are there once more."""
    confused = chance.choice((*SELLERS, "", "", "", "", "", ""))
    found: dict[str, Life] = {}
    for name, (task, _, (day, hour), hours, needs) in zip(names(week), TASKS, strict=True):
        life = Life(
            name, task, given[name] or "", local(week, 0, 8), local(week, day, hour), hours,
            tuple(f"week/{week}/{need}" for need in needs), starts=local(week, 0, 0),
        )  # fmt: skip
        other = next((person for person in SELLERS if person != life.person), "")
        if not life.person:
            # it came up to the manager
            _hand_over(life, OPERATIONS, local(week, 1, 10, 5))
        elif life.person == confused and all(person in given.values() for person in SELLERS):
            _hand_over(life, other, later(life.given_at, 118))
        _live(life, [found[need] for need in life.needs], chance, local(week, 5, 0))
        for at in made_at if task == "study" else ():
            _make(life, [found[need] for need in life.needs], at)
        found[name] = life
    return list(found.values())


def _hand_over(life: Life, person: str, at: datetime) -> None:
    """The manager gives it to somebody else."""
    life.before, life.moved_at, life.person = life.person or None, at, person
    life.deeds.append(Deed(at, "reassign", life.name, MANAGER, person))


def _live(life: Life, needs: list[Life], chance: Random, end: datetime) -> None:
    """Answer, begin once what it waits for is there (or not wait for it), be held up, finish; or forget any of it."""
    at = life.moved_at or life.given_at
    if chance.random() < 0.8:
        at = later(at, chance.choice((5, 30, 61, 100, 119, 121, 170, 300)))
        life.deeds.append(Deed(at, "acknowledge", life.name, life.person))
    ready = [need.done_at for need in needs]
    if chance.random() < 0.1 or (None in ready and chance.random() < 0.7):
        return _cut(life, end)
    at = later(max([at, *(done for done in ready if done)]), chance.choice((3, 20, 90, 200)))
    life.deeds.append(Deed(at, "start", life.name, life.person))
    if chance.random() < 0.3:
        at = later(at, chance.choice((15, 45)))
        life.deeds.append(Deed(at, "block", life.name, life.person, chance.choice(CAUSES)))
        if chance.random() < 0.2:
            return _cut(life, end)
        at = later(at, chance.choice((50, 250, 500)))
        life.deeds.append(Deed(at, "unblock", life.name, MANAGER))
    if chance.random() < 0.95:
        at = later(at, int(life.hours * 60 * chance.choice((0.4, 0.8, 1.0, 1.3, 2.0))))
        life.deeds.append(Deed(at, "done", life.name, life.person))
    return _cut(life, end)


def _cut(life: Life, end: datetime) -> None:
    """What the week has no time for is not done."""
    life.deeds = [deed for deed in life.deeds if deed.at < end]


def _make(life: Life, needs: list[Life], at: datetime) -> None:
    """A table for the whole company is there with the next publication, once all it waits for was done."""
    if all(need.done_at and need.done_at <= at for need in needs) and not (life.done_at and life.done_at < at):
        _cut(life, at)
        life.deeds.append(Deed(at, "made", life.name, ""))


def ratings(week: date, chance: Random) -> Iterator[Deed]:
    """What readers say of the week's documents on Friday; somebody may say nothing, or change their mind."""
    for minute, (person, document) in enumerate((
        (BOSS, "forecast_summary"), (FINANCE, "forecast_summary"), (BOSS, "deal_risk_assessment"),
        (BOSS, "forecast_summary"),
    )):  # fmt: skip
        if chance.random() < 0.6:
            yield Deed(local(week, 4, 10, minute), "feedback", document, person, str(chance.choice((1, 3, 4, 5, 5))))
