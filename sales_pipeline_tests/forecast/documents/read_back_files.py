"""Workbook, YAML and CSV of a published week, read from their files and compared with the published database."""

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from sales_pipeline.forecast.documents import pipeline_snapshot_csv, variance_analysis
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline_tests.render.workbooks import opened

# the same reader in C, where PyYAML was built with it
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
YAML_FILES = ("weighted_forecast.yaml", "commit_forecast.yaml", "final_forecast.yaml")


def problems(folder: Path, frames: Frames) -> list[str]:
    """Every figure in a file that no published table has."""
    found = _workbook((folder / variance_analysis.FILE).read_bytes(), frames)
    for name in YAML_FILES:
        found += _yaml(name, yaml.load((folder / name).read_text(encoding="utf-8"), _LOADER), frames)
    return found + _csv((folder / pipeline_snapshot_csv.FILE).read_text(encoding="utf-8-sig"), frames)


def _workbook(blob: bytes, frames: Frames) -> list[str]:
    """Numbers in cells, the cached values of formulas included only where they repeat a table."""
    known = {float(v) for t in frames for row in frames.rows(t) for v in row.values() if isinstance(v, (Decimal, int))}
    known.add(0.0)
    formulas = {
        (sheet.title, cell.coordinate)
        for sheet in opened(blob, formulas=True) for row in sheet.iter_rows() for cell in row
        if cell.data_type == "f"
    }  # fmt: skip
    return [
        f"{sheet.title}!{cell.coordinate}: {cell.value} is in no table"
        for sheet in opened(blob) for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, (int, float)) and (sheet.title, cell.coordinate) not in formulas
        and float(cell.value) not in known
    ]  # fmt: skip


def _yaml(file: str, document: Mapping[str, Any], frames: Frames) -> list[str]:
    """Each key is a column: its number must stand in that column of some table."""
    known: dict[str, set[float]] = {}
    for table in frames:
        for row in frames.rows(table):
            for name, value in row.items():
                if isinstance(value, (Decimal, int)):
                    known.setdefault(name, set()).add(float(value))
    return [
        f"{file}: {name} {value} is in no table"
        for name, value in _numbers(document)
        if name.endswith("_amount") and float(value) not in known.get(name, set())
    ] + [*_positions(file, document, frames), *_deals(file, document, frames)]


def _positions(file: str, document: Mapping[str, Any], frames: Frames) -> Iterator[str]:
    """Each figure of a node and period against that node's own row: roll-up and range."""
    rows = {(row["node_id"], row["period_id"]): dict(row) for row in frames.rows("forecast_rollup")}
    for row in frames.rows("forecast_simulation"):
        rows.get((row["node_id"], row["period_id"]), {}).update(row)
    for node in document["nodes"]:
        for period in node["periods"]:
            own = rows[node["node_id"], period["period_id"]]
            for name, value in _own_numbers(period):
                if name in own and float(own[name] or 0) != float(value):
                    yield f"{file}: {name} of {node['node_id']} is {value}, not {own[name]}"


def _deals(file: str, document: Mapping[str, Any], frames: Frames) -> Iterator[str]:
    """Each figure of a listed deal against its own driver row."""
    for period in document.get("deals", ()):
        rows = {row["opportunity_id"]: row for row in frames.rows("deal_yields", horizon=period["horizon"])}
        for deal in period["listed"]:
            own = rows[deal["opportunity_id"]]
            for name, value in deal.items():
                if isinstance(value, (int, float)) and float(own[name]) != float(value):
                    yield f"{file}: {name} of deal {deal['opportunity_id']} is {value}, not {own[name]}"


def _own_numbers(part: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Numbers of a part that are not in a list of other rows."""
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield from _own_numbers(value)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield name, value


def _numbers(part: Any, name: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from _numbers(value, str(key))
    elif isinstance(part, list):
        for value in part:
            yield from _numbers(value, name)
    elif isinstance(part, (int, float)) and not isinstance(part, bool):
        yield name, part


def _csv(text: str, frames: Frames) -> list[str]:
    written = list(csv.DictReader(io.StringIO(text)))
    rows = frames.rows("pipeline_snapshot")
    if len(written) != len(rows):
        return [f"pipeline_snapshot.csv has {len(written)} rows for {len(rows)}"]
    return [
        f"pipeline_snapshot.csv: {row['opportunity_id']} has amount {line['amount']}, not {row['amount']}"
        for line, row in zip(written, rows, strict=True)
        if Decimal(line["amount"]) != row["amount"] or line["opportunity_id"] != row["opportunity_id"]
    ]
