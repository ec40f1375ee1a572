"""How good an assignment is: its cost, what is late or left, and how even the loads are."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sales_pipeline.execution.assignment_model import Job, Problem
from sales_pipeline.execution.assignment_plan import loads, points
from sales_pipeline.execution.assignment_schedule import finishes
from sales_pipeline.execution.assignment_search import Persons

_PLACES = 6


def measures(problem: Problem, persons: Persons, gap: int | None = None) -> dict[str, Any]:
    """The measures of one way to assign; `gap` is what the cost may lie above the best."""
    done = [job for job in problem.jobs if persons[job.id]]
    cost, load = total_cost(problem, persons), loads(problem, persons)
    people = [p for role in sorted({job.role for job in problem.jobs}) for p in problem.holders.get(role, [])]
    there = [load[person.id] for person in people if person.week_minutes]
    week = sum(person.week_minutes for person in people)
    return {
        "cost_points": points(cost), "late_count": len(late(problem, persons)),
        "unassigned_count": len(problem.jobs) - len(done),
        "skill_gap_count": sum(problem.gap(job, problem.people[persons[job.id] or ""]) for job in done),
        "mean_load_ratio": _ratio(sum(load[person.id] for person in people), week),
        "fairness_ratio": _ratio(sum(there) ** 2, len(there) * sum(m * m for m in there)) if sum(there) else None,
        "gap_ratio": None if gap is None else _ratio(gap, cost) or Decimal(0),
    }  # fmt: skip


def total_cost(problem: Problem, persons: Persons) -> int:
    """What all tasks and loads cost together; that somebody was told otherwise before is not counted."""
    total, load = 0, loads(problem, persons)
    for job in problem.jobs:
        person = problem.people.get(persons[job.id] or "")
        if person is None:
            total += problem.unassigned_cost(job)
        else:
            total += problem.costs(job, {p.id: p for p in [*problem.suited(job), person]}.values())[person.id]
    return total + sum(problem.load_cost(p, load[name]) for name, p in sorted(problem.people.items()))


def held(problem: Problem, persons: Persons) -> dict[str, list[Job]]:
    """The tasks of each person that are still to be done."""
    found: dict[str, list[Job]] = defaultdict(list)
    for job in problem.jobs:
        if persons[job.id] and not job.is_done:
            found[persons[job.id] or ""].append(job)
    return found


def late(problem: Problem, persons: Persons) -> dict[str, int]:
    """Tasks that come late: minutes of work after due, of those that nobody could do in time 0."""
    found: dict[str, int] = {}
    for name, jobs in held(problem, persons).items():
        over = finishes(problem.people[name], jobs)
        found |= {job.id: max(0, over[job.id]) for job in jobs if over[job.id] > 0 or job.is_late}
    return found


def _ratio(part: int, whole: int) -> Decimal | None:
    return round(Decimal(part) / whole, _PLACES) if whole else None
