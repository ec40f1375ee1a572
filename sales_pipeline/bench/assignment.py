"""How fast tasks are assigned, and how well beside two ways without an optimiser: a made week of any size."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import perf_counter, process_time
from typing import Any
from zoneinfo import ZoneInfo

from sales_pipeline.calendar import WEEK
from sales_pipeline.company import Company
from sales_pipeline.execution.assignment_measure import measures
from sales_pipeline.execution.assignment_model import HOUR, Job, Person, Problem, Weights
from sales_pipeline.execution.assignment_search import Persons, search
from sales_pipeline.execution.assignment_simple import greedy, round_robin
from sales_pipeline.execution.working_time import WorkingTime, days, minute
from sales_pipeline.sample.draws import Draws, Weighted
from sales_pipeline.week_tables import settings

MONDAY = date(2026, 11, 16)
_COMPANY = Company(name="Bench", currency="USD", first_week=date(2026, 1, 5))
# how many of a hundred hold a role; tasks are asked of them in the same measure
_ROLES = Weighted({"representative": 60, "manager": 12, "sales_analyst": 12, "sales_operations": 10, "finance": 6})
_ZONES = tuple(map(ZoneInfo, ("America/New_York", "Europe/London", "Europe/Berlin", "Asia/Singapore")))
_SKILLS = tuple(f"skill {number}" for number in range(1, 9))
_EFFORTS = (HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 8 * HOUR)


@dataclass(frozen=True)
class Measured:
    """One way to assign, how long it took, and its measures."""

    method: str
    seconds: float
    processor_seconds: float
    found: dict[str, Any]


def measure(tasks: int, people: int) -> list[Measured]:
    """Three ways over the same week."""
    problem, rules = made(tasks, people), _COMPANY.assignment
    gaps: list[int] = []

    def best(problem: Problem) -> Persons:
        found = search(problem, float(rules.gap_ratio), rules.search_nodes)
        gaps.append(sum(found.gaps.values()))
        return found.persons

    return [_timed(name, way, problem, gaps) for name, way in
            (("optimised", best), ("greedy", greedy), ("round_robin", round_robin))]  # fmt: skip


def as_data(rows: list[Measured]) -> list[dict[str, Any]]:
    """The rows for a JSON document."""
    return [
        {"method": row.method, "seconds": round(row.seconds, 2),
         "processor_seconds": round(row.processor_seconds, 2),
         **{name: value if value is None or isinstance(value, int) else float(value)
            for name, value in row.found.items()}}
        for row in rows
    ]  # fmt: skip


def as_text(rows: list[Measured]) -> str:
    """The rows as a table of Markdown."""
    head = (
        "method",
        "seconds",
        "of the processor",
        "points",
        "late",
        "nobody",
        "levels of skill lacking",
        "mean load",
        "Jain",
        "gap",
    )
    lines = [f"| {' | '.join(head)} |", f"|---{'|---:' * (len(head) - 1)}|"]
    for row in rows:
        f = row.found
        cells = [
            row.method, f"{row.seconds:.1f}", f"{row.processor_seconds:.1f}", f"{f['cost_points']:,.0f}",
            f["late_count"], f["unassigned_count"],
            f["skill_gap_count"], _share(f["mean_load_ratio"]), f"{f['fairness_ratio'] or 0:.3f}",
            _share(f["gap_ratio"]),
        ]  # fmt: skip
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def _share(value: Any) -> str:
    return "" if value is None else f"{value:.1%}"


def _timed(name: str, way: Callable[[Problem], Persons], problem: Problem, gaps: list[int]) -> Measured:
    # what a problem remembers of one way would make the next one look fast
    fresh = Problem(problem.weights, problem.people, problem.jobs)
    start, busy = perf_counter(), process_time()
    persons = way(fresh)
    seconds, busy = perf_counter() - start, process_time() - busy
    return Measured(name, seconds, busy, measures(fresh, persons, gaps[0] if name == "optimised" else None))


def made(tasks: int, people: int) -> Problem:
    """A week of so many tasks and people: about two thirds of all hours are asked for."""
    [rules] = settings(_COMPANY).to_pylist()
    persons = [_person(number) for number in range(people)]
    return Problem(Weights.of(rules), {p.id: p for p in persons}, [_job(number) for number in range(tasks)])


def _person(number: int) -> Person:
    draws = Draws("bench", "person", number)
    blocks = list(days(MONDAY, MONDAY + WEEK, draws.pick(_ZONES), 8, {}, 8 * HOUR))
    first = _at(draws.below(5), 0)
    away = [(first, first + 24 * HOUR * draws.between(1, 3))] if draws.chance(100) else []
    time = WorkingTime(blocks, away)
    skills = {("technical", skill): draws.between(1, 3) for skill in _SKILLS if draws.chance(500)}
    seniority = ("junior", "middle", "senior")[draws.below(3)]
    return Person(
        f"p{number:04}", f"Person {number}", _ROLES.draw(draws), seniority, (), skills, time,
        time.minutes(_at(0, 0), _at(7, 0)), draws.below(160) * HOUR,
    )  # fmt: skip


def _job(number: int) -> Job:
    draws = Draws("bench", "task", number)
    effort, release = draws.pick(_EFFORTS), _at(draws.below(3), 0)
    due = release + 24 * HOUR * draws.between(2, 4) + 17 * HOUR
    because = "tier 4" if draws.chance(100) else None
    needs = ((None, draws.pick(_SKILLS), 3 if because else 2),)
    return Job(
        f"t{number:05}", "task", _ROLES.draw(draws), number + 1, effort, effort, release, due, due, needs=needs,
        complex_because=because,
    )  # fmt: skip


def _at(day: int, hour: int) -> int:
    start = datetime.combine(MONDAY, datetime.min.time(), UTC) + timedelta(days=day, hours=hour)
    return minute(start.replace(tzinfo=None))
