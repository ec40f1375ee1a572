"""The sample company: every table keeps its contract, and exactly the rows made unusable are set aside."""

import csv

import duckdb
import pytest

from sales_pipeline import contract
from sales_pipeline.company import load
from sales_pipeline.home import Home
from sales_pipeline.intake.build import build, tables
from sales_pipeline_tests.conftest import DATA


@pytest.fixture(scope="module")
def sample_tables() -> duckdb.DuckDBPyConnection:
    home = Home(DATA)
    connection = duckdb.connect()
    build(connection, home, load(home.company_file))
    return connection


@pytest.mark.parametrize("name", tables())
def test_table_keeps_its_contract(sample_tables: duckdb.DuckDBPyConnection, name: str) -> None:
    model = contract.catalogue()[name]
    made = sample_tables.sql(f"SELECT * FROM {name}").to_arrow_table()
    described = sample_tables.sql(f"DESCRIBE {name}").fetchall()
    assert [(row[0], row[1]) for row in described] == [(c.name, c.sql_type) for c in contract.columns(model)]
    broken = contract.breaches(model, made, contract.meta(model, "grain"))
    assert broken.empty, broken.to_string()


def test_every_table_with_a_file_has_rows(sample_tables: duckdb.DuckDBPyConnection) -> None:
    empty = [name for name in tables() if not sample_tables.sql(f"SELECT 1 FROM {name} LIMIT 1").fetchall()]
    assert set(empty) <= {"waivers"}


def test_unusable_rows_are_set_aside_and_no_others(sample_tables: duckdb.DuckDBPyConnection) -> None:
    with (DATA / "truth" / "dirt.csv").open(encoding="utf-8", newline="") as stream:
        dirt = list(csv.DictReader(stream))
    unusable = {(row["file"], int(row["line"]), row["column"]) for row in dirt if row["is_unusable"] == "true"}
    found = sample_tables.sql("SELECT source_file, source_line, column_name, reason FROM rejected_rows").fetchall()
    twins = [row for row in found if row[3].startswith("superseded by line")]
    assert {(name, line, column) for name, line, column, _ in found if (name, line, column, _) not in twins} == unusable
    doubled = {(row["file"], int(row["line"])) for row in dirt if row["kind"] == "duplicate"}
    # a twin stands right above or below the row it repeats
    assert all({(name, line - 1), (name, line), (name, line + 1)} & doubled for name, line, _, _ in twins)


def test_every_deal_of_the_truth_is_there(sample_tables: duckdb.DuckDBPyConnection) -> None:
    with (DATA / "truth" / "deals.csv").open(encoding="utf-8", newline="") as stream:
        deals = {row["opportunity_id"] for row in csv.DictReader(stream)}
    assert {row[0] for row in sample_tables.sql("SELECT opportunity_id FROM opportunities").fetchall()} == deals


def test_ranges_of_a_deal_meet(sample_tables: duckdb.DuckDBPyConnection) -> None:
    gaps = sample_tables.sql("""
        SELECT opportunity_id FROM (
            SELECT *, lead(valid_from) OVER deal AS next_from, lag(change_seq, 1, 0) OVER deal AS seq_before
            FROM opportunity_history WINDOW deal AS (PARTITION BY opportunity_id ORDER BY change_seq))
        WHERE valid_to IS DISTINCT FROM next_from OR change_seq <> seq_before + 1 OR valid_to < valid_from
        """).fetchall()
    assert gaps == []


def test_the_same_files_make_the_same_tables(sample_tables: duckdb.DuckDBPyConnection) -> None:
    home = Home(DATA)
    again = duckdb.connect()
    build(again, home, load(home.company_file))
    for name in tables():
        grain = ", ".join(contract.meta(contract.catalogue()[name], "grain"))
        query = f"SELECT * FROM {name} ORDER BY {grain}"
        assert again.sql(query).fetchall() == sample_tables.sql(query).fetchall()
