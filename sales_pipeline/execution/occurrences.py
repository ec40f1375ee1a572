"""The times of an initiative that are at work in a week: its week, month or quarter, a deal's gate, or the one time.

A month or quarter is at work from `lead_days` before its first checkpoint until all of it has been due. What is once
stays until its initiative ends, and a deal's gate while the deal stands at its stage: so what is late doesn't vanish.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sales_pipeline.calendar import WEEK, monday_at_or_after, monday_at_or_before, periods
from sales_pipeline.company import Fiscal
from sales_pipeline.execution.moments import Row, Span, moment

AROUND = 2


@dataclass(frozen=True)
class Occurrence:
    """One time of an initiative: its name, the days its rules are looked for in, when work begins, what it is about."""

    id: str
    span: Span
    starts: date
    checkpoints: dict[str, datetime] = field(default_factory=dict)
    deal: Row | None = None

    def due(self, task: Row) -> datetime | None:
        return moment(task, "due", self.span, self.checkpoints.get(task["checkpoint_id"] or ""))


@dataclass(frozen=True)
class Initiative:
    """An initiative with what belongs to it."""

    row: Row
    tasks: list[Row]
    checkpoints: list[Row]
    stages: frozenset[str]

    def at(self, id: str, span: Span, starts: date, deal: Row | None = None) -> Occurrence:
        """One time of it, with the moments of its checkpoints."""
        moments = {row["checkpoint_id"]: moment(row, "when", span) for row in self.checkpoints}
        return Occurrence(id, span, starts, {name: at for name, at in moments.items() if at}, deal)


def initiatives(plan: list[Row], tasks: list[Row], checkpoints: list[Row], stages: list[Row]) -> Iterator[Initiative]:
    """The initiatives of a plan's rows, each with what belongs to it."""
    owned, reviewed, staged = (_by_initiative(rows) for rows in (tasks, checkpoints, stages))
    for row in plan:
        name = row["initiative_id"]
        at = frozenset(stage["stage_name"] for stage in staged[name])
        yield Initiative(row, owned[name], reviewed[name], at)


def occurrences(initiative: Initiative, week: date, settings: Row, deals: list[Row]) -> Iterator[Occurrence]:
    """The times of an initiative that are at work in the week beginning on a Monday."""
    row, span = initiative.row, Span(week, week + WEEK)
    if row["ends_date"] is not None and row["ends_date"] < week:
        return
    name, kind = row["initiative_id"], row["recurrence"]
    if kind == "week":
        yield initiative.at(f"{name}/{week}", span, week)
    elif kind == "once":
        starts = row["starts_date"] or week
        yield initiative.at(name, Span(starts, starts + WEEK), starts)
    elif kind == "deal":
        yield from _gates(initiative, week, settings, deals)
    else:
        yield from _periodic(initiative, week, _fiscal(settings, kind))


def _by_initiative(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["initiative_id"]].append(row)
    return found


def _periodic(initiative: Initiative, week: date, fiscal: Fiscal) -> Iterator[Occurrence]:
    """The months or quarters at work in a week; those before and after may reach into it."""
    lead = timedelta(days=int(initiative.row["lead_days"]))
    for period in periods(fiscal, week.year - AROUND, week.year + AROUND):
        found = initiative.at(f"{initiative.row['initiative_id']}/{period.id}", Span(period.start, period.end), week)
        dues = [due for due in map(found.due, initiative.tasks) if due]
        moments = [*found.checkpoints.values(), *dues]
        if moments:
            begins = monday_at_or_before(min(found.checkpoints.values() or dues).date() - lead)
            if begins <= week <= max(moments).date():
                yield replace(found, starts=begins)


def _gates(initiative: Initiative, week: date, settings: Row, deals: list[Row]) -> Iterator[Occurrence]:
    """A gate per deal at one of the stages: in the first week that saw it there, and owed until it has moved on."""
    earliest = max(settings["first_week"], initiative.row["starts_date"] or settings["first_week"])
    least = initiative.row["from_amount"]
    for deal in deals:
        if deal["stage_name"] not in initiative.stages or (least is not None and deal["amount"] < least):
            continue
        since = deal["stage_entered_date"] or deal["created_date"]
        seen = min(max(monday_at_or_after(since + timedelta(days=1)), earliest), week) if since else earliest
        name = f"{initiative.row['initiative_id']}/{seen}/{deal['opportunity_id']}"
        yield initiative.at(name, Span(seen, seen + WEEK), seen, deal)


def _fiscal(settings: Row, kind: Any) -> Fiscal:
    return Fiscal(start_month=settings["fiscal_start_month"], period=kind, pattern=settings["fiscal_pattern"])
