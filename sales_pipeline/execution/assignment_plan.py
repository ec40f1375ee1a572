"""The assignment of a week with its reasons: who does what, why, who was second at what cost, or who is lacking."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sales_pipeline.execution.assignment_model import HOUR, POINT, Job, Person, Problem
from sales_pipeline.execution.assignment_past import CHOSEN
from sales_pipeline.execution.assignment_search import Found, Persons, allowed
from sales_pipeline.execution.assignment_words import lacking, why

Row = dict[str, Any]


def loads(problem: Problem, persons: Persons) -> dict[str, int]:
    """Minutes of this week's work by person."""
    found: dict[str, int] = defaultdict(int)
    for job in problem.jobs:
        found[persons[job.id] or ""] += job.week_minutes
    return found


def decisions(problem: Problem, found: Found, said: dict[str, str]) -> list[Row]:
    """One row a task. `said` are the words with which somebody was named."""
    load = loads(problem, found.persons)
    return [_row(problem, job, found, load, said.get(job.id)) for job in problem.jobs]


def _row(problem: Problem, job: Job, found: Found, load: dict[str, int], said: str | None) -> Row:
    person = problem.people.get(found.persons[job.id] or "")
    costs = _costs(problem, job, person, load)
    second = min(((cost, name) for name, cost in costs.items() if person is None or name != person.id), default=None)
    row: Row = {
        "instance_id": job.id, "effort_hours": hours(job.effort), "week_hours": hours(job.week_minutes),
        "is_complex": job.complex_because is not None, "is_late": job.is_late, "skill_gap_count": 0, "is_away": False,
        "gap_points": points(found.gaps[job.id]) if job.id in found.gaps else None,
    }  # fmt: skip
    if person is None:
        return {**row, "why": "nobody is suited", "unassigned_reason": lacking(problem, job)}
    row |= {
        "person_id": person.id, "person_name": person.name, "assigned_by": job.fixed_by or CHOSEN,
        "why": why(problem, job, person, load[person.id], len(allowed(problem, job)), said),
        "cost_points": points(costs[person.id]), "skill_gap_count": problem.gap(job, person),
        "is_away": person.time.is_away(job.release, job.limit) and not job.is_done,
    }  # fmt: skip
    if second:
        row |= {
            "runner_up_id": second[1], "runner_up_name": problem.people[second[1]].name,
            "runner_up_cost_points": points(second[0]),
        }  # fmt: skip
    return row


def _costs(problem: Problem, job: Job, person: Person | None, load: dict[str, int]) -> dict[str, int]:
    """What the task costs with each who could do it: its own cost, and what it adds to the load of the week."""
    those = {other.id: other for other in [*allowed(problem, job), *([person] if person else [])]}
    costs = problem.costs(job, those.values())
    for name, other in those.items():
        held = load[name] - (job.week_minutes if person and name == person.id else 0)
        costs[name] += problem.load_cost(other, held + job.week_minutes) - problem.load_cost(other, held)
    return costs


def hours(minutes: int) -> Decimal:
    return round(Decimal(minutes) / HOUR, 6)


def points(cost: int) -> Decimal:
    return Decimal(cost) / POINT
