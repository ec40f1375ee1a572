# Of every deal at a gate and each criterion of that gate: what the plan asks of a column of the pipeline, what stands
# in it at the start of the week, and whether that meets it. What the source does not say meets nothing.
# grain: week, review_id, criterion_id
from collections import defaultdict

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.criteria import is_met, seen
from sales_pipeline.execution.moments import Row

FROM_PLAN = ("criterion_id", "says", "column_name", "operator", "source_file", "source_line")


def checkpoint_criteria(
    checkpoint_times: pa.Table, plan_criteria: pa.Table, plan_approvers: pa.Table, pipeline_snapshot: pa.Table
) -> pa.Table:
    """The criteria of a week's gates."""
    deals = {row["opportunity_id"]: row for row in pipeline_snapshot.to_pylist()}
    criteria, roles = _by_checkpoint(plan_criteria), _by_checkpoint(plan_approvers)
    rows = [
        {
            **{name: criterion[name] for name in FROM_PLAN}, "week": review["week"], "review_id": review["review_id"],
            "opportunity_id": review["subject_id"], "wanted": criterion["value"],
            "seen": seen(value := deals[review["subject_id"]][criterion["column_name"]]),
            "is_met": is_met(value, criterion["operator"], criterion["value"]),
            "passed_by": ", ".join(row["role"] for row in roles[review["checkpoint_id"]]),
        }
        for review in checkpoint_times.to_pylist() if review["subject_kind"] == "deal"
        for criterion in criteria[review["checkpoint_id"]]
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=contract.arrow_schema(contract.catalogue()["checkpoint_criteria"]))


def _by_checkpoint(table: pa.Table) -> dict[str, list[Row]]:
    """Rows of the plan by checkpoint, in their order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(table.to_pylist(), key=lambda row: row.get("approver_order") or 0):
        found[row["checkpoint_id"]].append(row)
    return found
