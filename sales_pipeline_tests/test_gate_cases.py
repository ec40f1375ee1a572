"""Every promise of every domain has a case that keeps it and one that breaks it, and the broken one is heard."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
import yaml

from sales_pipeline import contract, sql
from sales_pipeline.company import Company
from sales_pipeline.gates import judge
from sales_pipeline_tests.sql_case import COMPANY, cases, run_sql

TESTS = Path(__file__).parent


def _cases(gate: sql.Gate) -> list[Path]:
    return cases(TESTS / gate.domain / "cases" / "gates" / gate.name)


def _judged(path: Path, lake_folder: Path) -> str:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows = run_sql(case["gate"], case["week"], case["given"], lake_folder, case.get("company"))
    gate = replace(sql.gates()[case["gate"]], text="SELECT * FROM made")
    made = pa.Table.from_pylist(rows) if rows else pa.table({"nothing": pa.array([], pa.int64())})
    with duckdb.connect() as connection:
        connection.register("made", made)
        return judge(connection, gate, Company.model_validate(COMPANY), []).state


@pytest.mark.parametrize("gate", sql.gates().values(), ids=lambda gate: gate.name)
def test_each_promise_is_kept_once_and_broken_once(gate: sql.Gate, tmp_path: Path) -> None:
    states = {path.stem: _judged(path, tmp_path / path.stem) for path in _cases(gate)}
    assert states.get("keeps") == "ok"
    assert states.get("breaks") == ("error" if gate.error else "warn")
    assert all(yaml.safe_load(path.read_text(encoding="utf-8"))["gate"] == gate.name for path in _cases(gate))


def test_no_case_is_of_a_gate_that_is_gone() -> None:
    found = [path for domain in contract.DOMAINS for path in cases(TESTS / domain / "cases" / "gates")]
    assert {path.parent.name for path in found} == set(sql.gates())
