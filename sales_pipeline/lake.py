"""The lake: one Parquet file per table and week, replaced whole, each carrying a fingerprint of what it was made from.

Undated tables lie at `<table>.parquet`, weekly ones at `<table>/<week>.parquet`. Nothing here knows how a
table is made.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sales_pipeline import contract

_FINGERPRINT = b"sales_pipeline_fingerprint"


class LakeError(Exception):
    """A table that can't enter or leave the lake; the message names the table and the column."""


@dataclass(frozen=True)
class Lake:
    """The tables under one folder."""

    root: Path

    def path(self, name: str, week: date | None = None) -> Path:
        return self.root / f"{name}.parquet" if week is None else self.root / name / f"{week.isoformat()}.parquet"

    def has(self, name: str, week: date | None = None) -> bool:
        return self.path(name, week).is_file()

    def weeks(self, name: str) -> list[date]:
        """The weeks a table holds, in order."""
        return sorted(date.fromisoformat(path.stem) for path in (self.root / name).glob("[0-9]*.parquet"))

    def fingerprint(self, name: str, week: date | None = None) -> str | None:
        """What the file was made from; None when it is missing or can't be read, so that it is made again."""
        try:
            found = (pq.read_metadata(self.path(name, week)).metadata or {}).get(_FINGERPRINT)
        except (OSError, pa.ArrowException):
            return None
        return found.decode() if found else None

    def read(self, name: str, week: date | None = None) -> pa.Table:
        """A table with the contract's types; LakeError when the file has others."""
        table = pq.read_table(self.path(name, week))
        wanted = contract.arrow_schema(contract.catalogue()[name])
        if [(field.name, field.type) for field in table.schema] != [(field.name, field.type) for field in wanted]:
            raise LakeError(
                f"{self.path(name, week).name} of {name} has other columns than its contract: run the week again"
            )
        # DuckDB marks columns without a blank as `not null`, by what it happens to know
        return table.cast(wanted)

    def row_count(self, name: str, week: date | None = None) -> int:
        return int(pq.read_metadata(self.path(name, week)).num_rows)

    def stage(
        self, connection: duckdb.DuckDBPyConnection, query: str, name: str, week: date | None, fingerprint: str
    ) -> Path:
        """Write a query's rows, in its order, to a file beside the table's own; `replace` makes it the table."""
        target = self.path(name, week)
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        # one row group size for every machine: the same rows then give the same bytes
        connection.execute(
            f"COPY ({query}) TO '{quoted(aside)}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, "
            f"KV_METADATA {{{_FINGERPRINT.decode()}: '{fingerprint}'}})"
        )
        return aside

    def replace(self, aside: Path, name: str, week: date | None = None) -> None:
        """Put a staged file in the table's place in one move."""
        with open(aside, "rb") as file:
            os.fsync(file.fileno())
        os.replace(aside, self.path(name, week))

    def sweep(self) -> None:
        """Remove what a killed run left beside the tables."""
        for orphan in [*self.root.rglob(".*.tmp")]:
            if orphan.is_dir():
                shutil.rmtree(orphan)
            else:
                orphan.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def quoted(path: Path) -> str:
    """A path for the inside of an SQL string."""
    return str(path).replace("'", "''")
