# What there is to tell each person by now, with the channel and the moment from which on it may be told: the end of the
# quiet hours in which it came about, on the person's own clock. What is due soon is told so many hours before it is;
# how the week stands, once for each day. What did not arrive through a channel is told to sales operations on a page.
# grain: week, notification_key
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.execution.quiet_hours import Quiet, telling_time
from sales_pipeline.notification_rules import FILES

Row = dict[str, Any]
UNDELIVERED = "escalation/undelivered/"


def notifications(
    settings: pa.Table, channel_rules: pa.Table, work_clock: pa.Table, people: pa.Table, work_profiles: pa.Table,
    task_notices: pa.Table, review_notices: pa.Table, progress_notices: pa.Table,
) -> pa.Table:  # fmt: skip
    """Everything that may be told in the week by now."""
    [rules], [clock] = settings.to_pylist(), work_clock.to_pylist()
    zone, now = ZoneInfo(rules["time_zone"]), clock["as_of_at"]
    quiet, own_zones = quiet_of(rules), zones_of(work_profiles)
    known = {person["person_id"]: person for person in people.to_pylist()}
    channels = channel_rules.to_pylist()
    rows = []
    for table in (task_notices, review_notices, progress_notices):
        for notice in table.to_pylist():
            told = _timed(notice, rules, zone)
            if told["since_at"] > now:
                continue
            person = known.get(notice["person_id"], {})
            rows.append({
                **told, "person_name": person.get("person_name") or notice["person_id"], "role": person.get("role"),
                "email": person.get("email"),
                "send_from_at": telling_time(told["since_at"], own_zones.get(notice["person_id"], zone), quiet),
                "channel": _channel(channels, told, person.get("role")),
            })  # fmt: skip
    schema = contract.arrow_schema(contract.catalogue()["notifications"])
    ordered = sorted(rows, key=lambda row: str(row["notification_key"]))
    return pa.Table.from_pylist([{name: row[name] for name in schema.names} for row in ordered], schema=schema)


def zones_of(work_profiles: pa.Table) -> dict[str, ZoneInfo]:
    """Where people are: who says nothing of it is where the company is."""
    return {row["person_id"]: ZoneInfo(row["time_zone"]) for row in work_profiles.to_pylist()}


def quiet_of(rules: Row) -> Quiet:
    """The quiet hours of the settings."""
    return Quiet(
        rules["notifications_quiet_from_hour"], rules["notifications_quiet_until_hour"],
        rules["notifications_quiet_weekends"],
    )  # fmt: skip


def _timed(notice: Row, rules: Row, zone: ZoneInfo) -> Row:
    """A notice at the moment it is one."""
    since: datetime = notice["since_at"]
    if notice["kind"] == "due_soon":
        return {**notice, "since_at": since - timedelta(hours=rules["notifications_due_soon_hours"])}
    if notice["kind"] == "status":
        day = since.replace(tzinfo=UTC).astimezone(zone).date()
        return {**notice, "notification_key": f"{notice['notification_key']}/{day}"}
    return notice


def _channel(rules: list[Row], notice: Row, role: str | None) -> str:
    """The first rule that speaks of the kind, then the role, then of all."""
    if notice["notification_key"].startswith(UNDELIVERED):
        return FILES
    fitting = (
        str(rule["channel"]) for rule in rules
        if rule["kind"] in (None, notice["kind"]) and (rule["role"] in (None, role))
    )  # fmt: skip
    return next(fitting)
