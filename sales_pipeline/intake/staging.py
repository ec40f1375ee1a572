"""Files to typed rows: each file's chunks are cast by SQL and land in one staged table a target.

A row with a value that can't be used goes to rejected_rows with file, line, column, value and reason; the
rest goes on. Rows read = accepted + rejected, for every file and table. Staged tables live in a schema of
their own in the caller's connection; nothing here knows what a target means.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sales_pipeline.company import Company
from sales_pipeline.intake import cast, files, shapes
from sales_pipeline.intake.csv_text import Chunk, CsvText, Fault
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.mapping import ColumnRule, Formats, Source

SCHEMA = "intake_work"
SHOWN_CHARACTERS = 200


@dataclass
class Counts:
    """Rows of one file meant for one table."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class Job:
    """One file as one source reads it."""

    key: str
    source: Source
    formats: Formats
    columns: dict[str, ColumnRule]
    where: str
    "Where the columns are set, for messages: `crm/mapping.yaml under sources.accounts.columns`."
    must_exist: frozenset[str] = frozenset()
    allows_no_rows: bool = False


@dataclass
class Staging:
    """The staged tables of one build, and what was counted on the way."""

    connection: duckdb.DuckDBPyConnection
    company: Company
    names: list[str] = field(default_factory=list)
    counts: dict[tuple[int, str], Counts] = field(default_factory=lambda: defaultdict(Counts))
    mapped: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    extracted: dict[int, date] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.run(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
        self.run(
            f"CREATE TABLE {SCHEMA}.rejected (file_no INTEGER, source_line BIGINT, table_name VARCHAR, "
            "column_name VARCHAR, value VARCHAR, reason VARCHAR, row_id VARCHAR)"
        )
        for target in shapes.STAGED:
            columns = ", ".join(f"{f.name} {f.sql_type}" for f in shapes.fields(target))
            self.run(
                f"CREATE TABLE {staged(target)} ({columns}, source_key VARCHAR, file_no INTEGER, source_line BIGINT)"
            )

    def run(self, query: str, values: list[Any] | None = None) -> duckdb.DuckDBPyConnection:
        return self.connection.execute(query, values)

    def rows(self, query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        return self.run(query, values).fetchall()

    def file_no(self, name: str, path: Path) -> int:
        """The number under which rows remember their file; files are numbered in the order they are read."""
        if name not in self.names:
            self.names.append(name)
            self.hashes[len(self.names) - 1] = files.digest(path)
        return self.names.index(name)

    def reject(self, file_no: int, table: str, faults: list[Fault]) -> None:
        """Set rows aside that can't be read as rows."""
        found = {
            "line": [fault.line for fault in faults],
            "value": [fault.value[:SHOWN_CHARACTERS] for fault in faults],
            "reason": [fault.reason for fault in faults],
        }
        self.connection.register("intake_faults", pa.table(found))
        self.run(
            f"INSERT INTO {SCHEMA}.rejected SELECT {file_no}, line, {cast.literal(table)}, NULL, value, reason, NULL "
            "FROM intake_faults"
        )
        self.connection.unregister("intake_faults")

    def load(self, path: Path, name: str, jobs: list[Job]) -> None:
        """Read one file for every source that claims it; InputError when it can't be used."""
        by_formats: dict[Formats, list[Job]] = defaultdict(list)
        for job in jobs:
            by_formats[job.formats].append(job)
        for formats, same in by_formats.items():
            text = CsvText(path, name, formats)
            usable = [job for job in same if not (job.source.optional and _missing(job, text.header))]
            plans = [_Plan(self, job, text, self.file_no(name, path), path) for job in usable]
            if plans:
                self._stream(text, plans)

    def _stream(self, text: CsvText, plans: list["_Plan"]) -> None:
        wanted = sorted({place for plan in plans for place in plan.places})
        read = 0
        for chunk in text.chunks():
            read += len(chunk.rows) + len(chunk.faults)
            self.connection.register("intake_chunk", chunk.table(wanted))
            for plan in plans:
                plan.take(chunk)
        self.connection.unregister("intake_chunk") if read else None
        if not read and not all(plan.job.allows_no_rows for plan in plans):
            raise InputError(f"{text.name} has a header and no rows: export it again, or take it away")


class _Plan:
    """The SQL that casts the chunks of one file for one source."""

    def __init__(self, staging: Staging, job: Job, text: CsvText, file_no: int, path: Path) -> None:
        self.staging, self.job, self.file_no = staging, job, file_no
        self.table = shapes.TABLE_OF.get(job.source.table, job.source.table)
        self.counts = staging.counts[file_no, self.table]
        _refuse_missing(job, text)
        self.columns = _found(job, text.header)
        self.places = {text.header.index(name) for _, name in self.columns.values() if name}
        staging.mapped[job.source.table] |= set(self.columns)
        made_on = _extract_date(job.source, path)
        if made_on:
            staging.extracted[file_no] = made_on
        if job.source.only_if:
            self.places.add(text.header.index(job.source.only_if))
        self._build(text)

    def _build(self, text: CsvText) -> None:
        job, company = self.job, self.staging.company
        target = job.source.table
        given, meant, value, wrong, faults = [], [], [], [], []
        for number, (name, (rule, column)) in enumerate(self.columns.items()):
            item = shapes.field(target, name)
            given.append(f"{self._origin(rule, column, text)} AS g{number}")
            meant.append(f"{cast.mapped(f'g{number}', rule)} AS m{number}")
            value.append(f"{cast.typed(item, f'm{number}', rule, job.formats, company)} AS v{number}")
            wrong.append(f"{cast.fault(item, f'm{number}', f'v{number}')} AS f{number}")
            faults.append((f"f{number}", column or name, f"g{number}"))
        where = ""
        if job.source.only_if:
            where = f" WHERE {cast.raw(f'c{text.header.index(job.source.only_if)}', job.formats)} IS NOT NULL"
        self.faults = faults
        self.query = (
            f"CREATE OR REPLACE TABLE {SCHEMA}.chunk AS "
            f"SELECT *, coalesce({', '.join(f for f, _, _ in faults)}) IS NOT NULL AS is_bad FROM (SELECT *, {', '.join(wrong)} "
            f"FROM (SELECT *, {', '.join(value)} FROM (SELECT *, {', '.join(meant)} "
            f"FROM (SELECT source_line, {', '.join(given)} FROM intake_chunk{where}))))"
        )

    def _origin(self, rule: ColumnRule, column: str | None, text: CsvText) -> str:
        if column is not None:
            return cast.raw(f"c{text.header.index(column)}", self.job.formats)
        if rule.line:
            return f"{cast.literal(text.name + ':')} || source_line"
        return cast.literal(rule.value or "")

    def take(self, chunk: Chunk) -> None:
        """Cast a chunk: good rows to the staged table, faults to the rejected ones."""
        staging, counts = self.staging, self.counts
        staging.run(self.query)
        taken, bad = staging.rows(f"SELECT count(*), count(*) FILTER (is_bad) FROM {SCHEMA}.chunk")[0]
        names = list(self.columns)
        target = f"{staged(self.job.source.table)} ({', '.join(names)}, source_key, file_no, source_line)"
        values = ", ".join(f"v{number}" for number in range(len(names)))
        inserted = staging.rows(
            f"INSERT INTO {target} SELECT {values}, {cast.literal(self.job.key)}, {self.file_no}, source_line "
            f"FROM {SCHEMA}.chunk WHERE NOT is_bad"
        )[0][0]
        if bad:
            self._reject_values()
        if chunk.faults:
            staging.reject(self.file_no, self.table, chunk.faults)
        counts.read += taken + len(chunk.faults)
        counts.accepted += inserted
        counts.rejected += bad + len(chunk.faults)

    def _reject_values(self) -> None:
        key = shapes.fields(self.job.source.table)[0].name
        row_id = f"g{list(self.columns).index(key)}" if key in self.columns else "NULL"
        for fault, column, given in self.faults:
            self.staging.run(
                f"INSERT INTO {SCHEMA}.rejected SELECT {self.file_no}, source_line, {cast.literal(self.table)}, "
                f"{cast.literal(column)}, left({given}, {SHOWN_CHARACTERS}), {fault}, left({row_id}, {SHOWN_CHARACTERS}) "
                f"FROM {SCHEMA}.chunk WHERE {fault} IS NOT NULL"
            )


def staged(target: str) -> str:
    """Name of the staged table of a target."""
    return f"{SCHEMA}.staged_{target}"


def _found(job: Job, header: list[str]) -> dict[str, tuple[ColumnRule, str | None]]:
    """Target column -> rule and the column of the file it reads, where the file has it."""
    found: dict[str, tuple[ColumnRule, str | None]] = {}
    for name, rule in job.columns.items():
        column = next((c for c in rule.column if c in header), None)
        if column is not None or not rule.column:
            found[name] = (rule, column)
    return found


def _missing(job: Job, header: list[str]) -> list[str]:
    """Target columns that the file can't fill and must."""
    found = _found(job, header)
    required = {f.name for f in shapes.fields(job.source.table) if f.required} | job.must_exist
    missing = [name for name in job.columns if name in required and name not in found]
    if job.source.only_if and job.source.only_if not in header:
        missing.append(job.source.only_if)
    return missing


def _refuse_missing(job: Job, text: CsvText) -> None:
    missing = _missing(job, text.header)
    if not missing:
        return
    name = missing[0]
    wanted = " or ".join(repr(c) for c in job.columns[name].column) if name in job.columns else repr(name)
    other = next((d for d in ";\t|," if len(text.header) == 1 and d in text.header[0]), None)
    if other:
        raise InputError(
            f"{text.name}, line 1: its columns seem to be separated by {other!r}, not {text.delimiter!r}; set it in "
            f"crm/mapping.yaml (formats: delimiter: {other!r})"
        )
    raise InputError(
        f"{text.name}, line 1: column {wanted} is missing, which {name} is read from; export it too, "
        f"or name the right column in {job.where}"
    )


def _extract_date(source: Source, path: Path) -> date | None:
    if source.file_date:
        try:
            return datetime.strptime(path.name, source.file_date).date()
        except ValueError:
            return source.extracted_on
    return source.extracted_on
