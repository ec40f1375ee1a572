"""The cheapest assignment: a linear programme of whoever could do what, and from it a mixed-integer one.

Tasks that compete for the same people are solved together. Of all pairs of task and person only those enter that could
make the programme cheaper, and of all stretches of time only those that it overfills; when neither is left, its cost is
one that no assignment can undercut. One thread, one order, no clock: the same week gives the same assignment.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field

from sales_pipeline.execution.assignment_improve import improve
from sales_pipeline.execution.assignment_model import POINT, Job, Person, Problem
from sales_pipeline.execution.assignment_programme import Programme
from sales_pipeline.execution.assignment_simple import greedy

Persons = dict[str, str | None]
Suited = dict[str, list[Person]]


@dataclass
class Found:
    """Who does which task, and by how much the groups' costs may lie above the best, by the first task of each."""

    persons: Persons = field(default_factory=dict)
    gaps: dict[str, int] = field(default_factory=dict)


def search(problem: Problem, gap: float, nodes: int) -> Found:
    """The assignment of every task."""
    found = Found({job.id: job.fixed_id for job in problem.jobs})
    suited = {job.id: allowed(problem, job) for job in problem.jobs if not job.fixed_id}
    task_by_task = greedy(problem)
    for group in _groups(problem, suited):
        chosen, bound = _solved(problem, group, suited, task_by_task, (gap, nodes))
        found.persons |= chosen
        found.gaps[group[0].id] = max(0, problem_cost(problem, group, chosen) - bound)
    return found


def _solved(
    problem: Problem, group: list[Job], suited: Suited, task_by_task: Persons, effort: tuple[float, int]
) -> tuple[Persons, int]:
    """The cheapest found of a group, and the cost that none can undercut."""
    programme = Programme(problem, group, suited)
    bound = _thousandths(programme.relax())
    near = 0.0 if programme.is_small else effort[0]

    def cost(persons: Persons) -> int:
        return problem_cost(problem, group, persons)

    found = [improve(problem, group, suited, start) for start in (programme.nearest(), task_by_task)]
    best = min(found, key=cost)
    if cost(best) - bound > near * bound:
        best = min((best, improve(problem, group, suited, programme.whole(*effort))), key=cost)
        bound = max(bound, _thousandths(programme.proved))
    return best, bound


def _thousandths(bound: float) -> int:
    """A bound in points as costs are held; what is said of nothing is said of no cost."""
    return math.floor(bound * POINT) if math.isfinite(bound) else 0


def allowed(problem: Problem, job: Job) -> list[Person]:
    """Who may do a task, what is settled of the work it checks or that checks it taken into account."""
    others = {other.fixed_id for other in problem.jobs if other.id in job.reviews or job.id in other.reviews}
    return [person for person in problem.suited(job) if person.id not in others]


def problem_cost(problem: Problem, jobs: list[Job], persons: Persons) -> int:
    """What an assignment of some tasks costs: each with its person, and the loads with what is settled."""
    total = 0
    loads: dict[str, int] = defaultdict(int)
    for job in jobs:
        person = problem.people.get(persons[job.id] or "")
        if person is None:
            total += problem.unassigned_cost(job)
        else:
            total += problem.pair_costs(job)[person.id]
            loads[person.id] += job.week_minutes
    for name, minutes in loads.items():
        person, held = problem.people[name], problem.settled_load(name)
        total += problem.load_cost(person, held + minutes) - problem.load_cost(person, held)
    return total


def _groups(problem: Problem, suited: Suited) -> list[list[Job]]:
    """Tasks that compete for the same people, in order of their ids."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    jobs = sorted((job for job in problem.jobs if suited.get(job.id)), key=lambda job: job.id)
    for job in jobs:
        for person in suited[job.id]:
            parent[root(person.id)] = root(suited[job.id][0].id)
    groups: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        groups[root(suited[job.id][0].id)].append(job)
    return list(groups.values())
