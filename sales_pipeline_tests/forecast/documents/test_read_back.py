"""The sample company's documents, as published: every figure they say stands in the published database."""

from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline.forecast.documents import forecast_presentation, forecast_summary
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


def test_reading_back_finds_a_figure_that_one_form_of_the_page_has_and_another_has_not(published: Published) -> None:
    page = (published.folder / forecast_summary.FILE).read_text(encoding="utf-8")
    assert read_back.other_forms(published.folder, page) == []
    found = read_back.other_forms(published.folder, page.replace("6.4", "6.5", 1))
    assert [problem for problem in found if "HTML" in problem]
    assert [problem for problem in found if problem.startswith("the PDF lacks")]
    found = read_back.other_forms(published.folder, page.replace("42%", "", 1).replace("42%", ""))
    assert "the PDF says 42" in found


@pytest.mark.parametrize("column", ["at_stake_amount", "gain_amount", "effort_hours"])
def test_reading_back_finds_an_action_that_changed(published: Published, column: str) -> None:
    page = (published.folder / forecast_summary.FILE).read_text(encoding="utf-8")
    frames = read_back.published_frames(published.home, WEEK)
    facts = read_back.published_facts(published.home, WEEK, frames)
    assert read_back.actions_said(page, frames, facts) == []
    rows = [{**row, column: row[column] + Decimal(65_432)} for row in frames.rows("forecast_actions")]
    edited = Frames(
        {**{name: frames.table(name) for name in frames}, "forecast_actions": table("forecast_actions", rows)}
    )
    assert len(read_back.actions_said(page, edited, facts)) == 8
