"""The staged tables of one build: one a target, with file and line of each row, and what was counted on the way.

They live in a schema of their own in the caller's connection. Rows read = accepted + rejected, for every
file and table; a row set aside later, such as an older twin, moves from the one count to the other.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sales_pipeline.company import Company
from sales_pipeline.intake import files, shapes
from sales_pipeline.intake.sql_text import literal
from sales_pipeline.intake.text_rows import Fault

SCHEMA = "intake_work"
SHOWN_CHARACTERS = 200


@dataclass
class Counts:
    """Rows of one file meant for one table."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0


@dataclass
class Staging:
    """One build's staged rows; files are numbered in the order they are read."""

    connection: duckdb.DuckDBPyConnection
    company: Company
    names: list[str] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    counts: dict[tuple[int, str], Counts] = field(default_factory=lambda: defaultdict(Counts))
    mapped: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    extracted: dict[int, date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.run(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        self.run(f"CREATE SCHEMA {SCHEMA}")
        self.run(
            f"CREATE TABLE {SCHEMA}.rejected (file_no INTEGER, source_line BIGINT, table_name VARCHAR, "
            "column_name VARCHAR, value VARCHAR, reason VARCHAR, row_id VARCHAR, known_at TIMESTAMP)"
        )
        for target in shapes.STAGED:
            columns = ", ".join(f"{f.name} {f.sql_type}" for f in shapes.fields(target))
            own = "source_key VARCHAR, file_no INTEGER, source_line BIGINT"
            self.run(f"CREATE TABLE {staged(target)} ({columns}, {own})")

    def run(self, query: str, values: list[Any] | None = None) -> duckdb.DuckDBPyConnection:
        return self.connection.execute(query, values)

    def rows(self, query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.run(query, values).fetchall()
        return found

    def number(self, name: str, path: Path) -> int:
        """The number under which rows remember their file."""
        if name not in self.names:
            self.names.append(name)
            self.hashes.append(files.digest(path))
        return self.names.index(name)

    def reject(self, file_no: int, table: str, faults: list[Fault]) -> None:
        """Set rows aside that can't be read as rows."""
        found = {
            "line": [fault.line for fault in faults],
            "value": [fault.value[:SHOWN_CHARACTERS] for fault in faults],
            "reason": [fault.reason for fault in faults],
        }
        self.connection.register("intake_faults", pa.table(found))
        self.run(f"""
            INSERT INTO {SCHEMA}.rejected
            SELECT {file_no}, line, {literal(table)}, NULL, value, reason, NULL, NULL FROM intake_faults""")
        self.connection.unregister("intake_faults")

    def move_to_rejected(self, file_no: int, table: str, number: int) -> None:
        """Correct the counts for rows set aside after they were accepted."""
        self.counts[file_no, table].accepted -= number
        self.counts[file_no, table].rejected += number


def staged(target: str) -> str:
    """Name of the staged table of a target."""
    return f"{SCHEMA}.staged_{target}"
