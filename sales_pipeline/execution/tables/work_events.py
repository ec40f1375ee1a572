# Every event that the week sees: those about itself, and those about earlier weeks that came before its end; in the
# order of their numbers, for clocks are set back and forward. Details that a kind doesn't have are blank.
# grain: week, event_number
import json
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from sales_pipeline import contract


def work_events(this_week: pa.Table, event_log: pa.Table) -> pa.Table:
    """The events of a week with their details as columns."""
    [now] = this_week.to_pylist()
    schema = contract.arrow_schema(contract.catalogue()["work_events"])
    rows = []
    for row in event_log.to_pylist():
        details = json.loads(row.pop("details"))
        told = {name: _typed(schema.field(name).type, details.get(name)) for name in schema.names}
        rows.append({**told, **row, "week": now["week"]})
    return pa.Table.from_pylist(rows, schema=schema)


def _typed(kind: pa.DataType, value: Any) -> Any:
    """An instant is told as text with its zone."""
    if value is not None and pa.types.is_timestamp(kind):
        return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
    return value
