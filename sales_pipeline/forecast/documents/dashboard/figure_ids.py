"""Ids of figures on the page, and back: which row and column of which published table an element shows.

    NODE:COLUMN                      a column of forecast_rollup, of the running period
    NODE:TABLE.COLUMN                the node's row of another table
    NODE:TABLE.COLUMN@KEY=VALUE;…    that of its rows which the keys pick
    :TABLE.COLUMN@KEY=VALUE;…        a row of a table that does not go by node

What is kept by representative alone (hygiene_counts) is summed for the units above. Other ids are those of facts.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow

from sales_pipeline.forecast.documents.frames import Frames

ROLLUP = "forecast_rollup"
SUMMED = frozenset({"hygiene_counts"})
_ID = re.compile(r"(?P<node>.*?):(?:(?P<table>[a-z_0-9]+)\.)?(?P<column>[a-z_0-9]+)(?:@(?P<keys>.*))?", re.DOTALL)


def suffix(**keys: object) -> str:
    """The end of an id that picks a row: "@as_of_date=2026-11-09"."""
    return "@" + ";".join(f"{name}={value}" for name, value in keys.items()) if keys else ""


def figure_id(node: str, measure: str, end: str = "") -> str:
    return f"{node}:{measure}{end}"


def value_of(frames: Frames, id: str) -> Decimal | int | str | date | None:
    """What the published tables say of an id; LookupError when no row or more than one fits."""
    found = _ID.fullmatch(id)
    if not found:
        raise LookupError(f"{id!r} is no id of a figure: write NODE:COLUMN or NODE:TABLE.COLUMN@KEY=VALUE")
    table = found["table"] or ROLLUP
    wanted: dict[str, Any] = dict(part.split("=", 1) for part in (found["keys"] or "").split(";") if part)
    kinds = {field.name: field.type for field in frames.table(table).schema}
    keys = {name: _typed(value, kinds[name]) for name, value in wanted.items()}
    if found["node"]:
        keys["node_id"] = found["node"]
    if "horizon" in kinds:
        keys.setdefault("horizon", "current")
    elif "period_id" in kinds and found["node"] and "period_id" not in keys:
        keys["period_id"] = frames.rows(ROLLUP, horizon="current", depth=0)[0]["period_id"]
    if table in SUMMED:
        return _summed(frames, table, found["column"], keys)
    value: Decimal | int | str | date | None = frames.one(table, **keys)[found["column"]]
    return value


def _summed(frames: Frames, table: str, column: str, keys: dict[str, Any]) -> Decimal | int:
    """Over the node and all below it."""
    below, parents = (
        {keys.pop("node_id")},
        {r["node_id"]: r["parent_node_id"] for r in frames.rows(ROLLUP, horizon="current")},
    )
    while more := {node for node, parent in parents.items() if parent in below} - below:
        below |= more
    total: Decimal | int = sum(row[column] for row in frames.rows(table, node_id=below, **keys))
    return total


def _typed(value: str, kind: pyarrow.DataType) -> Any:
    if pyarrow.types.is_date(kind):
        return date.fromisoformat(value)
    return int(value) if pyarrow.types.is_integer(kind) else value
