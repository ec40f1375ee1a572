"""What the UI shows of a table: its columns, its rows, what a check found."""

from datetime import date
from typing import Any

import dagster as dg

from sales_pipeline import contract
from sales_pipeline.gates import Verdict

# names people read; the lake's own types are the contract's
DISPLAY = {"VARCHAR": "string", "BIGINT": "integer", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "timestamp"}


def column_schema(name: str) -> dg.TableSchema:
    """The contract of a table as the UI's column table."""
    columns = []
    for column in contract.columns(contract.catalogue()[name]):
        words = f"{column.meaning} ({column.unit})" if column.unit else column.meaning
        kind = DISPLAY.get(column.sql_type, column.sql_type.lower())
        columns.append(dg.TableColumn(column.name, kind, words, dg.TableColumnConstraints(nullable=column.nullable)))
    return dg.TableSchema(columns=columns)


def standing(name: str) -> dict[str, Any]:
    """Metadata that belongs to the definition of a table."""
    return {"dagster/column_schema": column_schema(name), "dagster/table_name": f"analytics.{name}"}


def check_result(verdict: Verdict, key: dg.AssetKey) -> dg.AssetCheckResult:
    """A judged gate as the UI keeps it: passed, severity, what was measured, the first rows that break it."""
    numbers = {
        "measured": verdict.measured, "warns_above": verdict.warn_limit, "stops_above": verdict.error_limit,
    }  # fmt: skip
    metadata: dict[str, Any] = {"rows": verdict.row_count}
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


def markdown_rows(rows: tuple[dict[str, Any], ...]) -> str:
    """Rows as a Markdown table."""
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return "\n".join(lines + ["| " + " | ".join(_cell(row[name]) for name in names) + " |" for row in rows])


def _cell(value: object) -> str:
    text = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    return text.replace("|", "\\|").replace("\n", " ")[:200]


def sparkline(values: list[float]) -> str:
    """Numbers over weeks as a line of bars that shows inline in the UI."""
    bars = "▁▂▃▄▅▆▇█"
    low, high = min(values), max(values)
    return "".join(bars[int((value - low) / ((high - low) or 1) * 7)] for value in values)
