"""The deck of a week: every figure from the tables, nothing a reader would frown at, whatever the company lacks."""

import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from sales_pipeline.forecast import proof
from sales_pipeline.forecast.documents import forecast_presentation
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline_tests.forecast.documents.fixture_company import Shape
from sales_pipeline_tests.forecast.documents.frames_fixture import (
    USUAL,
    changed_table,
    frames,
    run,
    table,
    tables,
)
from sales_pipeline_tests.forecast.documents.shapes import FOREIGN, SHAPES
from sales_pipeline_tests.render.decks import all_text, audit, count, opened, pages, problems, titles


@cache
def deck(shape: Shape, **changed: object) -> bytes:
    return forecast_presentation.render(frames(shape), build_facts(frames(shape), run(shape)), run(shape, **changed))


def differences(blob: bytes, week: Frames, shape: Shape) -> list[str]:
    facts = build_facts(week, run(shape))
    return proof.differences(forecast_presentation.FILE, blob, week, facts, proof.outside(week))


def outside(shape: Shape) -> tuple[str, ...]:
    return FOREIGN if shape == SHAPES["hostile"] else ()


@pytest.mark.parametrize("name", SHAPES)
def test_a_reader_finds_nothing_to_frown_at(name: str) -> None:
    assert problems(deck(SHAPES[name]), outside(SHAPES[name])) == []


# every kind of page, page part and text; the others have fewer, more or other rows of the same
AUDITED = ("usual", "bare", "closes", "large_amounts", "nearly_there", "hostile")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in AUDITED else pytest.mark.long) for name in SHAPES]
)
def test_the_validator_of_the_format_has_nothing_against_it(name: str, tmp_path: Path) -> None:
    assert audit(deck(SHAPES[name]), tmp_path) == []


@pytest.mark.parametrize("name", SHAPES)
def test_every_figure_is_that_of_the_tables(name: str) -> None:
    shape = SHAPES[name]
    assert differences(deck(shape), frames(shape), shape) == []


def test_the_comparison_compares_hundreds_of_figures_and_finds_wrong_ones() -> None:
    shape, other = SHAPES["usual"], replace(SHAPES["usual"], size=61_000)
    assert count(deck(shape)) > 400
    assert len(differences(deck(shape), frames(other), other)) > 200


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("forecast_simulation", "p90_amount"), ("forecast_simulation", "quota_probability"),
        ("method_scores", "wape_ratio"), ("chance_record", "won_ratio"), ("pacing", "closed_median_amount"),
        ("coverage", "needed_amount"), ("velocity", "velocity_amount"), ("deal_forecast", "expected_amount"),
        ("call_layers", "delta_amount"), ("override_value", "bias_ratio"),
        ("period_close", "slip_ratio"), ("period_close_forecasts", "error_ratio"),
    ],
)  # fmt: skip
def test_the_comparison_finds_a_figure_of_any_table_that_changed_after_the_deck_was_drawn(
    name: str, column: str
) -> None:
    shape = SHAPES["closes"]
    wrong = [dict(row) | {column: row[column] and row[column] * 3} for row in frames(shape).rows(name)]
    edited = changed_table(frames(shape), name, wrong)
    assert differences(deck(shape), edited, shape) != []


def test_a_gap_is_closed_by_named_deals_or_said_to_be_too_large_for_five() -> None:
    near, far = all_text(deck(SHAPES["nearly_there"])), all_text(deck(SHAPES["far_behind"]))
    assert "Deals that would close the gap: winning them adds $" in near
    assert "No five open deals together would close the gap of $" in far
    assert "Deals that would close the gap" not in far
    assert all("deals not yet open would have to bring $" in text for text in (near, far))


def test_equal_runs_give_equal_bytes() -> None:
    assert deck.__wrapped__(SHAPES["usual"]) == deck(SHAPES["usual"])


def test_the_usual_week_has_its_pages_in_order() -> None:
    said = titles(deck(SHAPES["usual"]))
    starts = (
        "Q4 FY26 sales forecast", "We call $", "Below target: ", "Eight in ten outcomes lie between $",
        "Open pipeline fell ", "Closed won of $", "What is expected exceeds the target of $", "New brings ",
        "Nine of 24 representatives", "Five deals carry ", "21 of 24 representatives have sent",
        "The forecast missed by ", "Of five gates, ", "The source leaves one field empty", "How the numbers are built",
    )  # fmt: skip
    assert len(said) == len(starts)
    assert all(title.startswith(start) for title, start in zip(said, starts, strict=True)), said


@pytest.mark.parametrize("name", SHAPES)
def test_a_board_has_no_more_than_sixteen_pages_to_read(name: str) -> None:
    assert len(opened(deck(SHAPES[name])).slides) <= 16


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("no_targets", ("quota", "target")),
        ("first_week", ("The forecast missed", "since last week")),
        ("nothing_moved", ("Largest moves", "deals in brackets")),
        ("no_calls", ("have sent a call", "calls due")),
        ("no_deals_no_targets", ("deals hold", "representatives are expected", "Open pipeline fell")),
        ("all_kept", ("warn", "waived")),
        ("flat", ("region", "Region")),
    ],
)
def test_what_a_company_lacks_is_on_no_page(name: str, gone: tuple[str, ...]) -> None:
    text = all_text(deck(SHAPES[name])).partition("How the numbers are built")[0]
    assert [words for words in gone if words in text] == []


