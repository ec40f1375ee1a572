"""Facts: each once, each with a source, and every figure of a text found again."""

import json
from datetime import date
from decimal import Decimal

import pytest

from sales_pipeline.render.facts import Facts, Source, tokens
from sales_pipeline.render.money import Money

CALL = Source.of("forecast_rollup", "call_amount", node_id="co", period_id="FY2026-Q4")


@pytest.fixture
def facts() -> Facts:
    made = Facts(Money("USD", 6, 1))
    made.money("call", Decimal("40421000.00"), CALL)
    made.percent("share", Decimal("0.029"), CALL, places=1)
    made.ratio("coverage", Decimal("2.84"), CALL)
    made.count("deals", 3, "deal", CALL)
    made.date("close", date(2026, 11, 20), CALL)
    return made


def test_a_text_of_known_figures_is_traced(facts: Facts) -> None:
    assert facts.find_untraced("The call fell to $40.4M, 2.9% off; coverage is 2.8x, says 1,234 people.") == []


@pytest.mark.parametrize(
    ("text", "found"), [("$40.5M", ["$40.5M"]), ("3%", ["3%"]), ("2.9x", ["2.9x"]), ("$0, $40.4M", ["$0"])]
)
def test_a_figure_nobody_recorded_is_found(facts: Facts, text: str, found: list[str]) -> None:
    assert facts.find_untraced(text) == found


def test_names_that_hold_figures_can_be_left_out(facts: Facts) -> None:
    assert facts.find_untraced("Save 20% Ltd called $40.4M", ["Save 20% Ltd"]) == []
    assert facts.find_untraced("Save 20% Ltd called $40.4M") == ["20%"]


def test_a_fact_is_recorded_once_and_with_a_source(facts: Facts) -> None:
    with pytest.raises(ValueError, match="'call' is recorded twice"):
        facts.money("call", Decimal(1), CALL)
    with pytest.raises(ValueError, match="'new' has no source"):
        facts.money("new", Decimal(1))
    with pytest.raises(TypeError, match="is a float"):
        facts.add("new", 1.5, "1.5", "money", CALL)  # type: ignore[arg-type]
    with pytest.raises(KeyError, match="no fact 'other'; known: call, close"):
        facts["other"]


def test_published_facts_are_exact_and_say_where_they_come_from(facts: Facts) -> None:
    found = {fact["id"]: fact for fact in json.loads(facts.to_json())["facts"]}
    assert found["call"]["value"] == "40421000.00"
    assert found["call"]["sources"] == [
        {"table": "forecast_rollup", "column": "call_amount", "key": {"node_id": "co", "period_id": "FY2026-Q4"}}
    ]
    assert found["close"]["value"] == "2026-11-20"
    assert list(found) == sorted(found)


def test_tokens_are_money_percentages_and_multiples() -> None:
    said = "€1,234.5K and CHF 3M, 12 %, 3x; SMB 45%; FY26 on 20 Nov 2026, 5 deals"
    assert tokens(said) == ["€1,234.5K", "CHF3M", "12%", "3x", "45%"]
