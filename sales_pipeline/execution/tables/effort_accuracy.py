# Hours planned and spent by role and by task of the plan, of tasks that people said done before the week began, in the
# weeks at work of this and the previous period. It does not move while the week goes on, so the week's own queue may
# be planned with it: `learned_ratio` is what the plan's hours are multiplied with there.
# grain: week, grouped_by, member_id
import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.effort import Spent, by_task, learned, spent_hours
from sales_pipeline.execution.office_hours import OfficeHours


def effort_accuracy(
    this_week: pa.Table, settings: pa.Table, work_events_last_week: pa.Table, task_instances_worked: pa.Table
) -> pa.Table:
    """What was learned when a week began."""
    [now], [rules] = this_week.to_pylist(), settings.to_pylist()
    before = [row for row in work_events_last_week.to_pylist() if row["event_at"] < now["week_at"]]
    planned = {row["instance_id"]: row for row in sorted(task_instances_worked.to_pylist(), key=lambda r: r["week"])}
    done, working = [], OfficeHours.of(rules)
    for name, events in sorted(by_task(before).items()):
        task, spent = planned.get(name), spent_hours(events, working)
        if task is not None and spent is not None:
            done.append(Spent(task["task_id"], task["role"], task["effort_hours"], spent))
    rows = [{"week": now["week"], **row} for row in learned(done, rules["work_effort_prior_count"])]
    return pa.Table.from_pylist(rows, schema=contract.arrow_schema(contract.catalogue()["effort_accuracy"]))
