"""What the UI shows of an asset: its columns, the text it comes from, its rows, what a check found."""

import json
import re
import sys
import warnings
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg

import sales_pipeline
from sales_pipeline import contract, sql
from sales_pipeline.document_checks import SHOWN, DocumentVerdict
from sales_pipeline.documents import Document
from sales_pipeline.gates import Verdict

PACKAGE = Path(sales_pipeline.__file__).parent

# names people read; the lake's own types are the contract's
DISPLAY = {"VARCHAR": "string", "BIGINT": "integer", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "timestamp"}


def column_schema(name: str) -> dg.TableSchema:
    """The contract of a table as the UI's column table."""
    columns = []
    for column in contract.columns(contract.catalogue()[name]):
        words = plain(f"{column.meaning} ({column.unit})" if column.unit else column.meaning)
        kind = DISPLAY.get(column.sql_type, column.sql_type.lower())
        columns.append(dg.TableColumn(column.name, kind, words, dg.TableColumnConstraints(nullable=column.nullable)))
    return dg.TableSchema(columns=columns)


def plain(words: str) -> str:
    """Words that the UI reads as Markdown: `+ best case` is no list to us and `<week>` no tag."""
    return re.sub(r"[*<>]|^[-+#](?=\s)", lambda found: f"\\{found[0]}", words)


def standing(name: str) -> dict[str, Any]:
    """Metadata that belongs to the definition of a table: its columns, and the SQL or else the contract it follows."""
    shown = {"dagster/column_schema": column_schema(name), "dagster/table_name": f"analytics.{name}"}
    if name in sql.tables():
        table = sql.tables()[name]
        language, ending = ("python", "py") if table.function else ("sql", "sql")
        path = PACKAGE / table.domain / "tables" / f"{name}.{ending}"
        text = dg.MetadataValue.md(f"```{language}\n{path.read_text(encoding='utf-8').strip()}\n```")
        return {**shown, language: text, **source(path)}
    model = contract.catalogue()[name]
    path = Path(str(sys.modules[model.__module__].__file__))
    return {**shown, **source(path, _lines(path).index(f"class {model.__name__}") + 1)}


@cache
def _lines(path: Path) -> list[str]:
    """A module's lines up to the first bracket: asking `inspect` for each model would parse the file every time."""
    return [line.split("(")[0] for line in path.read_text(encoding="utf-8").splitlines()]


def document_standing(document: Document) -> dict[str, Any]:
    """The same of a document: the tables it shows, its module, and its columns or parts where it is data."""
    module = Path(str(document.module.__file__))
    shown: dict[str, Any] = {"shows": ", ".join(document.tables), **source(module)}
    stem = Path(document.file).stem
    if document.kind == "csv":
        shown["dagster/column_schema"] = column_schema(stem)
    schema = module.parent / "schemas" / f"{stem}.schema.json"
    if schema.exists():
        shown["dagster/column_schema"] = parts(json.loads(schema.read_text(encoding="utf-8")))
    return shown


def parts(schema: dict[str, Any]) -> dg.TableSchema:
    """The top level of a JSON Schema as the UI's column table."""
    shared = schema.get("$defs", {})
    columns = []
    for name, part in schema["properties"].items():
        whole = {**shared.get(part.get("$ref", "").removeprefix("#/$defs/"), {}), **part}
        needed = dg.TableColumnConstraints(nullable=name not in schema["required"])
        columns.append(dg.TableColumn(name, whole["type"], plain(whole["description"]), needed))
    return dg.TableSchema(columns=columns)


def source(path: Path, line: int = 1) -> dict[str, Any]:
    """The link to the file an asset comes from; dagster adds the one to defs.yaml."""
    with warnings.catch_warnings():
        # the version is pinned to one in which these work; a command's stderr is for its own messages
        warnings.simplefilter("ignore", dg.BetaWarning)
        # of a package its name says more than its file's
        name = f"{path.parent.name}/{path.name}" if path.name == "__init__.py" else path.name
        reference = dg.LocalFileCodeReference(file_path=str(path), line_number=line, label=name)
        return {"dagster/code_references": dg.CodeReferencesMetadataValue(code_references=[reference])}


def check_result(verdict: Verdict, key: dg.AssetKey) -> dg.AssetCheckResult:
    """A judged gate as the UI keeps it: passed, severity, what was measured, the first rows that break it."""
    numbers = {
        "measured": verdict.measured, "warns_above": verdict.warn_limit, "stops_above": verdict.error_limit,
    }  # fmt: skip
    metadata: dict[str, Any] = {"rows": verdict.row_count}
    if verdict.gate in sql.gates():
        metadata["query"] = f"{sql.gates()[verdict.gate].domain}/gates/{verdict.gate}.sql"
    metadata |= {name: float(value) for name, value in numbers.items() if value is not None}
    if verdict.shown:
        metadata["breaking_rows"] = dg.MetadataValue.md(markdown_rows(verdict.shown))
    if verdict.waived_by:
        metadata["waived"] = f"{verdict.waived_by}: {verdict.waiver_reason}"
    return dg.AssetCheckResult(
        passed=verdict.state == "ok",
        asset_key=key,
        check_name=verdict.gate,
        severity=dg.AssetCheckSeverity.ERROR if verdict.stops else dg.AssetCheckSeverity.WARN,
        description=verdict.promise if verdict.state == "ok" else f"{verdict.promise} Broken: {verdict.detail or ''}",
        metadata=metadata,
    )


def document_result(verdict: DocumentVerdict) -> dg.AssetCheckResult:
    """A document judged, as the UI keeps it: passed, how many findings, the first of them."""
    metadata: dict[str, Any] = {"findings": len(verdict.findings), "file": verdict.file}
    if verdict.findings:
        metadata["first_findings"] = dg.MetadataValue.md(
            "\n".join(f"- {_cell(finding)}" for finding in verdict.findings[:SHOWN])
        )
    return dg.AssetCheckResult(
        passed=verdict.holds, asset_key=dg.AssetKey(verdict.document), check_name=verdict.check,
        severity=dg.AssetCheckSeverity.ERROR, description=verdict.promise if verdict.holds else verdict.sentence,
        metadata=metadata,
    )  # fmt: skip


def markdown_rows(rows: tuple[dict[str, Any], ...]) -> str:
    """Rows as a Markdown table."""
    names = list(rows[0])
    lines = ["| " + " | ".join(_cell(name) for name in names) + " |", "|" + "---|" * len(names)]
    return "\n".join(lines + ["| " + " | ".join(_cell(row[name]) for name in names) + " |" for row in rows])


def _cell(value: object) -> str:
    text = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    # names people typed may hold what Markdown or HTML would take for its own
    return re.sub(r"([\\`*_<>\[\]|~])", r"\\\1", " ".join(text.split())[:200])


def sparkline(values: list[float]) -> str:
    """Numbers over weeks as a line of bars that shows inline in the UI."""
    bars = "▁▂▃▄▅▆▇█"
    low, high = min(values), max(values)
    return "".join(bars[int((value - low) / ((high - low) or 1) * 7)] for value in values)
