"""Two ways without an optimiser, to compare with: the cheapest person task by task, and everybody in turn.

Both keep the hard rules. The most urgent task comes first.
"""

from collections import defaultdict
from collections.abc import Callable

from sales_pipeline.execution.assignment_model import Job, Person, Problem
from sales_pipeline.execution.assignment_schedule import takes

Persons = dict[str, str | None]


class _Given:
    """Who has been given what so far."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.persons: Persons = {job.id: job.fixed_id for job in problem.jobs if job.fixed_id}
        self.jobs: dict[str, list[Job]] = defaultdict(list)
        self.checked_by: dict[str, list[str]] = defaultdict(list)
        for job in problem.jobs:
            for work in job.reviews:
                self.checked_by[work].append(job.id)
            if job.fixed_id:
                self.jobs[job.fixed_id].append(job)

    def load(self, person: Person) -> int:
        return sum(job.week_minutes for job in self.jobs[person.id])

    def may(self, job: Job, person: Person) -> bool:
        """Whether four eyes see it, and it fits."""
        others = [*job.reviews, *self.checked_by[job.id]]
        if any(self.persons.get(other) == person.id for other in others):
            return False
        return person.id == job.told_id or takes(person, [j for j in self.jobs[person.id] if not j.is_done], job)

    def give(self, job: Job, person: Person | None) -> None:
        self.persons[job.id] = person.id if person else None
        if person:
            self.jobs[person.id].append(job)


def greedy(problem: Problem) -> Persons:
    """Each task to whom it costs least as things stand."""
    given = _Given(problem)

    def order(job: Job, people: list[Person]) -> list[Person]:
        costs = problem.pair_costs(job)

        def cost(person: Person) -> tuple[int, str]:
            load = given.load(person)
            more = problem.load_cost(person, load + job.week_minutes) - problem.load_cost(person, load)
            return costs[person.id] + more, person.id

        return sorted(people, key=cost)

    return _each(problem, given, order)


def round_robin(problem: Problem) -> Persons:
    """Each task to the next of its role who may do it."""
    turn: dict[str, str] = {}

    def order(job: Job, people: list[Person]) -> list[Person]:
        last = turn.get(job.role, "")
        ahead = [person for person in people if person.id > last]
        return [*ahead, *(person for person in people if person.id <= last)]

    def note(job: Job, person: Person) -> None:
        turn[job.role] = person.id

    return _each(problem, _Given(problem), order, note)


def _each(
    problem: Problem,
    given: _Given,
    order: Callable[[Job, list[Person]], list[Person]],
    note: Callable[[Job, Person], None] = lambda job, person: None,
) -> Persons:
    for job in sorted(problem.jobs, key=lambda job: (job.order, job.id)):
        if not job.fixed_id:
            ranked = order(job, problem.suited(job))
            person = next((each for each in ranked if given.may(job, each)), None)
            given.give(job, person)
            if person:
                note(job, person)
    return given.persons
