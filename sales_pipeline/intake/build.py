"""Intake as one step: every file of a home to one table a contract, in the caller's connection.

Writes no file. Raises InputError, with the tables then in an unknown state, when a file can't be used.
"""

import duckdb

from sales_pipeline import contract
from sales_pipeline.company import Company
from sales_pipeline.home import Home
from sales_pipeline.intake import (
    availability,
    deals,
    field_changes,
    files,
    history,
    mapping_file,
    organisation,
    plain,
    shapes,
    sources,
    stages,
    submissions,
)
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.files import input_digest, inputs
from sales_pipeline.intake.mapping import Mapping
from sales_pipeline.intake.plan import build as plan
from sales_pipeline.intake.plan.known import Known
from sales_pipeline.intake.sources import Reading
from sales_pipeline.intake.staging import SCHEMA, Staging

__all__ = ["WEEKLY", "InputError", "Known", "build", "input_digest", "inputs"]

WEEKLY = ("history_quality",)


def build(connection: duckdb.DuckDBPyConnection, home: Home, company: Company, known: Known | None = None) -> None:
    """Leave one table per contract in the connection; those the source lacks are empty. `known` are the names of the
    graph that a plan may use; without them they are taken as written."""
    mapping = mapping_file.load(home)
    if mapping.amount_is not in (None, company.amount_kind):
        raise InputError(
            f"crm/mapping.yaml says amounts are {mapping.amount_is}, company.yaml amount_kind {company.amount_kind}; "
            "make them agree"
        )
    staging = Staging(connection, company)
    try:
        reading = sources.read_all(staging, home, mapping)
        _make(staging, home, mapping, reading, known)
    finally:
        connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


def tables() -> list[str]:
    """The tables that build makes."""
    return [name for name, _ in contract.models("intake") if name not in WEEKLY]


def _make(staging: Staging, home: Home, mapping: Mapping, reading: Reading, known: Known | None) -> None:
    create_tables(staging)
    organisation.derive(staging, mapping)
    stages.derive(staging, mapping)
    plain.supersede(staging, "opportunities", "modified_at")
    plain.settle(staging, mapping)
    field_changes.merge(staging, mapping)
    stages.settle(staging)
    stages.refuse_unmapped(staging)
    organisation.drop_strangers(staging)
    organisation.check(staging)
    availability.settle(staging)
    for table in shapes.PLAIN:
        if table != "opportunity_products":
            _write_plain(staging, table)
    availability.build(staging, reading)
    history.build(staging, mapping)
    stages.refuse_unrated(staging)
    deals.build(staging)
    submissions.build(staging, reading)
    reading.unclaimed += plan.build(staging, home, known)
    account_for_rows(staging, home, reading)


def create_tables(staging: Staging) -> None:
    """Every table, empty, and the names of files by number."""
    for name in tables():
        columns = ", ".join(f"{c.name} {c.sql_type}" for c in contract.columns(contract.catalogue()[name]))
        staging.run(f"CREATE OR REPLACE TABLE {name} ({columns})")
    staging.run(f"CREATE TABLE {SCHEMA}.names (file_no INTEGER, source_file VARCHAR)")
    for number, name in [(-1, "crm/mapping.yaml"), *enumerate(staging.names)]:
        staging.run(f"INSERT INTO {SCHEMA}.names VALUES (?, ?)", [number, name])


def _write_plain(staging: Staging, table: str) -> None:
    query = plain.ranges(table) if table in plain.DATED else plain.one_per_key(table)
    names = [c.name for c in contract.columns(contract.catalogue()[table])]
    shown = ", ".join(f"n.{name}" if name == "source_file" else f"t.{name}" for name in names)
    staging.run(f"INSERT INTO {table} SELECT {shown} FROM ({query}) t JOIN {SCHEMA}.names n USING (file_no)")


def account_for_rows(staging: Staging, home: Home, reading: Reading) -> None:
    """source_files and rejected_rows: what was read, and what of it could not be used."""
    for (file_no, table), counts in staging.counts.items():
        if counts.read != counts.accepted + counts.rejected:
            raise AssertionError(f"{staging.names[file_no]}: {counts.read} rows read, but {counts} of {table}")
        values = [
            staging.names[file_no], table, staging.hashes[file_no], staging.extracted.get(file_no),
            counts.read, counts.accepted, counts.rejected,
        ]  # fmt: skip
        staging.run("INSERT INTO source_files VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    for name in reading.unclaimed:
        staging.run("INSERT INTO source_files VALUES (?, '', ?, NULL, 0, 0, 0)", [name, files.digest(home.root / name)])
    staging.run(
        "INSERT INTO rejected_rows "
        "SELECT DISTINCT n.source_file, source_line, table_name, column_name, value, reason, row_id, "
        "known_at "
        f"FROM {SCHEMA}.rejected JOIN {SCHEMA}.names n USING (file_no)"
    )
