# What is owed in the week, the most important first. A task's wave is the longest row of tasks before it; earliest,
# latest and slack are hours of work on the longest ways through the tasks it hangs together with (those without slack
# are critical). Value at stake: of a task about a deal or a call the money still expected of it; of a task for the
# company the forecast its initiative carries, or the most of what comes after it. Never the sum: units, calls and deals
# count the same money. Priority: value at stake, then slack, then when it is due. Hours are the plan's times what
# earlier weeks taught of the task, else of its role, where work.learns_effort is on.
# grain: week, instance_id
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.effort import estimated
from sales_pipeline.execution.moments import Row, working_hours
from sales_pipeline.execution.paths import ZERO, Network


def task_queue(
    settings: pa.Table,
    task_instances: pa.Table,
    task_links: pa.Table,
    work_stakes: pa.Table,
    nodes: pa.Table,
    effort_accuracy: pa.Table,
) -> pa.Table:
    """The queue of a week."""
    [rules] = settings.to_pylist()
    taught = effort_accuracy.to_pylist() if rules["work_learns_effort"] else []
    owed = {row["instance_id"]: row for row in estimated(task_instances.to_pylist(), taught)}
    links = [(row["instance_id"], row["needs_instance_id"]) for row in task_links.to_pylist()]
    network = Network({name: row["effort_hours"] for name, row in owed.items()}, links)
    own = _own(owed, work_stakes, nodes)
    at_stake = network.at_stake(own, {name: row["subject_kind"] == "company" for name, row in owed.items()})
    places = network.places()
    ranked = sorted(owed, key=lambda name: (-at_stake[name], places[name].slack, owed[name]["due_at"], name))
    rows = []
    for order, name in enumerate(ranked, 1):
        row, place = owed[name], places[name]
        rows.append({
            **row, "priority_order": order, "wave_number": place.wave, "needs_count": len(network.needs[name]),
            "needed_by_count": len(network.needed_by[name]), "earliest_hours": place.earliest,
            "latest_hours": place.latest, "slack_hours": place.slack, "is_critical": place.slack == 0,
            "available_hours": _available(row, rules), "own_amount": own[name],
            "value_at_stake_amount": at_stake[name],
        })  # fmt: skip
    schema = contract.arrow_schema(contract.catalogue()["task_queue"])
    return pa.Table.from_pylist([{name: row[name] for name in schema.names} for row in rows], schema=schema)


def _own(owed: dict[str, Row], work_stakes: pa.Table, nodes: pa.Table) -> dict[str, Decimal]:
    """The money each task carries itself."""
    carried = {(r["subject_kind"], r["subject_id"], r["carries"]): r["carried_amount"] for r in work_stakes.to_pylist()}
    top = next((r["node_id"] for r in nodes.to_pylist() if r["instant"] == "now" and r["depth"] == 0), None)
    found = {}
    for name, row in owed.items():
        if row["subject_kind"] == "deal":
            key = ("deal", row["subject_id"], "forecast")
        else:
            key = ("node", top if row["subject_kind"] == "company" else row["node_id"], row["carries"])
        found[name] = carried.get(key, ZERO)
    return found


def _available(row: Row, rules: Row) -> Decimal:
    """Working hours from start to due."""
    zone = ZoneInfo(rules["time_zone"])
    start, due = (_local(row[name], zone) for name in ("starts_at", "due_at"))
    hours = working_hours(start, due, rules["work_day_start_hour"], rules["work_day_hours"])
    return round(Decimal(str(hours)), 2)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    """A moment on the company's clock."""
    return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
