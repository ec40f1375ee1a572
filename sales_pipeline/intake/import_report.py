"""What an import says when it is done, as plain lines."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

QUALITY = Path(__file__).parent / "tables" / "history_quality.sql"


@dataclass
class ImportReport:
    """A new home: what was read into it, what was proposed, and what a forecast from it will lack."""

    home: Path
    read: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)
    lacks: list[str] | None = None
    before_a_run: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The whole report."""
        parts = [
            ("Read", self.read),
            ("Rejected", self.rejected or ["nothing"]),
            ("Proposed, to confirm or change", self.proposed),
            ("A forecast will lack", ["nothing"] if self.lacks == [] else self.lacks),
            ("Before a run", self.before_a_run),
        ]
        told = [line for title, lines in parts if lines for line in (title, *(f"  {line}" for line in lines))]
        return [f"Made {self.home}", *told, f"Next: sales-pipeline run --home {self.home}"]

    def __str__(self) -> str:
        return "\n".join(self.lines())


def read(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What became of every file below crm/."""
    return [
        f"{name}: not read, no source of crm/mapping.yaml claims it"
        if not table
        else f"{name} into {table}: {rows:,} rows, {accepted:,} accepted, {rejected:,} rejected"
        for name, table, rows, accepted, rejected in connection.execute(
            "SELECT source_file, table_name, row_count, accepted_count, rejected_count FROM source_files "
            "WHERE starts_with(source_file, 'crm/') ORDER BY 1, 2"
        ).fetchall()
    ]


def rejected(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Rejected rows by reason, with an example."""
    found = connection.execute(r"""
        SELECT source_file, column_name, regexp_replace(reason, 'line \d+', 'a later line') AS why, count(*) AS number,
            min(source_line), min_by(value, source_line)
        FROM rejected_rows GROUP BY source_file, column_name, why ORDER BY number DESC, source_file, column_name, why
        """).fetchall()
    return [
        f"{number:,} x {name}{f', {column}' if column else ''}: {why} (line {line}: {_shown(value)})"
        for name, column, why, number, line, value in found
    ]


def lacks(connection: duckdb.DuckDBPyConnection, this_week: pa.Table) -> list[str]:
    """What the source never fills, by the text of history_quality.sql over everything that was read."""
    connection.register("this_week", this_week)
    query = QUALITY.read_text(encoding="utf-8")
    found = connection.execute(f"SELECT field, consequence FROM ({query}) WHERE NOT is_available ORDER BY 1").fetchall()
    return [f"{name}: {consequence}" for name, consequence in found]


def _shown(value: str | None) -> str:
    text = "" if value is None else " ".join(value.split())
    return repr(text if len(text) <= 60 else text[:57] + "...")
