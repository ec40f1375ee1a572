# Every checkpoint of the plan that is at work in the week, each time it is held: reviews of the week's forecast, of a
# month or quarter at work, of initiatives under way, and a gate for each deal at its stages. What is once, and the gate
# of a deal, stays from week to week under the same id until its initiative ends or the deal has moved on. Times are the
# company's clock as UTC.
# grain: week, review_id
from zoneinfo import ZoneInfo

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.moments import Row, utc
from sales_pipeline.execution.occurrences import Initiative, initiatives, occurrences


def checkpoint_times(
    this_week: pa.Table,
    settings: pa.Table,
    plan_initiatives: pa.Table,
    plan_tasks: pa.Table,
    plan_checkpoints: pa.Table,
    plan_stages: pa.Table,
    pipeline_snapshot: pa.Table,
) -> pa.Table:
    """The checkpoints of a week."""
    [now], [rules] = this_week.to_pylist(), settings.to_pylist()
    deals = [row for row in pipeline_snapshot.to_pylist() if row["state"] == "open"]
    zone, rows = ZoneInfo(rules["time_zone"]), []
    plan = (table.to_pylist() for table in (plan_initiatives, plan_tasks, plan_checkpoints, plan_stages))
    for initiative in initiatives(*plan):
        for occurrence in occurrences(initiative, now["week"], rules, deals):
            for checkpoint in initiative.checkpoints:
                at = occurrence.checkpoints[checkpoint["checkpoint_id"]]
                said = _said(initiative, checkpoint) | _subject(occurrence.deal)
                review_id = f"{occurrence.id}/{checkpoint['checkpoint_id']}"
                rows.append({
                    **said, "week": now["week"], "review_id": review_id, "occurrence_id": occurrence.id,
                    "planned_at": utc(at, zone),
                })  # fmt: skip
    return pa.Table.from_pylist(rows, schema=contract.arrow_schema(contract.catalogue()["checkpoint_times"]))


def _said(initiative: Initiative, checkpoint: Row) -> Row:
    """What the plan says of it."""
    names = ("checkpoint_id", "initiative_id", "title", "escalates_to_role", "source_file", "source_line")
    row = initiative.row
    own = {name: row[name] for name in ("pattern", "tier", "owner_role")} | {"initiative_title": row["title"]}
    return own | {name: checkpoint[name] for name in names}


def _subject(deal: Row | None) -> Row:
    if deal is None:
        return {"subject_kind": "company"}
    return {
        "subject_kind": "deal", "subject_id": deal["opportunity_id"], "subject_name": deal["opportunity_name"],
        "account_name": deal["account_name"], "node_id": deal["node_id"], "owner_person_id": deal["owner_id"],
        "subject_amount": deal["amount"],
    }  # fmt: skip
