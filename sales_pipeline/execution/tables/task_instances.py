# Every task of the plan that is owed in the week, each time it is owed: those of the week's forecast, of reviews whose
# month or quarter is at work, of gates for deals at their stage, of initiatives under way, and those dropped as files.
# A task per submitter is owed once for every call asked for of its role (of another role: for every call); one per
# listed deal for each deal of the risk assessment's list. The id stays the same from week to week. Due times are
# the company's clock as UTC.
# grain: week, instance_id
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.calendar import instant
from sales_pipeline.execution.moments import Row, utc
from sales_pipeline.execution.occurrences import Occurrence, initiatives, occurrences

LAYER_OF_ROLE = {"representative": "representative", "manager": "manager", "regional_vp": "region", "cro": "cro"}
FROM_PLAN = (
    "task_id", "initiative_id", "checkpoint_id", "title", "role", "deliverable", "effort_hours", "is_parallel",
    "source_file", "source_line",
)  # fmt: skip


def task_instances(
    this_week: pa.Table,
    settings: pa.Table,
    plan_initiatives: pa.Table,
    plan_tasks: pa.Table,
    plan_checkpoints: pa.Table,
    plan_stages: pa.Table,
    call_seats: pa.Table,
    pipeline_snapshot: pa.Table,
    deal_risk: pa.Table,
) -> pa.Table:
    """The owed tasks of a week."""
    [now], [rules] = this_week.to_pylist(), settings.to_pylist()
    open_deals = [row for row in pipeline_snapshot.to_pylist() if row["state"] == "open"]
    listed = {row["opportunity_id"] for row in deal_risk.to_pylist() if row["is_listed"]}
    subjects = _Subjects(call_seats.to_pylist(), [deal for deal in open_deals if deal["opportunity_id"] in listed])
    zone, rows = ZoneInfo(rules["time_zone"]), []
    plan = (table.to_pylist() for table in (plan_initiatives, plan_tasks, plan_checkpoints, plan_stages))
    for initiative in initiatives(*plan):
        for occurrence in occurrences(initiative, now["week"], rules, open_deals):
            for task in initiative.tasks:
                rows += [
                    {"week": now["week"], "carries": initiative.row["carries"], **row}
                    for row in _instances(task, occurrence, subjects, zone)
                ]
    return pa.Table.from_pylist(rows, schema=contract.arrow_schema(contract.catalogue()["task_instances"]))


class _Subjects:
    """Whom and what tasks are about."""

    def __init__(self, seats: list[Row], listed: list[Row]) -> None:
        self.seats, self.listed = seats, listed

    def of(self, task: Row, occurrence: Occurrence) -> Iterator[tuple[str, Row]]:
        """What a task is owed for, with the end of its id."""
        if task["per"] == "once":
            yield "", {"subject_kind": "company"}
        elif task["per"] == "submitter":
            layer = LAYER_OF_ROLE.get(task["role"])
            for seat in self.seats:
                if layer in (None, seat["layer"]):
                    yield f"/{seat['node_id']}.{seat['layer']}", _seat(seat)
        else:
            deals = [occurrence.deal] if occurrence.deal else self.listed
            for deal in deals:
                # of a gate the name of the time says which deal it is
                yield "" if occurrence.deal else f"/{deal['opportunity_id']}", _deal(deal)


def _instances(task: Row, occurrence: Occurrence, subjects: _Subjects, zone: ZoneInfo) -> Iterator[Row]:
    due = occurrence.due(task)
    if due is None:
        raise AssertionError(f"task {task['task_id']} has an offset and no checkpoint: intake lets none through")
    checkpoint = occurrence.checkpoints.get(task["checkpoint_id"] or "")
    from_plan = {name: task[name] for name in FROM_PLAN}
    starts = instant(occurrence.starts, zone)
    for end, subject in subjects.of(task, occurrence):
        yield {
            **from_plan, **subject, "instance_id": f"{occurrence.id}/{task['task_id']}{end}",
            "occurrence_id": occurrence.id, "segment": task["segment"] or subject.get("segment"), "starts_at": starts,
            "checkpoint_at": utc(checkpoint, zone) if checkpoint else None, "due_at": utc(due, zone),
        }  # fmt: skip


def _seat(seat: Row) -> Row:
    return {
        "subject_kind": "seat", "subject_id": seat["node_id"], "subject_name": seat["node_name"],
        "node_id": seat["node_id"], "owner_person_id": seat["submitter_id"],
    }  # fmt: skip


def _deal(deal: Row) -> Row:
    return {
        "subject_kind": "deal", "subject_id": deal["opportunity_id"], "subject_name": deal["opportunity_name"],
        "node_id": deal["node_id"], "owner_person_id": deal["owner_id"], "segment": deal["segment"],
    }  # fmt: skip
