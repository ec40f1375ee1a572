"""What the YAML documents share: rows put into the shape of their JSON Schema, the head of a file, the tree.

A schema names every key as the table names its column, so it alone says what a document holds and in which order.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.run import Run
from sales_pipeline.render.yaml_writer import resolved, yaml_text

Schema = Mapping[str, Any]


@cache
def schema(document: str) -> Schema:
    """The JSON Schema of a document: schemas/<document>.schema.json."""
    text = resources.files(__package__).joinpath("schemas", f"{document}.schema.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def write(document: str, frames: Frames, run: Run, **parts: object) -> bytes:
    """A document as YAML: its parts shaped by its schema and checked against it."""
    known = schema(document)
    content = shaped({"meta": _meta(document, frames, run), **parts}, known, known)
    title = f"{known['title']} of {run.company}, week {run.week}, {run.period_label}: {run.status}"
    return yaml_text(content, known, f"{title}\n{known['description']}").encode("utf-8")


def _meta(document: str, frames: Frames, run: Run) -> Row:
    top = selection.company(frames)
    return {
        **vars(run), "document": document, "schema": schema(document)["$id"], "as_of": run.created,
        "period_id": top["period_id"] if top else run.period_label,
    }  # fmt: skip


def shaped(value: Any, part: Schema, root: Schema) -> Any:
    """A row in the shape of a part of a schema.

    What the schema does not name is left out; an object that the row does not hold is filled from the row itself.
    """
    part = resolved(part, root)
    if part.get("type") == "object":
        wanted = {n: p for n, p in part["properties"].items() if n in value or n in part["required"]}
        return {n: shaped(value if _is_within(n, p, value) else value[n], p, root) for n, p in wanted.items()}
    if part.get("type") == "array":
        return [shaped(item, part["items"], root) for item in value]
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def _is_within(name: str, part: Schema, value: Mapping[str, Any]) -> bool:
    return name not in value and part.get("type") == "object"


def tree(frames: Frames) -> Iterator[tuple[Row, list[Row]]]:
    """Every node in reading order with its rows of forecast_rollup: the running period, then the next."""
    order = {"current": 0, "next": 1}
    rows = sorted(frames.rows("forecast_rollup"), key=lambda r: (r["sort_key"], r["node_id"], order[r["horizon"]]))
    for _, found in groupby(rows, key=lambda r: r["node_id"]):
        periods = list(found)
        yield periods[0], periods


def ranged(frames: Frames, periods: Sequence[Row]) -> list[Row]:
    """A node's rows with their ranges; one that was not simulated has none."""
    found = frames.once("spans", _spans)
    spans = [found.get((row["node_id"], row["period_id"])) for row in periods]
    return [{**row, "range": span} if span else dict(row) for row, span in zip(periods, spans, strict=True)]


def _spans(frames: Frames) -> Mapping[tuple[str, str], Row]:
    return {(row["node_id"], row["period_id"]): row for row in frames.rows("forecast_simulation")}
