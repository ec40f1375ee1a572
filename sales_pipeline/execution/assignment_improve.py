"""Makes an assignment keep all hours, and then cheaper: each task goes to whom it costs least while the others stay.

Who has more than fits gives back what is least urgent. For a task that nobody can take another one is moved away.
"""

import math
from collections import defaultdict

from sales_pipeline.execution.assignment_model import Job, Person, Problem
from sales_pipeline.execution.assignment_schedule import finishes, takes

_PASSES = 20
Persons = dict[str, str | None]


def improve(problem: Problem, jobs: list[Job], suited: dict[str, list[Person]], start: Persons) -> Persons:
    """The same tasks, no dearer but for what does not fit."""
    state = _State(problem, jobs, suited, start)
    urgent = sorted(jobs, key=lambda job: (job.order, job.id))
    for _ in range(_PASSES):
        moved = [state.move(job) or state.make_room(job) for job in urgent]
        if not any(moved):
            break
    return state.persons


class _State:
    """Who has what, while it changes."""

    def __init__(self, problem: Problem, jobs: list[Job], suited: dict[str, list[Person]], persons: Persons) -> None:
        self.problem, self.suited = problem, suited
        self.persons: Persons = {job.id: persons[job.id] for job in jobs}
        self.held: dict[str, list[Job]] = defaultdict(list)
        self.checked_by: dict[str, list[str]] = defaultdict(list)
        for job in jobs:
            for work in job.reviews:
                self.checked_by[work].append(job.id)
            self.held[persons[job.id] or ""].append(job)
        for name in sorted(problem.people):
            self._give_back(problem.people[name])
        self.load = {
            name: problem.settled_load(name) + sum(job.week_minutes for job in self.held[name])
            for name in problem.people
        }  # fmt: skip

    def _give_back(self, person: Person) -> None:
        """Take away what does not fit, the least urgent first; what was told before stays."""
        while True:
            own = [job for job in self.held[person.id] if job.told_id != person.id]
            late = finishes(person, [*self._settled(person), *self.held[person.id]]) if own else {}
            if not any(late[job.id] > 0 for job in own):
                return
            before = max(job.limit for job in own if late[job.id] > 0)
            job = max((job for job in own if job.limit <= before), key=lambda job: (job.order, job.id))
            self.held[person.id].remove(job)
            self.held[""].append(job)
            self.persons[job.id] = None

    def move(self, job: Job) -> bool:
        """Give a task to somebody cheaper who can take it; whether it went."""
        present = self._present(job)
        for _, name in self._ranked(job, present):
            if self._can(job, self.problem.people[name]):
                self._give(job, name)
                return True
        return False

    def make_room(self, job: Job) -> bool:
        """Find somebody for a task without anybody by moving one of his tasks to somebody else."""
        if self.persons[job.id] is not None:
            return False
        for _, name in self._ranked(job):
            for other in sorted(self.held[name], key=lambda other: (other.effort, other.id)):
                if other.told_id != name and self._exchange(job, name, other):
                    return True
        return False

    def _exchange(self, job: Job, name: str, other: Job) -> bool:
        self._give(other, None)
        if self._can(job, self.problem.people[name]):
            self._give(job, name)
            for _, heir in self._ranked(other):
                if self._can(other, self.problem.people[heir]):
                    self._give(other, heir)
                    return True
            self._give(job, None)
        self._give(other, name)
        return False

    def _present(self, job: Job) -> int:
        now = self.persons[job.id]
        if now is None:
            return self.problem.unassigned_cost(job)
        return self.problem.pair_costs(job)[now] + self._more(now, -job.week_minutes)

    def _ranked(self, job: Job, below: int | None = None) -> list[tuple[int, str]]:
        """Who could do it, the cheapest first; those who cost less than `below`, if it is given."""
        costs, now, limit = self.problem.pair_costs(job), self.persons[job.id], math.inf if below is None else below
        names = [p.id for p in self.suited[job.id] if p.id != now and costs[p.id] < limit]
        found = ((costs[name] + self._more(name, job.week_minutes), name) for name in names)
        return sorted(each for each in found if each[0] < limit)

    def _more(self, name: str, minutes: int) -> int:
        """What these minutes more cost, or would have cost when they go."""
        person, load = self.problem.people[name], self.load[name]
        return abs(self.problem.load_cost(person, load + minutes) - self.problem.load_cost(person, load))

    def _settled(self, person: Person) -> list[Job]:
        return [job for job in self.problem.settled(person.id) if not job.is_done]

    def _can(self, job: Job, person: Person) -> bool:
        if any(self.persons.get(other) == person.id for other in (*job.reviews, *self.checked_by[job.id])):
            return False
        return person.id == job.told_id or takes(person, [*self._settled(person), *self.held[person.id]], job)

    def _give(self, job: Job, name: str | None) -> None:
        now = self.persons[job.id]
        self.held[now or ""].remove(job)
        self.held[name or ""].append(job)
        if now is not None:
            self.load[now] -= job.week_minutes
        if name is not None:
            self.load[name] += job.week_minutes
        self.persons[job.id] = name
