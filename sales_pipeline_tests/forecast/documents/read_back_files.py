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

YAML_FILES = ("weighted_forecast.yaml", "commit_forecast.yaml", "final_forecast.yaml")


def problems(folder: Path, frames: Frames) -> list[str]:
    """Every figure in a file that no published table has."""
    found = _workbook((folder / variance_analysis.FILE).read_bytes(), frames)
    for name in YAML_FILES:
        found += _yaml(name, yaml.safe_load((folder / name).read_text(encoding="utf-8")), frames)
    return found + _csv((folder / pipeline_snapshot_csv.FILE).read_text(encoding="utf-8-sig"), frames)


def _workbook(blob: bytes, frames: Frames) -> list[str]:
    """Numbers in cells, the cached values of formulas included only where they repeat a table."""
    known = {float(v) for t in frames for row in frames.rows(t) for v in row.values() if isinstance(v, (Decimal, int))}
    formulas = {
        (sheet.title, cell.coordinate)
        for sheet in opened(blob, formulas=True) for row in sheet.iter_rows() for cell in row
        if cell.data_type == "f"
    }  # fmt: skip
    return [
        f"{sheet.title}!{cell.coordinate}: {cell.value} is in no table"
        for sheet in opened(blob) for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, (int, float)) and (sheet.title, cell.coordinate) not in formulas
        and float(cell.value) not in known | {0.0}
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
    ]


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
