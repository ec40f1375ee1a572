"""Who may do a task, and what it would cost: hard rules are answered by yes or no, everything else in points.

Costs are whole thousandths of a point and time is whole minutes, so that no sum depends on its order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sales_pipeline.execution.working_time import WorkingTime

POINT = 1000
HOUR = 60
# what a task without anybody costs, and more the more urgent it is; above all that a person can cost
UNASSIGNED = 5000 * POINT
# even far from full: the first hours are free, then each eighth of the week costs more
_EVEN = tuple((Decimal(n) / 8, n) for n in range(1, 5))
SENIOR = "senior"
# roles whose holders answer to each other; staff serves everybody
LINE_ROLES = frozenset({"representative", "manager", "regional_vp", "cro"})
SENIOR_ROLES = frozenset({"regional_vp", "cro"})
REVIEWERS = frozenset({"manager", "regional_vp", "cro"})


@dataclass(frozen=True)
class Weights:
    """The settings of assignment as whole numbers: thousandths of a point, and shares of a week."""

    skill: int
    line: int
    late: int
    move: int
    fairness: int
    bands: tuple[tuple[Decimal, int], ...]
    "From which share of a week an hour costs how much."

    @classmethod
    def of(cls, settings: dict[str, Any]) -> "Weights":
        def points(name: str) -> int:
            return int(settings[f"assignment_{name}_points"] * POINT)

        bands = [(share, points("balance") * times) for share, times in _EVEN]
        bands += [(settings[f"assignment_{name}_ratio"], points(name)) for name in ("watch", "warn", "rebalance")]
        # a band that starts lower costs no more than the one above it, whatever the settings say
        rising, most = [], 0
        for share, cost in sorted(bands):
            most = max(most, cost)
            rising.append((share, most))
        return cls(
            points("skill"), points("line"), points("late"), points("move"), points("fairness"), tuple(rising)
        )  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody who can be given work in the week."""

    id: str
    name: str
    role: str
    seniority: str
    line: tuple[str, ...]
    "Managers above, the nearest first."
    skills: dict[tuple[str, str], int]
    time: WorkingTime
    week_minutes: int
    past_minutes: int = 0

    @property
    def is_senior(self) -> bool:
        return self.seniority == SENIOR or self.role in SENIOR_ROLES

    def level(self, kind: str | None, skill: str) -> int:
        """Level of a skill; without a kind, of any."""
        kinds = (kind,) if kind else ("segment", "industry", "product", "technical")
        return max(self.skills.get((each, skill.casefold()), 0) for each in kinds)


@dataclass(frozen=True)
class Job:
    """A task of the week as the assignment sees it. Times are minutes (working_time), `limit` counts instead of `due`
    where time is too short for anybody: what is late anyway is done within a week."""

    id: str
    task_id: str
    role: str
    order: int
    effort: int
    week_minutes: int
    release: int
    due: int
    limit: int
    owner_id: str | None = None
    needs: tuple[tuple[str | None, str, int], ...] = ()
    "Skills: kind, name, level asked for."
    complex_because: str | None = None
    reviews: frozenset[str] = frozenset()
    "Tasks whose work this one checks."
    is_review: bool = False
    told_id: str | None = None
    fixed_id: str | None = None
    fixed_by: str | None = None
    is_done: bool = False

    @property
    def is_late(self) -> bool:
        return self.limit != self.due


