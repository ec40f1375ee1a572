"""What the parts of a plan say of each other: what a task waits for, in no circle; which checkpoint it is measured
from; that nothing is due outside its time."""

from datetime import date, timedelta
from typing import Any

from sales_pipeline.intake.plan.draft import Draft, Due, Named, Row
from sales_pipeline.intake.plan.faults import unknown

Graph = dict[str, list[str]]
HOURS_A_WEEK = 7 * 24


def check(draft: Draft) -> None:
    """Note every fault, and complete the rows by what is found: kinds of dependencies, checkpoints of tasks."""
    _dependencies(draft)
    _checkpoints(draft)
    _circles(draft)


def _dependencies(draft: Draft) -> None:
    tasks, checkpoints = draft.of_kind("task"), draft.of_kind("checkpoint")
    for row in draft.rows["plan_dependencies"]:
        needed = row["needs_id"]
        row["needs_kind"] = "checkpoint" if needed in checkpoints else "task"
        if needed not in tasks and needed not in checkpoints:
            there = sorted({*tasks, *checkpoints} - {row["task_id"]})
            draft.faults.add(row["source_file"], row["source_line"], unknown("dependency", needed, there))


def _checkpoints(draft: Draft) -> None:
    """Give each task its checkpoint, and compare when it is due with it."""
    rows = {row["task_id"]: row for row in draft.rows["plan_tasks"]}
    moments = {row["checkpoint_id"]: row for row in draft.rows["plan_checkpoints"]}
    initiatives = {row["initiative_id"]: row for row in draft.rows["plan_initiatives"]}
    for due in draft.dues:
        own = [id for id, row in moments.items() if row["initiative_id"] == due.initiative]
        found = _checkpoint_of(draft, due, own)
        rows[due.task_id]["checkpoint_id"] = found
        initiative = initiatives.get(due.initiative)
        if initiative and (found or due.when.kind != "offset"):
            _within(draft, due, moments.get(found) if found else None, initiative)
    for row in moments.values():
        _starts_before(draft, row["when_date"], row, initiatives.get(row["initiative_id"]), "when")


def _checkpoint_of(draft: Draft, due: Due, own: list[str]) -> str | None:
    if due.checkpoint:
        if due.checkpoint.text in own:
            return due.checkpoint.text
        said = unknown("checkpoint", due.checkpoint.text, sorted(own))
        draft.faults.add(due.file, due.checkpoint.line, f"{said} (of initiative {due.initiative})")
        return None
    if len(own) != 1 and due.when.kind == "offset":
        has = f"has {len(own)}: name one under checkpoint" if own else "has none: write when it is due"
        draft.faults.add(
            due.file, due.line, f"due {due.when.rule} counts from a checkpoint, and {due.initiative} {has}"
        )
    return own[0] if len(own) == 1 else None


def _within(draft: Draft, due: Due, checkpoint: Row | None, initiative: Row) -> None:
    """A task is due while its initiative is at work."""
    recurrence, when = initiative["recurrence"], due.when
    if recurrence in ("week", "deal"):
        at = _hour_of_week(due, checkpoint)
        if at is not None and not 0 <= at <= HOURS_A_WEEK:
            draft.faults.add(due.file, due.line, f"due {when.rule} lies outside the week of its checkpoint: correct it")
    elif recurrence in ("month", "quarter") and when.offset_hours is not None:
        if -when.offset_hours > int(initiative["lead_days"]) * 24:
            days = -(when.offset_hours // 24)
            draft.faults.add(
                due.file, due.line,
                f"due {when.rule} lies before work on {due.initiative} begins: set its lead_days to {days} or more",
            )  # fmt: skip
    elif recurrence == "once":
        day = when.day
        if checkpoint and checkpoint["when_date"] and when.offset_hours is not None:
            day = checkpoint["when_date"] + timedelta(hours=when.offset_hours)
        row = {"source_file": due.file, "source_line": due.line, "due_rule": when.rule}
        _starts_before(draft, day, row, initiative, "due")


def _starts_before(draft: Draft, day: date | None, row: Row, initiative: Row | None, what: str) -> None:
    starts = initiative and initiative["starts_date"]
    if day and starts and day < starts:
        text = f"{what} {row[f'{what}_rule']} lies before its initiative starts: correct one"
        draft.faults.add(row["source_file"], row["source_line"], text)


def _hour_of_week(due: Due, checkpoint: Row | None) -> float | None:
    """Hours from Monday 00:00 to the due time, on a clock that is not changed in between."""
    if due.when.kind == "weekday":
        return _hours(due.when.weekday, due.when.time)
    if checkpoint is None or due.when.offset_hours is None or checkpoint["when_weekday_number"] is None:
        return None
    at = _hours(checkpoint["when_weekday_number"], checkpoint["when_time"]) + due.when.offset_hours
    return at if due.when.time is None else at // 24 * 24 + _hours(1, due.when.time)


def _hours(weekday: Any, time: Any) -> float:
    hour, minute = str(time).split(":")
    return (int(weekday) - 1) * 24 + int(hour) + int(minute) / 60


def _circles(draft: Draft) -> None:
    """Every circle once, told from its first name on: a → b → a."""
    named = {**draft.of_kind("task"), **draft.of_kind("checkpoint")}
    done: set[str] = set()
    for circle in _found_circles(_graph(draft, named)):
        if not done & set(circle):
            done |= set(circle)
            first = named[circle[0]]
            way = " → ".join([*circle, circle[0]])
            draft.faults.add(first.file, first.line, f"these wait for each other: {way}; take one dependency away")


def _graph(draft: Draft, named: dict[str, Named]) -> Graph:
    """What waits for what: a checkpoint for the tasks of its initiative that make what it needs."""
    graph: Graph = {name: [] for name in sorted(named)}
    for row in draft.rows["plan_dependencies"]:
        if row["task_id"] in graph and row["needs_id"] in graph:
            graph[row["task_id"]].append(row["needs_id"])
    needs = {(row["checkpoint_id"], row["need"]) for row in draft.rows["plan_needs"]}
    checkpoints = draft.of_kind("checkpoint")
    for row in draft.rows["plan_tasks"]:
        for id, checkpoint in checkpoints.items():
            if checkpoint.initiative == row["initiative_id"] and (id, row["deliverable"]) in needs:
                graph[id].append(row["task_id"])
    return {name: sorted(waits) for name, waits in graph.items()}


def _found_circles(graph: Graph) -> list[list[str]]:
    """Circles met on a walk through the graph, each turned so that its first name by the alphabet leads."""
    found: list[list[str]] = []
    finished: set[str] = set()
    for start in graph:
        path: list[str] = []
        # a stack of its own: a chain of a thousand tasks is no reason to fail
        stack = [(start, iter(graph[start]))] if start not in finished else []
        path += [start] if stack else []
        while stack:
            name, waits = stack[-1]
            following = next((each for each in waits if each not in finished), None)
            if following is None:
                finished.add(name)
                stack.pop()
                path.pop()
            elif following in path:
                circle = path[path.index(following) :]
                lead = circle.index(min(circle))
                found.append(circle[lead:] + circle[:lead])
            else:
                path.append(following)
                stack.append((following, iter(graph[following])))
    return found
