"""A fact that cites one cell says what stands there; what is worked out of several is not judged here."""

from decimal import Decimal

import pytest

from sales_pipeline.forecast import proof
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.render.facts import Facts, Source
from sales_pipeline.render.money import Money
from sales_pipeline_tests.forecast.documents.frames_fixture import USUAL, frames, run
from sales_pipeline_tests.forecast.documents.shapes import SHAPES

WEEK = frames(USUAL)
TOP = next(row for row in WEEK.rows("forecast_rollup", horizon="current") if not row["depth"])
CALL = Source.of("forecast_rollup", "call_amount", node_id=TOP["node_id"], period_id=TOP["period_id"])


def found(id: str, value: Decimal, *sources: Source) -> list[str]:
    """What the proof has against a file of one fact, which says what it was told."""
    facts = Facts(Money("USD"))
    facts.money(id, value, *(sources or (CALL,)))
    return proof.differences("forecast_facts.json", facts.to_json().encode(), WEEK, facts)


@pytest.mark.parametrize("name", SHAPES)
def test_every_fact_of_every_company_is_the_cell_it_cites(name: str) -> None:
    shape = SHAPES[name]
    facts = build_facts(frames(shape), run(shape))
    assert proof.differences("forecast_facts.json", facts.to_json().encode(), frames(shape), facts) == []


def test_another_value_than_the_cell_is_a_finding() -> None:
    assert found("call", TOP["call_amount"]) == []
    [problem] = found("call", TOP["call_amount"] + Decimal("0.01"))
    assert problem.startswith("fact call: ")
    assert f"is not {TOP['call_amount']}, which forecast_rollup holds" in problem


def test_a_size_goes_without_its_sign_and_nothing_else_does() -> None:
    step = next(row for row in WEEK.rows("forecast_bridge", node_id=TOP["node_id"]) if row["amount"] < 0)
    key = {name: step[name] for name in ("node_id", "bridge", "against", "bucket")}
    cell = Source.of("forecast_bridge", "amount", **key)
    assert found("step.size", -step["amount"], cell) == []
    assert len(found("step", -step["amount"], cell)) == 1


def test_what_is_worked_out_of_several_cells_is_left_to_other_checks() -> None:
    target = Source.of("forecast_rollup", "target_amount", node_id=TOP["node_id"], period_id=TOP["period_id"])
    assert found("gap", Decimal(1), CALL, target) == []


def test_a_cell_that_is_not_there_is_a_finding() -> None:
    nowhere = Source.of("forecast_rollup", "booked_amount", node_id=TOP["node_id"])
    assert found("call", Decimal(1), nowhere) == ["fact call: no table of the week has forecast_rollup.booked_amount"]
