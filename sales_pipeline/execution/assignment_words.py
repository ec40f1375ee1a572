"""Why somebody does a task, and who is lacking where nobody does, in a sentence."""

from collections import Counter

from sales_pipeline.execution.assignment_model import HOUR, Job, Person, Problem
from sales_pipeline.execution.assignment_past import KEPT, RULE, SAID, TOLD


def why(problem: Problem, job: Job, person: Person, load: int, count: int, said: str | None) -> str:
    """Why this person."""
    if job.fixed_by == SAID:
        return said or "somebody said so"
    if job.fixed_by == KEPT:
        return "did it" if job.is_done else "has begun it"
    if job.fixed_by == TOLD:
        return "was told so"
    if job.fixed_by == RULE:
        return "it is the own deal or call"
    first = "the only one who can" if count == 1 else f"the best of {count} who can"
    parts = [first, _skills(problem, job, person)]
    if job.complex_because:
        known = "" if problem.needs_senior(job) else ", nobody in the role is said to be"
        parts.append(f"complex ({job.complex_because}), so a senior is asked for{known}")
    if job.told_id == person.id:
        parts.append("was told so before")
    parts.append(f"{_hours(load)} of {_hours(person.week_minutes)} hours of this week are taken")
    if job.is_late:
        parts.append("late whoever does it")
    return "; ".join(part for part in parts if part)


def _skills(problem: Problem, job: Job, person: Person) -> str:
    if not job.needs:
        return ""
    short = [skill for kind, skill, level in job.needs if person.level(kind, skill) < level]
    return f"not as good as asked for at {', '.join(short)}" if short else "has the skills"


def lacking(problem: Problem, job: Job) -> str:
    """Who is lacking, where nobody does it."""
    role, those = job.role.replace("_", " "), problem.holders.get(job.role, [])
    if not those:
        return f"Nobody holds the role {role}"
    found = Counter(problem.refuses(job, person) for person in those)
    if set(found) == {"away"}:
        return f"Everybody in the role {role} is away until it is due"
    if set(found) == {"own_work"}:
        return f"Everybody in the role {role} would check the own work"
    if found["senior"] and not found[None] and not found["hours"]:
        return f"No senior in the role {role} is there, and it is complex ({job.complex_because})"
    if not found[None] and not found["hours"]:
        return f"In the role {role} who is not away would check the own work"
    return f"Nobody in the role {role} has {_hours(job.effort)} hours left before it is due"


def _hours(minutes: int) -> str:
    """Hours with as many places as they need."""
    return f"{minutes / HOUR:.2f}".rstrip("0").rstrip(".")