@dataclass
class Problem:
    """The tasks and people of a week."""

    weights: Weights
    people: dict[str, Person]
    jobs: list[Job]
    holders: dict[str, list[Person]] = field(init=False)
    _mean_past: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.holders = {}
        for _, person in sorted(self.people.items()):
            self.holders.setdefault(person.role, []).append(person)
        self._mean_past = {r: sum(p.past_minutes for p in each) // len(each) for r, each in self.holders.items()}
        self._has_seniors = {r for r, each in self.holders.items() if any(p.is_senior for p in each)}
        self._settled: dict[str, list[Job]] = {}
        for job in self.jobs:
            if job.fixed_id:
                self._settled.setdefault(job.fixed_id, []).append(job)
        self._pair_costs: dict[str, dict[str, int]] = {}
        self._bands = {person.id: self._steps(person) for person in self.people.values()}
        self._suited: dict[str, list[Person]] = {}
        self._load_costs: dict[tuple[str, int], int] = {}

    def settled(self, person_id: str) -> list[Job]:
        """The tasks of somebody about which there is nothing to decide."""
        return self._settled.get(person_id, [])

    def settled_load(self, person_id: str) -> int:
        return sum(job.week_minutes for job in self.settled(person_id))

    def pair_costs(self, job: Job) -> dict[str, int]:
        """What a task costs with each who may do it, and more with all but the one who was told it."""
        found = self._pair_costs.get(job.id)
        if found is None:
            found = self.costs(job, self.suited(job))
            is_kept = job.told_id in found
            found = {name: cost + self.weights.move * (is_kept and name != job.told_id) for name, cost in found.items()}
            self._pair_costs[job.id] = found
        return found

    def needs_senior(self, job: Job) -> bool:
        """Where a company says of nobody in a role that he is senior, nobody can be asked for."""
        return job.complex_because is not None and job.role in self._has_seniors

    def suited(self, job: Job) -> list[Person]:
        """Who may do it, by the hard rules that need no look at other tasks."""
        if job.id not in self._suited:
            those = self.holders.get(job.role, [])
            self._suited[job.id] = [person for person in those if self.refuses(job, person) is None]
        return self._suited[job.id]

    def refuses(self, job: Job, person: Person) -> str | None:
        """The hard rule that forbids it: own_work, away, senior or hours; None if none does."""
        if job.is_review and person.id == job.owner_id:
            return "own_work"
        if person.time.is_away(job.release, job.limit):
            return "away"
        if self.needs_senior(job) and not person.is_senior:
            return "senior"
        if person.id != job.told_id and person.time.minutes(job.release, job.limit) < job.effort:
            return "hours"
        return None

    def gap(self, job: Job, person: Person) -> int:
        """Levels of skill that are lacking."""
        return sum(max(0, level - person.level(kind, skill)) for kind, skill, level in job.needs)

    def lateness(self, job: Job, person: Person) -> int:
        """Minutes later than due, of a task that comes too late whoever does it."""
        return max(0, person.time.finish(job.release, job.effort) - job.due) if job.is_late else 0

    def is_outside(self, job: Job, person: Person) -> bool:
        """Whether somebody is no superior or colleague of whom the task is about."""
        owner = self.people.get(job.owner_id or "")
        if owner is None or person.role not in LINE_ROLES or person.id == owner.id or person.id in owner.line:
            return False
        return person.line[:1] != owner.line[:1]

    def costs(self, job: Job, people: Iterable[Person]) -> dict[str, int]:
        """What a task costs with each of these people, the load of the week left out."""
        those, w = list(people), self.weights
        late = {person.id: self.lateness(job, person) for person in those}
        least = min(late.values(), default=0)
        return {
            p.id: w.skill * self.gap(job, p) + w.line * self.is_outside(job, p) + w.late * (late[p.id] - least) // HOUR
            + w.fairness * job.week_minutes * self._excess(p) // (HOUR * 100)
            for p in those
        }  # fmt: skip

    def _excess(self, person: Person) -> int:
        """How much more than the average of his role somebody did lately, in hundredths of it."""
        mean = self._mean_past[person.role]
        return max(0, person.past_minutes - mean) * 100 // mean if mean else 0

    def load_cost(self, person: Person, minutes: int) -> int:
        """What a week's load costs: each hour above a share of the week what its band says."""
        # the search asks for the same loads millions of times
        found = self._load_costs.get((person.id, minutes))
        if found is None:
            bands = self._bands[person.id]
            found = sum(step * (minutes - start) // HOUR for start, step in bands if minutes > start)
            self._load_costs[person.id, minutes] = found
        return found

    def _steps(self, person: Person) -> list[tuple[int, int]]:
        """Where each band of somebody's week begins, and what an hour costs more from there."""
        found, before = [], 0
        for share, cost in self.weights.bands:
            found.append((int(share * person.week_minutes), cost - before))
            before = cost
        return found

    def unassigned_cost(self, job: Job) -> int:
        return UNASSIGNED + UNASSIGNED * (len(self.jobs) - job.order) // (5 * max(1, len(self.jobs)))
