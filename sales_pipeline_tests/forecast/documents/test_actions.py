"""What the week asks of whom, in words: every claim follows from rows of forecast_actions, money is counted once."""

import re
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.forecast.documents import action_selection, action_words, movements, range_words, recommendations
from sales_pipeline.forecast.documents.asks import asks
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline_tests.forecast.documents.fixture_company import Row
from sales_pipeline_tests.forecast.documents.frames_fixture import USUAL, changed_table, frames, run, tables
from sales_pipeline_tests.forecast.documents.shapes import SHAPES

WEEK = frames(USUAL)


def told(week: Frames) -> Story:
    return Story(week, build_facts(week, run()), run())


def with_actions(rows: Sequence[Row]) -> Story:
    return told(changed_table(WEEK, "forecast_actions", rows))


def of_kind(kind: str) -> list[Row]:
    return [dict(row) for row in action_selection.ranked(WEEK) if row["kind"] == kind]


@pytest.mark.parametrize("name", SHAPES)
def test_every_ask_says_who_until_when_and_what(name: str) -> None:
    week = frames(SHAPES[name])
    story = Story(week, build_facts(week, run(SHAPES[name])), run(SHAPES[name]))
    for ask in asks(story):
        assert re.search(r", by \d+ \w{3}\.$", ask.lead) or ask.lead == "Before anything else."
        assert ask.text.endswith(".")
        assert not ask.more or ask.more.endswith(".")
        assert not {"None", "nan"} & set(re.findall(r"\w+", ask.whole))


def test_the_ask_worth_most_comes_first() -> None:
    groups = list(action_selection.groups(WEEK).values())
    orders = [action_selection.lead(rows)["action_order"] for rows in groups]
    assert orders == sorted(orders)


def test_money_that_a_unit_above_is_asked_about_is_counted_once() -> None:
    rows = of_kind("missing_call")
    top = {**rows[0], "node_id": "co", "action_id": "missing_call:top", "at_stake_amount": Decimal(500_000)}
    below = [{**row, "is_nested": True} for row in rows]
    ask = asks(with_actions([*below, {**top, "is_nested": False}]))[0]
    assert ask.text == "Send the five missing calls."
    assert ask.more == "What stands without them lies $0.50M from what is expected."


def test_one_call_is_named_in_the_singular() -> None:
    ask = asks(with_actions([{**of_kind("missing_call")[0], "is_nested": False}]))[0]
    assert ask.text == "Send the call."
    assert ask.more.startswith("What stands without it lies $")


def test_a_deal_is_named_with_its_money_and_the_others_counted() -> None:
    first, second, third = of_kind("commit_at_risk")[:3]
    assert asks(with_actions([first]))[0].more == ""
    assert asks(with_actions([first, second]))[0].more.startswith("One more deal at risk, $")
    assert asks(with_actions([first, second]))[0].more.endswith("has an action of its own.")
    assert asks(with_actions([first, second, third]))[0].more.endswith("have actions of their own.")
    assert "in commit" in asks(with_actions([first]))[0].text
    assert "due in the period" in asks(with_actions([of_kind("forecast_at_risk")[0]]))[0].text


def test_where_nobody_is_there_the_ask_says_so() -> None:
    row = {**of_kind("gap_to_target")[0], "owner_name": None, "owner_role": None, "is_nested": False}
    assert asks(with_actions([row]))[0].lead.startswith(f"The head of {row['node_name']}, not named, by ")
    assert recommendations.recommended(with_actions([row]))[1][2] == "not named"


def test_a_gate_that_stops_the_week_goes_before_all() -> None:
    gates = [{**row, "state": "error"} for row in WEEK.rows("gate_results")]
    first = asks(told(changed_table(WEEK, "gate_results", gates)))[0]
    assert (first.lead, first.text[:25]) == ("Before anything else.", "Mend what stops the week:")


def test_recommendations_are_ranked_and_of_one_sort_only_three() -> None:
    for shape in SHAPES.values():
        rows = action_selection.recommended(frames(shape))
        assert [row["action_order"] for row in rows] == sorted(row["action_order"] for row in rows)
        sorts = [(row["kind"], row["reason_code"]) for row in rows]
        assert all(sorts.count(sort) <= 3 for sort in sorts)
        assert not any(row["is_nested"] for row in rows)


@pytest.mark.parametrize(
    ("hours", "said", "cell"),
    [("0.25", "a quarter of an hour", "0.25"), ("0.5", "half an hour", "0.5"), ("1", "an hour", "1"),
     ("2.5", "2.5 hours", "2.5"), ("40", "40 hours", "40"), ("1.250000", "1.25 hours", "1.25")],
)  # fmt: skip
def test_hours_in_words_and_in_a_cell(hours: str, said: str, cell: str) -> None:
    assert action_words.effort({"effort_hours": Decimal(hours)}) == said
    assert action_words.hours_text(Decimal(hours)) == cell


def left(lost: int, pushed: int) -> str:
    rows = [
        {**row, "amount": Decimal({"lost": -lost, "pushed_out": -pushed}.get(row["bucket"], 0))}
        if (row["bridge"], row["against"], row["node_id"]) == ("open_pipeline", "last_week", "co")
        and row["bucket"] not in ("start", "end") else row
        for row in WEEK.rows("forecast_bridge")
    ]  # fmt: skip
    return movements.lost_or_late(told(changed_table(WEEK, "forecast_bridge", rows)))


@pytest.mark.parametrize(
    ("lost", "pushed", "said"),
    [
        (0, 0, ""), (1_000, 2_000, ""),
        (500_000, 0, "what left without being won is gone, not late: $0.50M was lost, omitted or deleted"),
        (0, 500_000, "what left without being won is late, not gone: $0.50M moved out of the period"),
        (800_000, 400_000, "what left without being won is mostly gone, not late: "),
        (400_000, 800_000, "what left without being won is mostly late, not gone: "),
        (500_000, 400_000, "what left without being won is partly gone and partly late: "),
    ],
)  # fmt: skip
def test_what_left_is_gone_or_late(lost: int, pushed: int, said: str) -> None:
    assert left(lost, pushed).startswith(said)
    assert bool(left(lost, pushed)) == bool(said)


@given(call=st.integers(1, 20_000_000))
def test_the_place_of_the_call_in_the_range_is_where_it_lies(call: int) -> None:
    rollup = [
        {**row, "call_amount": Decimal(call)} if not row["depth"] and row["horizon"] == "current" else row
        for row in WEEK.rows("forecast_rollup")
    ]
    week = changed_table(WEEK, "forecast_rollup", rollup)
    span = week.one("forecast_simulation", node_id="co", horizon="current")
    said = range_words.place(Story(week, told(WEEK).facts, run()))
    assert ("above" in said) == (call > span["p90_amount"])
    assert ("below" in said) == (call < span["p10_amount"])
    if "upper" in said:
        assert span["p50_amount"] < call <= span["p90_amount"]
    if "lower" in said:
        assert span["p10_amount"] <= call < span["p50_amount"]


def test_nothing_is_asked_of_a_week_without_actions() -> None:
    story = told(Frames({**tables(USUAL), "forecast_actions": tables(USUAL)["forecast_actions"].slice(0, 0)}))
    assert (asks(story), recommendations.recommended(story)) == ([], [])


def test_hours_in_a_column_have_the_places_of_the_finest() -> None:
    assert [action_words.hour_places(Decimal(hours)) for hours in ("40", "2.50", "0.25")] == [0, 1, 2]
