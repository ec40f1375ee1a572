"""The lake: one Parquet file per table and week, replaced whole, each carrying a fingerprint of what it was made from.

Undated tables lie at `<table>.parquet`, weekly ones at `<table>/<week>.parquet`. Nothing here knows how a
table is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sales_pipeline import contract, files

# one row group size for every machine: the same rows then give the same bytes. Read far more often than written: this
# takes a quarter less processor to read than Zstandard, and a quarter more room
_FORMAT = "FORMAT parquet, COMPRESSION lz4_raw, PARQUET_VERSION V2, ROW_GROUP_SIZE 122880"
_FINGERPRINT, _CHAIN = "sales_pipeline_fingerprint", "sales_pipeline_visible"


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
        path = self.path(name, week)
        try:
            metadata = pq.read_metadata(path)
            return _note(metadata, _FINGERPRINT) if _holds_its_rows(metadata, path) else None
        except (OSError, pa.ArrowException):
            return None

    def chain(self, name: str) -> str:
        """What stands in the file of an undated table about what each week sees of it."""
        found = _note(pq.read_metadata(self.path(name)), _CHAIN)
        if found is None:
            raise LakeError(f"{name}.parquet doesn't say what each week sees of it: remove it and run again")
        return found

    def read(self, name: str, week: date | None = None) -> pa.Table:
        """A table with the contract's types; LakeError when the file has others."""
        return self._typed(pq.read_table(self.path(name, week)), name, week)

    def pieces(self, name: str, week: date | None = None) -> Iterator[pa.Table]:
        """The same, row group by row group: a large table then needs no more memory than a small one."""
        with pq.ParquetFile(self.path(name, week)) as file:
            for number in range(file.num_row_groups):
                yield self._typed(file.read_row_group(number), name, week)
            if not file.num_row_groups:
                yield self._typed(file.read(), name, week)

    def _typed(self, table: pa.Table, name: str, week: date | None) -> pa.Table:
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
        self, connection: duckdb.DuckDBPyConnection, query: str, name: str, week: date | None, fingerprint: str,
        chain: str | None = None,
    ) -> Path:  # fmt: skip
        """Write a query's rows, in its order, to a file beside the table's own; `replace` makes it the table."""
        notes = f"{_FINGERPRINT}: '{fingerprint}'" + (f", {_CHAIN}: '{chain}'" if chain else "")
        aside = files.aside(self.path(name, week))
        connection.execute(f"COPY ({query}) TO '{quoted(aside)}' ({_FORMAT}, KV_METADATA {{{notes}}})")
        return aside

    def replace(self, aside: Path, name: str, week: date | None = None) -> None:
        """Put a staged file in the table's place in one move."""
        files.move(aside, self.path(name, week))

    def remove_damaged(self) -> list[Path]:
        """Take out the files whose rows can't be read, found by reading all: what asks for them makes them anew."""
        damaged = [path for path in sorted(self.root.rglob("*.parquet")) if not _readable(path)]
        for path in damaged:
            files.remove(path)
        return damaged

    def sweep(self) -> None:
        """Remove what a killed run left beside the tables."""
        files.sweep(self.root)


def _note(metadata: pq.FileMetaData, key: str) -> str | None:
    found = (metadata.metadata or {}).get(key.encode())
    return found.decode() if found else None


def _holds_its_rows(metadata: pq.FileMetaData, path: Path) -> bool:
    """Whether the file is as long as its footer says: one cut in the middle may have kept that."""
    if not metadata.num_row_groups:
        return True
    last = metadata.row_group(metadata.num_row_groups - 1)
    columns = [last.column(number) for number in range(last.num_columns)]
    starts = [c.dictionary_page_offset if c.has_dictionary_page else c.data_page_offset for c in columns]
    end = max(start + c.total_compressed_size for start, c in zip(starts, columns, strict=True))
    return bool(end <= path.stat().st_size - metadata.serialized_size)


def _readable(path: Path) -> bool:
    try:
        with pq.ParquetFile(path) as file:
            for _ in file.iter_batches():
                pass
    except (OSError, pa.ArrowException):
        return False
    return True


def quoted(path: Path) -> str:
    """A path for the inside of an SQL string."""
    return str(path).replace("'", "''")
