"""The page of text: word for word as expected, every figure a fact, and plain text whatever a CRM holds."""

import os
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from sales_pipeline.forecast.documents import forecast_summary
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline_tests.forecast.documents.fixture_company import Shape
from sales_pipeline_tests.forecast.documents.frames_fixture import USUAL, frames, run, tables
from sales_pipeline_tests.forecast.documents.shapes import FOREIGN, SHAPES

GOLDEN = Path(__file__).parent / "golden" / "forecast_summary.md"


@cache
def summary(shape: Shape, **changed: object) -> str:
    week = frames(shape)
    return forecast_summary.render(week, build_facts(week, run(shape)), run(shape, **changed)).decode()


def test_the_usual_week_reads_as_it_should() -> None:
    """UPDATE_GOLDEN=1 writes the file anew: read the difference before keeping it."""
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(summary(USUAL), encoding="utf-8")
    assert summary(USUAL) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHAPES)
def test_every_figure_is_a_fact(name: str) -> None:
    shape = SHAPES[name]
    outside = FOREIGN if name == "hostile" else ()
    assert build_facts(frames(shape), run(shape)).find_untraced(summary(shape), outside) == []


@pytest.mark.parametrize("name", SHAPES)
def test_the_page_is_tidy_and_says_nothing_it_does_not_know(name: str) -> None:
    text = summary(SHAPES[name])
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text
    if name != "hostile":
        assert not [word for word in ("None", "nan", "{", "}", "Decimal", " .", " ,", "..") if word in text]
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert len(headings) == len(set(headings))
    blocks = text.split("\n\n")
    assert not any(a.startswith("#") and b.startswith("#") for a, b in pairwise(blocks[1:]))


@pytest.mark.parametrize("name", SHAPES)
def test_the_page_stays_short(name: str) -> None:
    assert len(summary(SHAPES[name]).splitlines()) <= 120
    assert len(summary(SHAPES[name])) <= 9_500


@pytest.mark.parametrize(
    ("name", "gone"),
    [("no_targets", "target"), ("no_calls", "## Calls"), ("first_week", "Last week"), ("nothing_moved", "\n- "),
     ("no_deals", "## Risks"), ("all_kept", "Warning"), ("no_deals_no_targets", "## Asks")],
)  # fmt: skip
def test_what_a_week_lacks_is_left_out(name: str, gone: str) -> None:
    assert gone in summary(USUAL)
    kept = summary(SHAPES[name]).partition("## Risks")[0] if gone == "\n- " else summary(SHAPES[name])
    assert gone not in kept


def test_hostile_text_is_neither_markup_nor_link() -> None:
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(summary(SHAPES["hostile"]))
    for markup in ("<a ", "<b>", "<img", "<code>=", "<blockquote>"):
        assert markup not in html
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; co" in html
    assert "\u202e" not in html


def test_waived_gates_stand_at_the_top() -> None:
    text = summary(USUAL, notes=("Gate waived: *all* stages",))
    assert text.index("> Gate waived: \\*all\\* stages") < text.index("## ")


def test_equal_weeks_give_equal_bytes_and_an_empty_one_a_page() -> None:
    week = frames(USUAL)
    assert forecast_summary.render(week, build_facts(week, run()), run()).decode() == summary(USUAL)
    empty = Frames({name: table.slice(0, 0) for name, table in tables(USUAL).items()})
    text = forecast_summary.render(empty, build_facts(empty, run()), run()).decode()
    assert text.startswith("# Q4 FY26 has no organisation to forecast for\n")
    assert "No gate was checked." in text
