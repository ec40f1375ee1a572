"""The sample company's documents, as published: every figure they say stands in the published database."""

from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline.forecast.documents import (
    final_forecast_yaml,
    forecast_facts,
    forecast_presentation,
    forecast_summary,
    variance_analysis,
)
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline_tests.conftest import WEEK, Published
from sales_pipeline_tests.forecast.documents import read_back
from sales_pipeline_tests.forecast.documents.frames_fixture import table
from sales_pipeline_tests.render.decks import count


def test_published_documents_say_what_the_published_tables_say(published: Published, tmp_path: Path) -> None:
    assert read_back.problems(published.home, WEEK, tmp_path) == []


@pytest.fixture(scope="module")
def tables(published: Published) -> Frames:
    """The published week, read once; nothing worked out of it is handed on to a week that is edited."""
    return read_back.published_frames(published.home, WEEK)


def edited(frames: Frames, name: str, column: str, by: Decimal) -> Frames:
    """The published week with one figure of every row of a table changed."""
    rows = [{**row, column: row[column] and row[column] + by} for row in frames.rows(name)]
    return Frames({**{other: frames.table(other) for other in frames}, name: table(name, rows)})


def differences(published: Published, file: str, frames: Frames) -> list[str]:
    return read_back.differences(published.home, WEEK, file, (published.folder / file).read_bytes(), frames)


def test_reading_back_finds_a_table_that_changed_after_the_documents_were_drawn(
    published: Published, tables: Frames
) -> None:
    changed = edited(tables, "forecast_rollup", "closed_amount", Decimal(987_654))
    assert count((published.folder / forecast_presentation.FILE).read_bytes()) > 400
    assert len(differences(published, forecast_presentation.FILE, changed)) > 30
    found = differences(published, final_forecast_yaml.FILE, changed)
    assert len([problem for problem in found if "closed_amount is" in problem]) > 20
    assert len(differences(published, variance_analysis.FILE, changed)) > 40
    assert differences(published, forecast_summary.FILE, changed) != []
    assert differences(published, forecast_facts.FILE, changed) != []


@pytest.mark.parametrize(
    ("file", "name", "column"),
    [
        ("variance_analysis.xlsx", "forecast_simulation", "p10_amount"),
        ("variance_analysis.xlsx", "pacing", "closed_high_amount"),
        ("variance_analysis.xlsx", "method_scores", "missed_amount"),
        ("variance_analysis.xlsx", "call_layers", "delta_amount"),
        ("variance_analysis.xlsx", "stage_yields", "won_amount"), ("variance_analysis.xlsx", "velocity", "won_amount"),
        ("variance_analysis.xlsx", "pipeline_movements", "amount"),
        ("variance_analysis.xlsx", "forecast_change", "last_week_amount"),
        ("variance_analysis.xlsx", "coverage", "needed_amount"),
        ("variance_analysis.xlsx", "pipeline_created", "amount"),
        ("variance_analysis.xlsx", "stage_conversion", "won_ratio"),
        ("variance_analysis.xlsx", "owner_factors", "owner_factor"),
        ("variance_analysis.xlsx", "override_value", "value_amount"),
        ("variance_analysis.xlsx", "chance_record", "brier_score"),
        ("variance_analysis.xlsx", "standing_forecast", "scale_ratio"),
        ("variance_analysis.xlsx", "gate_results", "measured"),
        ("weighted_forecast.yaml", "deal_yields", "expected_amount"),
        ("weighted_forecast.yaml", "stage_yields", "won_amount"),
        ("weighted_forecast.yaml", "weighted_forecast", "expected_open_amount"),
        ("weighted_forecast.yaml", "stated_record", "won_after_amount"),
        ("weighted_forecast.yaml", "pipeline_snapshot", "amount"),
        ("commit_forecast.yaml", "commit_forecast", "call_amount"),
        ("final_forecast.yaml", "forecast_bridge", "amount"), ("pipeline_snapshot.csv", "pipeline_snapshot", "amount"),
        ("deal_risk_assessment.md", "deal_risk", "expected_loss_amount"),
        ("deal_risk_assessment.md", "push_hazard", "won_ratio"),
        ("deal_risk_assessment.md", "commit_concentration", "top_5_ratio"),
        ("deal_risk_assessment.md", "hygiene_counts", "amount"),
        ("forecast_facts.json", "velocity", "velocity_amount"),
        ("forecast_dashboard.html", "forecast_course", "expected_amount"),
        ("forecast_dashboard.html", "range_record", "actual_amount"),
        ("forecast_dashboard.html", "forecast_bridge", "amount"),
        ("forecast_dashboard.html", "coverage", "to_go_amount"),
        ("forecast_dashboard.html", "deal_risk", "amount"),
        ("forecast_dashboard.html", "hygiene_counts", "amount"),
    ],
)  # fmt: skip
def test_reading_back_finds_any_figure_that_changed(
    published: Published, tables: Frames, file: str, name: str, column: str
) -> None:
    assert differences(published, file, edited(tables, name, column, Decimal("7654.32"))) != []
