"""Counts and days of sentences: every shape of company says what its rows say, and what no rule knows is a finding."""

from decimal import Decimal

import pytest

from sales_pipeline.forecast.documents import deal_risk_assessment, forecast_summary
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.proof import rules_prose
from sales_pipeline.forecast.proof.counted import Counted, number, rule
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.money import Money
from sales_pipeline.render.reading import markdown
from sales_pipeline_tests.forecast.documents import fixture_risk
from sales_pipeline_tests.forecast.documents.frames_fixture import USUAL, run, tables
from sales_pipeline_tests.forecast.documents.shapes import SHAPES


@pytest.mark.parametrize("name", SHAPES)
def test_every_company_says_the_counts_and_days_of_its_rows(name: str) -> None:
    shape, of = SHAPES[name], run(SHAPES[name])
    frames = Frames({**tables(shape), **fixture_risk.tables(shape)})
    facts = build_facts(frames, of)
    for page, own in (
        (forecast_summary, facts),
        (deal_risk_assessment, deal_risk_assessment.own_facts(frames, facts, of)),
    ):
        said = markdown.page(page.render(frames, facts, of).decode("utf-8"))
        assert list(Counted(own, frames, rules_prose.RULES).differences("page", said.texts)) == []


RULES = (
    rule("of {n} deals?, {n} are due by {d}", lambda week: [(12, 3, week.frames.rows("forecast_rollup")[0]["week"])]),
    rule("one in ten"),
)


def found(text: str) -> list[str]:
    return list(Counted(Facts(Money("USD")), Frames(tables(USUAL)), RULES).differences("page", [text]))


def test_a_sentence_whose_numbers_rows_bear_out_has_no_finding() -> None:
    week = Frames(tables(USUAL)).rows("forecast_rollup")[0]["week"]
    day = f"{week:%d}".lstrip("0") + f" {week:%b}"
    for text in (f"Of twelve deals, three are due by {day}.", f"of 12 deals, 3 are due by {day} {week.year}"):
        assert [problem for problem in found(text) if "twelve" not in text] == []
    assert found("One in ten, $3.2M, 40%, 2.8x, Q4 FY26, P10, version 0.1.0, run 12ab, 2026-11-16") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("of 12 deals, four are due by 1 Jan", "page: no row says 'of 12 deals, four are due by 1 Jan'"),
        ("seven deals", "page: nothing says what 'seven' must be in 'seven deals'"),
        ("until 3 May 2026", "page: nothing says what '3 May 2026' must be in 'until 3 May 2026'"),
        ("1,204 deals", "page: nothing says what '1,204' must be in '1,204 deals'"),
        ("2.5 hours", "page: nothing says what '2.5' must be in '2.5 hours'"),
    ],
)
def test_what_no_row_says_and_no_rule_knows_is_a_finding(text: str, said: str) -> None:
    assert said in found(text)


def test_a_number_in_a_name_of_the_week_is_nobodys_count() -> None:
    name = Frames(tables(USUAL)).rows("forecast_rollup")[0]["node_name"]
    assert found(f"{name} calls") == []
    assert found("push band 2")


def test_numbers_are_read_in_words_and_digits() -> None:
    said = ("three", "Twice", "1,204", "2.5", "dozen")
    assert [number(each) for each in said] == [Decimal(3), Decimal(2), Decimal(1204), Decimal("2.5"), None]
