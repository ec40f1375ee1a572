"""Whether a person's tasks fit between their starts and due times: the earliest due first, interrupted if need be.

If any order of work keeps all due times, this one does. Time is what the person works, absences left out.
"""

from collections.abc import Iterable

from sales_pipeline.execution.assignment_model import Job, Person


def finishes(person: Person, jobs: Iterable[Job]) -> dict[str, int]:
    """By how many minutes of his work each task ends after its limit; 0 and less fit."""
    count = person.time.there.before
    waiting = sorted(((count(job.release), count(job.limit), job.id, job.effort) for job in jobs), reverse=True)
    ready: list[tuple[int, str, int]] = []
    over: dict[str, int] = {}
    now = 0
    while waiting or ready:
        if not ready:
            now = max(now, waiting[-1][0])
        while waiting and waiting[-1][0] <= now:
            _, limit, name, effort = waiting.pop()
            ready.append((limit, name, effort))
        ready.sort(reverse=True)
        limit, name, effort = ready.pop()
        until = min(now + effort, waiting[-1][0]) if waiting else now + effort
        if until - now < effort:
            ready.append((limit, name, effort - (until - now)))
        else:
            over[name] = until - limit
        now = until
    return over


def takes(person: Person, jobs: list[Job], job: Job) -> bool:
    """Whether somebody can do one more: it is in time, and nothing is late that was not."""
    after = finishes(person, [*jobs, job])
    before = finishes(person, jobs) if max(after.values()) > 0 else {}
    return all(late <= 0 or before.get(name, 0) > 0 for name, late in after.items())
