"""The sample company's documents, as published: every figure they say stands in the published database."""

from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline.forecast.documents import forecast_presentation
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline_tests.conftest import WEEK, Published
from sales_pipeline_tests.forecast.documents import deck_numbers, read_back, read_back_files
from sales_pipeline_tests.forecast.documents.frames_fixture import table


def test_published_documents_say_what_the_published_tables_say(published: Published, tmp_path: Path) -> None:
    assert read_back.problems(published.home, WEEK, tmp_path) == []


def test_reading_back_finds_a_table_that_changed_after_the_deck_was_drawn(published: Published) -> None:
    frames = read_back.published_frames(published.home, WEEK)
    rows = [{**row, "closed_amount": row["closed_amount"] + Decimal(987_654)} for row in frames.rows("forecast_rollup")]
    edited = Frames(
        {**{name: frames.table(name) for name in frames}, "forecast_rollup": table("forecast_rollup", rows)}
    )
    facts = read_back.published_facts(published.home, WEEK, edited)
    deck = (published.folder / forecast_presentation.FILE).read_bytes()
    assert deck_numbers.count(deck) > 400
    assert len(deck_numbers.differences(deck, edited, facts, read_back.names(edited))) > 40
    found = read_back_files.problems(published.folder, edited)
    assert len([problem for problem in found if problem.startswith("final_forecast.yaml: closed_amount")]) > 20


@pytest.mark.parametrize(
    ("name", "column"),
    [("forecast_simulation", "p10_amount"), ("pacing", "closed_high_amount"), ("method_scores", "missed_amount"),
     ("call_layers", "delta_amount"), ("stage_yields", "won_amount"), ("deal_yields", "expected_amount")],
)  # fmt: skip
def test_reading_back_finds_any_learned_figure_that_changed(published: Published, name: str, column: str) -> None:
    frames = read_back.published_frames(published.home, WEEK)
    rows = [{**row, column: row[column] and row[column] + Decimal("7654.32")} for row in frames.rows(name)]
    edited = Frames({**{other: frames.table(other) for other in frames}, name: table(name, rows)})
    assert read_back_files.problems(published.folder, edited) != []


def test_reading_back_finds_a_number_on_a_sheet_that_no_table_has(published: Published) -> None:
    frames = read_back.published_frames(published.home, WEEK)
    rows = [{**row, "amount": row["amount"] + Decimal("0.37")} for row in frames.rows("pipeline_movements")]
    edited = Frames(
        {**{name: frames.table(name) for name in frames}, "pipeline_movements": table("pipeline_movements", rows)}
    )
    assert any(problem.startswith("Movements!") for problem in read_back_files.problems(published.folder, edited))


@pytest.mark.parametrize(
    ("name", "column"),
    [("forecast_course", "expected_amount"), ("range_record", "actual_amount"), ("forecast_bridge", "amount"),
     ("coverage", "to_go_amount"), ("deal_risk", "amount"), ("hygiene_counts", "amount")],
)  # fmt: skip
def test_reading_back_finds_any_figure_of_the_dashboard_that_changed(
    published: Published, tmp_path: Path, name: str, column: str
) -> None:
    frames = read_back.published_frames(published.home, WEEK)
    rows = [{**row, column: row[column] and row[column] + Decimal("7654321.32")} for row in frames.rows(name)]
    edited = Frames({**{other: frames.table(other) for other in frames}, name: table(name, rows)})
    facts = read_back.published_facts(published.home, WEEK, frames)
    text = (published.folder / "forecast_dashboard.html").read_text(encoding="utf-8")
    found = read_back.dashboard_problems(text, edited, facts)
    assert len(found) > 20
    assert all(f".{column}" in problem for problem in found)
