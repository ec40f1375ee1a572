"""A team of a tiny company that lives weeks: who answers late, forgets, is away, is held up, finishes early or late.

What everybody will do in a week is drawn from a seed before the week begins; `lives` tells it as a list of deeds in the
order of the clock. What is true of it afterwards is told by team_truth.py, which knows the deeds and not the product.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sales_pipeline.home import Home
from sales_pipeline_tests.tiny_home import CHANGES, COMPANY, FILES, put, write_deals

ZONE = ZoneInfo("Europe/Berlin")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRST_HOUR, DAY_HOURS = 8, 8
# who gives what is somebody's to somebody else, unblocks, and whom both answer to
MANAGER, BOSS = "eve", "kim"
CAUSES = ("missing_input", "failed_gate", "absent_person", "conflict", "said")
PEOPLE = (
    "person_id,person_name,email,role,manager_id,hired_on,left_on\n"
    "ann,Ann,,representative,eve,2024-01-01,\nbob,Bob,,representative,eve,2024-01-01,\n"
    "eve,Eve,,manager,kim,2024-01-01,\nkim,Kim,,cro,,2024-01-01,\nfay,Fay,,finance,kim,2024-01-01,\n"
    "ola,Ola,,sales_operations,kim,2024-01-01,\nari,Ari,,sales_analyst,kim,2024-01-01,\n"
)
SETTINGS = """\
gates: {missing_calls_error_ratio: 1, required_fields_error_ratio: 1}
service_levels: {senior_tier: 0}
"""
PLAN = """\
initiatives:
  - id: week
    title: The week
    pattern: review
    tier: 1
    owner: manager
    recurs: week
    tasks:
      - {id: extract, title: Extract, role: sales_operations, deliverable: pipeline_snapshot,
         effort_hours: 1, due: Mon 10:00}
      - {id: prepare, title: Prepare, role: representative, per: submitter, deliverable: pipeline_movements,
         effort_hours: 2, due: Mon 14:00}
      - {id: gather, title: Gather, role: manager, per: submitter, deliverable: forecast_rollup,
         effort_hours: 3, depends_on: [prepare], due: Tue 14:00}
      - {id: confirm, title: Confirm, role: representative, per: submitter, deliverable: deal_risk,
         effort_hours: 1, depends_on: [gather], due: Thu 11:00}
"""
# task, its end in the id, whose it is, due as (day, hour), hours, what it waits for
TASKS = (
    ("prepare", "ann.representative", "ann", (0, 14), 2, ()),
    ("prepare", "bob.representative", "bob", (0, 14), 2, ()),
    ("gather", "top.manager", "eve", (1, 14), 3, ("prepare/ann.representative", "prepare/bob.representative")),
    ("confirm", "ann.representative", "ann", (3, 11), 1, ("gather/top.manager",)),
    ("confirm", "bob.representative", "bob", (3, 11), 1, ("gather/top.manager",)),
)


@dataclass(frozen=True)
class Deed:
    """Something somebody says: `acknowledge`, `start`, `block`, `unblock`, `done`, `reassign` or `feedback`."""

    at: datetime
    kind: str
    subject: str
    person: str
    value: str = ""


@dataclass
class Life:
    """One task of a week: whose, until when, after what, and all that is done about it."""

    name: str
    task: str
    person: str
    given_at: datetime
    due: datetime
    hours: int
    needs: tuple[str, ...]
    deeds: list[Deed] = field(default_factory=list)
    # whom it was taken from, and when
    before: str | None = None
    moved_at: datetime | None = None

    def when(self, kind: str) -> datetime | None:
        return next((deed.at for deed in self.deeds if deed.kind == kind), None)


def make(root: Path) -> Home:
    """The company's home: the tiny one with a whole team, a plan, and nothing that stops a week."""
    put(root, "company.yaml", COMPANY + SETTINGS)
    kept = {name: text for name, text in FILES.items() if not name.startswith("submissions/")}
    for name, text in {**kept, "reference/people.csv": PEOPLE, "workflow/plan.yaml": PLAN}.items():
        put(root, name, text)
    write_deals(root, [change for change in CHANGES if change[0] != "D5"])
    return Home(root)


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


def lives(week: date, planned: datetime, chance: Random) -> list[Life]:
    """The tasks of a week with all that will be done about them."""
    away = chance.choice(("ann", "bob", "", "", "", "", "", ""))
    found: dict[str, Life] = {}
    for task, end, person, (day, hour), hours, needs in TASKS:
        name = f"week/{week}/{task}/{end}"
        life = Life(
            name, task, person, planned, local(week, day, hour), hours, tuple(f"week/{week}/{n}" for n in needs)
        )
        if person == away:
            _hand_over(life, later(planned, 118))
        _live(life, [found[need] for need in life.needs], chance, local(week, 5, 0))
        found[name] = life
    return list(found.values())


def _hand_over(life: Life, at: datetime) -> None:
    """The manager gives it to the other one."""
    life.before, life.moved_at = life.person, at
    life.person = "bob" if life.person == "ann" else "ann"
    life.deeds.append(Deed(at, "reassign", life.name, MANAGER, life.person))


def _live(life: Life, needs: list[Life], chance: Random, end: datetime) -> None:
    """Answer, begin once what it waits for is there (or not wait for it), be held up, finish; or forget any of it."""
    at = life.moved_at or life.given_at
    if chance.random() < 0.8:
        at = later(at, chance.choice((5, 30, 61, 100, 119, 121, 170, 300)))
        life.deeds.append(Deed(at, "acknowledge", life.name, life.person))
    ready = [need.when("done") for need in needs]
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


def ratings(week: date, chance: Random) -> Iterator[Deed]:
    """What readers say of the week's documents on Friday; somebody may say nothing, or change their mind."""
    for minute, (person, document) in enumerate(
        (
            ("kim", "forecast_summary"),
            ("fay", "forecast_summary"),
            ("kim", "variance_analysis"),
            ("kim", "forecast_summary"),
        )
    ):
        if chance.random() < 0.6:
            yield Deed(local(week, 4, 10, minute), "feedback", document, person, str(chance.choice((1, 3, 4, 5, 5))))
