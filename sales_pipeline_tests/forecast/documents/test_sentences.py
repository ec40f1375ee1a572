"""Sentences of a week: what they claim is what the rows say, and nothing is claimed that the week does not have."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow
import pytest

from sales_pipeline.forecast.documents import deal_selection, movements, selection, sentences, statements
from sales_pipeline.forecast.documents.asks import asks
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.flags import flags
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline_tests.forecast.documents.fixture_company import Shape
from sales_pipeline_tests.forecast.documents.frames_fixture import USUAL, frames, run, table, tables
from sales_pipeline_tests.forecast.documents.shapes import SHAPES


def told(shape: Shape = USUAL, **edited: Any) -> Story:
    """A story of a shape, with cells of the company's row of forecast_rollup edited."""
    week = frames(shape)
    if edited:
        rows = [
            {**row, **(edited if row["depth"] == 0 and row["horizon"] == "current" else {})}
            for row in week.rows("forecast_rollup")
        ]
        week = Frames({**tables(shape), "forecast_rollup": table("forecast_rollup", rows)})
    return Story(week, build_facts(week, run(shape)), run(shape))


@pytest.mark.parametrize(
    ("call", "target", "said"),
    [
        (9_000_000, 8_000_000, "We call $9.00M for Q4 FY26, $1.00M (12.5%) above target"),
        (8_000_000, 8_000_000, "We call $8.00M for Q4 FY26, on target"),
        (8_000_000, None, "We call $8.00M for Q4 FY26; $4.85M of it is closed"),
        (4_000_000, None, "We call $4.00M for Q4 FY26, less than the $4.85M already closed"),
    ],
)
def test_the_headline_says_the_call_and_its_distance(call: int, target: int | None, said: str) -> None:
    edited = {"call_amount": Decimal(call), "target_amount": None if target is None else Decimal(target)}
    assert sentences.headline(told(**edited)) == said


def test_a_week_without_a_call_says_so_and_what_is_expected() -> None:
    said = "Nobody has called Q4 FY26 yet; it is expected to close at $8.59M, $0.13M (1.5%) above target"
    assert sentences.headline(told(call_source="crm")) == said


def test_where_nobody_ever_calls_the_expected_amount_leads() -> None:
    story = told(replace(USUAL, calls=False, targets=False), call_source="crm")
    rollup = table("forecast_rollup", [dict(row) for row in story.frames.rows("forecast_rollup")])
    nobody = tables(USUAL)["commit_forecast"].slice(0, 0)
    quiet = Frames({**tables(USUAL), "commit_forecast": nobody, "forecast_rollup": rollup})
    story = Story(quiet, build_facts(quiet, run()), run())
    assert sentences.headline(story) == "Q4 FY26 is expected to close at $8.59M: $4.85M is closed and $2.32M in commit"
    assert sentences.origin(story).startswith("There is no call; closed plus commit is $7.16M")
    assert "call" not in sentences.what_changed(story)


def test_units_are_named_on_the_side_they_are_on() -> None:
    story = told()
    said = sentences.by_unit(story)
    below, above = said.split("; ")
    for row in selection.groups(story.frames):
        side = above if row["call_amount"] > row["target_amount"] else below
        assert row["node_name"] in side


def test_what_it_takes_ends_with_the_target() -> None:
    assert "The target is reached: closed won is " in sentences.what_it_takes(told(target_amount=Decimal(4_000_000)))
    assert "no open pipeline is left" in sentences.what_it_takes(told(open_pipeline_amount=Decimal(0)))
    assert sentences.what_it_takes(told(replace(USUAL, targets=False))) == ""


def test_reach_names_the_first_category_that_covers_the_target() -> None:
    names = ("commit_cumulative_amount", "most_likely_cumulative_amount", "best_case_cumulative_amount")
    amounts = dict(zip(names, map(Decimal, (5, 7, 9)), strict=True))
    said = [statements.reach(told(target_amount=Decimal(target), **amounts)) for target in (5, 6, 8, 10)]
    assert [words.split(":")[0] for words in said[:3]] == [
        "Closed and commit cover the target", "The target needs most-likely deals", "The target needs best-case deals"
    ]  # fmt: skip
    assert said[3].startswith("Even with every best-case deal won, ")


def test_movements_name_the_largest_buckets_and_a_week_without_any_says_flat() -> None:
    said = movements.why(told())
    assert said == (
        "Open pipeline fell $0.90M to $10.03M since 16 Nov: won deals took $1.14M, against $0.37M pulled in from later."
    )
    assert movements.why(told(SHAPES["nothing_moved"])) == "Open pipeline was flat at $10.03M since 16 Nov."


def test_a_deal_that_came_and_went_in_between_moved_nothing() -> None:
    rows = [dict(row) for row in frames(USUAL).rows("pipeline_movements", bridge="open_pipeline", against="last_week")]
    first = rows[0]
    came = first | {"bucket": "new", "amount": Decimal(9_999_999)}
    went = first | {"bucket": "lost", "amount": Decimal(-9_999_999)}
    other = [row for row in rows if row["opportunity_id"] != first["opportunity_id"]]
    week = Frames({"pipeline_movements": table("pipeline_movements", [*other, came, went])})
    found = deal_selection.largest_moves(week, "last_week")
    assert len(found) == 3
    assert first["opportunity_id"] not in [move.row["opportunity_id"] for move in found]


def test_calls_are_counted_in_words_that_fit() -> None:
    assert statements.calls_in(told()) == "21 of 24 representatives have sent a call; three missing and two late"
    one = Shape(regions=0, representatives=1)
    assert statements.calls_in(told(one)) == "The only representative has sent a call"


def test_asks_follow_from_the_week() -> None:
    said = asks(told())
    calls = next(ask for ask in said if ask.text == "Send the four missing calls.")
    assert calls.lead == "Head of APAC (regional VP), Ben Larsen, Ben Patel and 1 more, by 29 Nov."
    assert calls.more.startswith("What stands without them lies $")
    assert len(said) == 5
    assert asks(told(SHAPES["no_deals_no_targets"])) == []


def test_fields_the_source_never_fills_flag_no_deal() -> None:
    usual, undated = told(), told(SHAPES["no_close_dates"])
    assert not any("no close date" in flags(undated, deal) for deal in deal_selection.open_deals(undated.frames))
    assert any("overdue" in flags(usual, deal) for deal in deal_selection.open_deals(usual.frames))
    week = {**tables(USUAL), "history_quality": pyarrow.Table.from_pylist(
        [{**row, "is_available": row["field"] != "stage_history"} for row in frames(USUAL).rows("history_quality")],
        tables(USUAL)["history_quality"].schema)}  # fmt: skip
    story = Story(Frames(week), usual.facts, run())
    assert any("unchanged for" in " ".join(flags(usual, deal)) for deal in deal_selection.open_deals(usual.frames))
    assert not any("unchanged for" in " ".join(flags(story, deal)) for deal in deal_selection.open_deals(story.frames))


def test_names_with_commas_are_kept_apart() -> None:
    assert told().names(["Acme, Inc", "Beta"]) == "Acme, Inc; Beta"
    assert told().names(["A", "B", "C", "D"]) == "A, B, C and 1 more"


def test_a_sentence_has_one_full_stop() -> None:
    assert (sentence("all is well. "), sentence("")) == ("All is well.", "")