def test_a_bridge_of_small_steps_shows_its_changes_only_and_says_so() -> None:
    slide = opened(deck(SHAPES["usual"])).slides[4]
    drawn = pages(deck(SHAPES["usual"]))[4].charts
    small = next(chart for chart in drawn if chart.name == "Chart open_pipeline-last_week")
    assert small.categories[-1] == "Net change"
    assert any("changes only" in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_a_bridge_that_says_the_same_twice_is_drawn_once() -> None:
    rows = [dict(row) for row in frames(USUAL).rows("forecast_bridge", against="last_week")]
    both = table("forecast_bridge", [*rows, *(row | {"against": "period_start"} for row in rows)])
    week = Frames({**tables(USUAL), "forecast_bridge": both})
    said = titles(forecast_presentation.render(week, build_facts(week, run()), run()))
    assert [title for title in said if title.startswith("Open pipeline")] == [said[4]]


def test_waived_gates_stand_on_the_cover() -> None:
    notes = tuple(f"Gate waived: promise {n} (by Noor Haddad: under review)" for n in range(7))
    text = "\n".join(shape.text_frame.text for shape in opened(deck(SHAPES["usual"], notes=notes)).slides[0].shapes)
    assert "promise 0 (by Noor Haddad: under review)" in text
    assert text.endswith("and 3 more")
    assert problems(deck(SHAPES["usual"], notes=notes)) == []


def test_every_page_names_the_figures_it_says_and_the_cover_what_made_them() -> None:
    shape = SHAPES["usual"]
    facts, slides = build_facts(frames(shape), run(shape)), opened(deck(shape)).slides
    notes = [slide.notes_slide.notes_text_frame.text for slide in slides if slide.has_notes_slide]
    assert len(notes) == len(slides) - 1
    named = [id for text in notes for id in text.partition("explain`: ")[2].rstrip(".").split(", ") if id]
    assert len(named) > 60
    assert [id for id in named if id not in facts] == []
    cover = "\n".join(shape.text_frame.text for shape in slides[0].shapes)
    this = run(shape)
    assert all(part in cover for part in (this.week, this.run_id, this.settings_hash, this.version, this.status))


def test_hostile_text_reaches_the_deck_as_plain_text() -> None:
    blob = deck(SHAPES["hostile"])
    text = all_text(blob)
    for shown in (
        "=1+1",
        "{=1+1}",
        "<b>bold</b> & co",
        '=HYPERLINK("http://',
        "mailto:a@example.invalid",
    ):
        assert shown in text
    assert "\u202e" not in text
    for slide in opened(blob).slides:
        assert [relation.target_ref for relation in slide.part.rels.values() if relation.is_external] == []


def test_names_in_chart_workbooks_are_no_formulas() -> None:
    formulas = []
    for slide in opened(deck(SHAPES["hostile"])).slides:
        for shape in slide.shapes:
            if shape.has_chart and "-" not in shape.name:
                book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
                formulas += [c.value for row in book.active.iter_rows() for c in row if c.data_type == "f"]
    assert formulas == []


def test_a_week_without_an_organisation_still_has_a_deck() -> None:
    empty = Frames({name: table.slice(0, 0) for name, table in tables(SHAPES["usual"]).items()})
    blob = forecast_presentation.render(empty, build_facts(empty, run()), run())
    assert titles(blob) == ["Q4 FY26 sales forecast", "How the numbers are built"]
    assert problems(blob) == []


def test_the_close_of_units_has_no_column_that_none_of_them_fills() -> None:
    def headers(shape: Shape) -> list[list[str]]:
        found = (shape for slide in opened(deck(shape)).slides for shape in slide.shapes if shape.has_table)
        rows = ([cell.text_frame.text for cell in drawn.table.rows[0].cells] for drawn in found)
        return [row for row in rows if "Closed won" in row]

    bare = Shape(closes=True, targets=False)
    assert "Target" in headers(SHAPES["closes"])[0]
    assert headers(bare)[0][:2] == [headers(SHAPES["closes"])[0][0], "Closed won"]
    assert not {"Target", "Reached"} & set(headers(bare)[0])


def test_many_deals_of_a_step_are_counted_with_separators() -> None:
    many = changed_table(
        frames(USUAL), "forecast_bridge",
        [{**row, "deal_count": row["deal_count"] + 1000} for row in frames(USUAL).rows("forecast_bridge")],
    )  # fmt: skip
    blob = forecast_presentation.render(many, build_facts(many, run(USUAL)), run(USUAL))
    names = [
        str(name) for slide in opened(blob).slides for shape in slide.shapes if shape.has_chart
        for plot in shape.chart.plots for name in plot.categories
    ]  # fmt: skip
    assert any("(1,0" in name for name in names)
    assert not any("(10" in name for name in names)
