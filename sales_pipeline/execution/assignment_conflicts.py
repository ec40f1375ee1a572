"""Two deadlines of one person that don't fit: which task gave way, beside which other, how, and at what price."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sales_pipeline.execution.assignment_measure import held
from sales_pipeline.execution.assignment_model import Job, Person, Problem
from sales_pipeline.execution.assignment_plan import hours
from sales_pipeline.execution.assignment_schedule import finishes, takes
from sales_pipeline.execution.assignment_search import Persons, allowed

Row = dict[str, Any]


def conflicts(problem: Problem, persons: Persons) -> list[Row]:
    """Every conflict of an assignment."""
    jobs = held(problem, persons)
    rows = [*_late(problem, jobs), *_moved(problem, persons, jobs)]
    return sorted(rows, key=lambda row: (row["person_id"], row["instance_id"]))


def _late(problem: Problem, jobs: dict[str, list[Job]]) -> Iterator[Row]:
    """What somebody keeps although it comes late."""
    for name, own in sorted(jobs.items()):
        person = problem.people[name]
        over = finishes(person, own)
        for job in own:
            other = _beside(person, job, own)
            # what comes late for itself, because the person's day is over, is no conflict
            if over[job.id] > 0 and other and finishes(person, [job])[job.id] <= 0:
                yield _row(person, job, other, "late", hours(over[job.id]))


def _moved(problem: Problem, persons: Persons, jobs: dict[str, list[Job]]) -> Iterator[Row]:
    """What somebody would have done for less, had there been time; nobody may have it now."""
    for job in problem.jobs:
        costs = {} if job.fixed_id else problem.costs(job, allowed(problem, job))
        now = persons[job.id]
        for cost, name in sorted((cost, name) for name, cost in costs.items()):
            if now is not None and cost >= costs[now]:
                break
            person, own = problem.people[name], jobs.get(name, [])
            other = None if takes(person, own, job) else _beside(person, job, own)
            if other and name != now:
                is_moved = now is not None
                more = Decimal(costs[now or ""] - cost) if is_moved else Decimal(0)
                price = round(more / (problem.weights.late or 1), 6) if is_moved else hours(job.effort)
                yield _row(person, job, other, "moved" if is_moved else "escalated", price)
                break


def _beside(person: Person, job: Job, own: list[Job]) -> Job | None:
    """The task that takes the time: the longest of those in the same stretch, the first by id."""
    inside = [
        other for other in own
        if other.id != job.id and other.release < job.limit and other.limit > job.release
    ]  # fmt: skip
    return min(inside, key=lambda other: (-other.effort, other.id), default=None)


def _row(person: Person, job: Job, other: Job, resolution: str, price: Decimal) -> Row:
    return {
        "person_id": person.id, "person_name": person.name, "instance_id": job.id, "other_instance_id": other.id,
        "resolution": resolution, "price_hours": price,
    }  # fmt: skip
