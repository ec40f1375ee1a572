"""The page of deal risk: word for word as expected, every figure a fact, and plain text whatever a CRM holds."""

import os
import re
from functools import cache
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from sales_pipeline.forecast.documents import deal_risk_assessment
from sales_pipeline.forecast.documents.facts import money_format, risk
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.facts import Facts
from sales_pipeline_tests.forecast.documents import fixture_risk
from sales_pipeline_tests.forecast.documents.fixture_company import Shape
from sales_pipeline_tests.forecast.documents.frames_fixture import USUAL, run, tables
from sales_pipeline_tests.forecast.documents.shapes import FOREIGN, SHAPES

GOLDEN = Path(__file__).parent / "golden" / "deal_risk_assessment.md"


@cache
def week(shape: Shape) -> Frames:
    return Frames({**tables(shape), **fixture_risk.tables(shape)})


def drawn(frames: Frames, shape: Shape, **changed: object) -> str:
    facts = Facts(money_format(frames, "USD"))
    return deal_risk_assessment.render(frames, facts, run(shape, **changed)).decode()


@cache
def page(shape: Shape) -> str:
    return drawn(week(shape), shape)


def test_the_usual_week_reads_as_it_should() -> None:
    """UPDATE_GOLDEN=1 writes the file anew: read the difference before keeping it."""
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(page(USUAL), encoding="utf-8")
    assert page(USUAL) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHAPES)
def test_every_figure_is_a_fact(name: str) -> None:
    frames = week(SHAPES[name])
    facts = risk.build(frames, money_format(frames, "USD"))
    assert facts.find_untraced(page(SHAPES[name]), FOREIGN if name == "hostile" else ()) == []


@pytest.mark.parametrize("name", SHAPES)
def test_the_page_is_tidy_and_says_nothing_it_does_not_know(name: str) -> None:
    text = page(SHAPES[name])
    assert text.startswith("# ")
    assert text.endswith(".\n")
    assert "\n\n\n" not in text
    if name != "hostile":
        assert not [word for word in ("None", "nan", "{", "}", "Decimal", " .", " ,", "..") if word in text]
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert len(headings) == len(set(headings))


def test_each_listed_deal_says_what_speaks_against_it_what_to_do_who_and_when() -> None:
    frames, text = week(USUAL), page(USUAL)
    listed = sorted(frames.rows("deal_risk", is_listed=True), key=lambda row: row["risk_order"])
    parts = re.split(r"^### \d+\. ", text.partition("\n## Concentration")[0], flags=re.MULTILINE)[1:]
    assert len(parts) == len(listed) == fixture_risk.LISTED
    for part, deal in zip(parts, listed, strict=True):
        assert part.startswith(deal["opportunity_name"])
        assert part.count("\n- ") == max(deal["driver_count"], 1)
        asked = frames.first("forecast_actions", opportunity_id=deal["opportunity_id"])
        last = part.rstrip().splitlines()[-1]
        assert last.startswith((asked["action"] if asked else deal["mitigation"]) + ": ")
        assert re.search(r", by \d+ (Nov|Dec)(\.|; [\w. ]+ of work may gain \$[\d.]+K\.)$", last)


@pytest.mark.parametrize(
    ("name", "gone"),
    [("no_deals", "## Deals to work on"), ("no_deals", "## Concentration"), ("no_deals", "## Records to mend"),
     ("no_close_dates", "| 4+ |"), ("first_week", "| 4+ |")],
)  # fmt: skip
def test_what_a_week_lacks_is_left_out(name: str, gone: str) -> None:
    assert gone in page(USUAL)
    assert gone not in page(SHAPES[name])


def test_what_was_not_learned_is_said() -> None:
    assert "chances to win are the stated ones" in page(SHAPES["first_week"])
    assert "No past deal is known that was open" in page(SHAPES["first_week"])
    assert "pushes tell nothing here" in page(SHAPES["no_close_dates"])
    assert page(SHAPES["no_deals"]).startswith("# No open deal is due in Q4 FY26\n")


def test_a_long_list_of_units_is_cut_and_the_rest_counted() -> None:
    text = page(SHAPES["sixty_teams"])
    table = text.partition("## Concentration")[2].partition("## What")[0]
    assert table.count("\n| ") == 2 + 12
    assert "more units with commit in the table commit\\_concentration." in table


def test_hostile_text_is_neither_markup_nor_link() -> None:
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(page(SHAPES["hostile"]))
    for markup in ("<a ", "<b>", "<img", "<code>=", "<blockquote>"):
        assert markup not in html
    assert "\u202e" not in html


def test_waived_gates_stand_at_the_top() -> None:
    text = drawn(week(USUAL), USUAL, notes=("Gate waived: *all* stages",))
    assert text.index("> Gate waived: \\*all\\* stages") < text.index("## ")


def test_equal_weeks_give_equal_bytes_and_an_empty_one_a_page() -> None:
    again = Frames({**tables(USUAL), **fixture_risk.tables(USUAL)})
    assert drawn(again, USUAL) == page(USUAL)
    empty = Frames({name: table.slice(0, 0) for name, table in {**tables(USUAL), **fixture_risk.tables(USUAL)}.items()})
    assert drawn(empty, USUAL).startswith("# No open deal is due in Q4 FY26\n")
