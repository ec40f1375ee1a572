# How every checkpoint of the week stands: coming, from `notice_hours` before its time on ready or not ready by what it
# needs, held once somebody decided, missed when nobody had by `grace_hours` after it. A postponed one is looked at by
# its new time. Criteria that a deal does not meet are told; they stop nothing, for whoever passes it has to say why.
# grain: week, review_id
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.moments import Row
from sales_pipeline.execution.reviews import Course, Rules, state

FROM_TIMES = (
    "week", "review_id", "checkpoint_id", "initiative_id", "occurrence_id", "title", "subject_kind", "subject_id",
    "subject_name", "subject_amount", "escalates_to_role", "planned_at",
)  # fmt: skip


def checkpoint_reviews(
    work_clock: pa.Table,
    settings: pa.Table,
    checkpoint_times: pa.Table,
    checkpoint_needs: pa.Table,
    checkpoint_criteria: pa.Table,
    checkpoint_approvers: pa.Table,
    work_events: pa.Table,
    people: pa.Table,
) -> pa.Table:
    """The checkpoints of a week as they stand."""
    [clock], [settled] = work_clock.to_pylist(), settings.to_pylist()
    notice, grace = (timedelta(hours=settled[f"checkpoints_{name}_hours"]) for name in ("notice", "grace"))
    needs, criteria, approvers = map(_by_review, (checkpoint_needs, checkpoint_criteria, checkpoint_approvers))
    courses, names = _courses(work_events), {row["person_id"]: row["person_name"] for row in people.to_pylist()}
    rows = []
    for row in checkpoint_times.to_pylist():
        id = row["review_id"]
        course, needed, asked = courses.get(id, Course()), needs[id], criteria[id]
        is_complete = all(need["is_met"] for need in needed)
        rows.append({
            **{name: row[name] for name in FROM_TIMES}, **_decided(course, names),
            "review_at": course.at(row["planned_at"]), "postponed_count": course.postponed_count,
            "state": state(course, row["planned_at"], clock["as_of_at"], is_complete, Rules(notice, grace)),
            "need_count": len(needed), "met_need_count": sum(need["is_met"] for need in needed),
            "open_needs": _listed(need["need"] for need in needed if not need["is_met"]),
            "criterion_count": len(asked), "met_criterion_count": sum(each["is_met"] for each in asked),
            "open_criteria": _listed(each["says"] for each in asked if not each["is_met"]),
            "approvers": _listed(f"{each['person_name']} ({each['role']})" for each in approvers[id]),
        })  # fmt: skip
    return pa.Table.from_pylist(rows, schema=contract.arrow_schema(contract.catalogue()["checkpoint_reviews"]))


def _decided(course: Course, names: dict[str, str]) -> Row:
    """What was decided last."""
    last = course.last
    if last is None:
        return {}
    return {
        "outcome": last["outcome"], "note": last["note"], "decided_at": last["event_at"],
        "decided_by_id": last["person_id"], "decided_by_name": names.get(last["person_id"]),
    }  # fmt: skip


def _courses(work_events: pa.Table) -> dict[str, Course]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(work_events.to_pylist(), key=lambda row: row["event_number"]):
        if row["kind"] == "decided" and row["outcome"] is not None:
            found[row["subject_id"]].append(row)
    return {name: Course(tuple(rows)) for name, rows in found.items()}


def _by_review(table: pa.Table) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        found[row["review_id"]].append(row)
    return found


def _listed(words: Iterable[str]) -> str | None:
    return ", ".join(words) or None
