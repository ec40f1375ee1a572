"""Exports read by mappings of their own, from files to published documents by the commands a person types."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from sales_pipeline.home import Home
from sales_pipeline_tests.conftest import command
from sales_pipeline_tests.forecast.documents import read_back
from sales_pipeline_tests.real_data.intake.exports import MAPPINGS, SHARED

pytestmark = pytest.mark.real_data
# the export is five days older than its week, and what was due in between is open in it
OVERDUE = {"gates": {"overdue_error_ratio": "0.5"}}


def published(folder: Path, export: str, week: str, settings: dict[str, Any]) -> Home:
    """A home made by `import`, its settings changed as a person would, and published by `run`."""
    home, mapping = folder / "home", MAPPINGS / f"{export}.yaml"
    files = sorted(str(path) for path in (SHARED / export).glob("*.csv"))
    imported = command("import", "--preset", str(mapping), "--home", str(home), *files)
    assert imported.exit_code == 0, imported.output
    proposed = yaml.safe_load((home / "company.yaml").read_text(encoding="utf-8"))
    (home / "company.yaml").write_text(yaml.safe_dump({**proposed, **settings}), encoding="utf-8")
    result = command("run", "--home", str(home), "--week", week)
    assert result.exit_code == 0, result.output
    return Home(home)


def outcomes(home: Home, week: str) -> tuple[int, ...]:
    """Deals won, lost and open as the week saw them."""
    query = f"""
        SELECT count(*) FILTER (is_won), count(*) FILTER (is_closed AND NOT is_won), count(*) FILTER (NOT is_closed)
        FROM (
            SELECT * FROM opportunity_history WHERE valid_from < TIMESTAMP '{week}'
            QUALIFY row_number() OVER (PARTITION BY opportunity_id ORDER BY change_seq DESC) = 1)"""
    with duckdb.connect(str(home.database), read_only=True) as connection:
        found: tuple[int, ...] = connection.execute(query).fetchone() or ()
        return found


@pytest.mark.parametrize(
    ("export", "week", "settings", "expected"),
    [
        ("salesforce_dtc_demo", "2015-07-13", {}, (1_345, 463, 191)),
        ("powerbi_regional_sales", "2021-11-15", {"fiscal": {"period": "month"}, **OVERDUE}, (7_282, 7_385, 5_333)),
        # three of its sixteen open deals have no amount, which stops a week unless the company allows it
        ("sf_in_powerbi", "2026-03-09", {"gates": {"required_fields_error_ratio": "0.25"}}, (12, 8, 16)),
    ],
)
def test_an_export_comes_through(
    tmp_path: Path, export: str, week: str, settings: dict[str, Any], expected: tuple[int, ...]
) -> None:
    home = published(tmp_path, export, week, settings)
    assert outcomes(home, week) == expected
    folder = home.root / "outputs" / week
    names = {path.name for path in folder.iterdir()}
    assert {"forecast_presentation.pptx", "variance_analysis.xlsx", "forecast_summary.md"} <= names
    summary = (folder / "forecast_summary.md").read_text(encoding="utf-8")
    assert "None" not in summary
    assert "nan" not in summary.lower().split()
    assert read_back.problems(home, date.fromisoformat(week), home.root) == []
