"""Hours that tasks took, and what that says of the next plan's.

A person who says the hours is believed; else they are the working hours from start to done without those blocked. Few
tasks say little: the median of a role is drawn to 1, that of a task to its role's, each as if so many more tasks of
that ratio had been done as the setting says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from sales_pipeline.execution.course import Course
from sales_pipeline.execution.moments import Row
from sales_pipeline.execution.office_hours import OfficeHours

TOLD = frozenset({"started", "blocked", "unblocked", "reassigned", "done"})
ONE, ZERO, HUNDREDTH = Decimal(1), Decimal(0), Decimal("0.01")
# a plan is not moved further than this at a time: beyond it the plan itself should be corrected
LEAST, MOST = Decimal("0.25"), Decimal(4)


@dataclass(frozen=True)
class Spent:
    """A task that was done: its hours as planned and as they came out."""

    task_id: str
    role: str
    planned: Decimal
    spent: Decimal

    @property
    def ratio(self) -> Decimal:
        return self.spent / self.planned


def spent_hours(events: list[Row], working: OfficeHours) -> Decimal | None:
    """Hours of a task by its events, in order; None where they don't say."""
    done = next((event for event in events if event["kind"] == "done"), None)
    if done is None:
        return None
    if done["spent_hours"] is not None:
        return Decimal(done["spent_hours"])
    course = Course.of(done["event_at"], events)
    return course.spent(done["event_at"], working) if course.attempts else None


def by_task(events: Iterable[Row]) -> dict[str, list[Row]]:
    """Events about each task in order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for event in sorted(events, key=lambda e: e["event_number"]):
        if event["kind"] in TOLD:
            found[event["subject_id"]].append(event)
    return found


def learned(done: list[Spent], prior_count: int) -> Iterator[Row]:
    """A row per role and per task."""
    roles = {}
    for role, those in _grouped(done, "role"):
        row = _row("role", role, role, those, ONE, prior_count)
        roles[role] = row["learned_ratio"]
        yield row
    for task, those in _grouped(done, "task_id"):
        # a task whose role was changed in the plan is drawn to the role it had last
        role = those[-1].role
        yield _row("task", task, role, those, roles[role], prior_count)


def estimated(tasks: list[Row], taught: list[Row]) -> Iterator[Row]:
    """Tasks with the hours they are expected to take, and beside them those of the plan."""
    ratios = {(row["grouped_by"], row["member_id"]): row["learned_ratio"] for row in taught}
    for task in tasks:
        ratio = ratios.get(("task", task["task_id"]), ratios.get(("role", task["role"]), ONE))
        hours = max(HUNDREDTH, round(task["effort_hours"] * ratio, 2)) if ratio != ONE else task["effort_hours"]
        yield {**task, "effort_hours": hours, "planned_hours": task["effort_hours"]}


def _row(grouped_by: str, member: str, role: str, done: list[Spent], toward: Decimal, prior_count: int) -> Row:
    middle, count = median(each.ratio for each in done), len(done)
    drawn = (middle * count + toward * prior_count) / (count + prior_count)
    spent = sum((each.spent for each in done), ZERO)
    missed = sum((abs(each.spent - each.planned) for each in done), ZERO)
    return {
        "grouped_by": grouped_by, "member_id": member, "role": role, "done_count": count,
        "planned_hours": sum((each.planned for each in done), ZERO), "spent_hours": spent,
        "median_ratio": round(middle, 6), "error_ratio": round(missed / spent, 6) if spent else None,
        "learned_ratio": round(min(MOST, max(LEAST, drawn)), 6),
    }  # fmt: skip


def _grouped(done: list[Spent], name: str) -> list[tuple[str, list[Spent]]]:
    found: dict[str, list[Spent]] = defaultdict(list)
    for each in done:
        found[getattr(each, name)].append(each)
    return sorted(found.items())
