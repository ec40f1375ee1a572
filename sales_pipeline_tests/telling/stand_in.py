"""A week to tell of without a graph: its tables are rows given by hand, all else is real: log, files, settings."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from sales_pipeline import contract
from sales_pipeline.company import Company
from sales_pipeline.home import Home
from sales_pipeline_tests.sql_case import COMPANY, _default, _typed

WEEK = date(2026, 11, 16)
Row = dict[str, Any]


class StandIn:
    """What telling asks of the tables of a home."""

    def __init__(self, root: Path, as_of: str, rules: dict[str, Any] | None = None, **given: list[Row]) -> None:
        self.home, self.given = Home(root), given
        self.company = Company.model_validate({**COMPANY, "notifications": rules or {}})
        self.as_of = datetime.fromisoformat(as_of)
        self.lake = self.work = self

    def frames(self, names: Any, week: date) -> dict[str, pa.Table]:
        return {name: self.read(name) for name in names}

    def read(self, name: str) -> pa.Table:
        model = contract.catalogue()[name]
        columns = contract.columns(model)
        unknown = {key for row in self.given.get(name, []) for key in row} - {c.name for c in columns}
        assert not unknown, f"{name} has no column {sorted(unknown)}"
        rows = [
            {c.name: _typed(c, _read(c.sql_type, row.get(c.name, _default(c, WEEK)))) for c in columns}
            for row in self.given.get(name, [])
        ]
        return pa.Table.from_pylist(rows, schema=contract.arrow_schema(model))

    def tables(self, week: date) -> dict[str, pa.Table]:
        return {"work_clock": pa.Table.from_pylist([{"week": WEEK, "as_of_at": self.as_of, "is_over": False}])}

    def look_at_work(self) -> None:
        """Nothing: the rows stay as given."""

    def ensure(self, name: str, week: date) -> None:
        """Nothing."""


def _read(kind: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if kind == "TIMESTAMP" and isinstance(value, str) else value


def notification(key: str, person: str, channel: str = "out", since: str = "2026-11-17 08:00", **more: Any) -> Row:
    """A notification as the table has it."""
    return {
        "notification_key": key, "kind": key.split("/")[0], "person_id": person, "person_name": person.capitalize(),
        "email": f"{person}@acme.example", "role": "representative", "what": f"what {key}", "why": f"why {key}",
        "since_at": since, "send_from_at": since, "channel": channel, **more,
    }  # fmt: skip
