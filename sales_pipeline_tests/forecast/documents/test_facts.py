"""The facts of a week: every one is the cell it names, or follows from the cells it names."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from sales_pipeline.contract import catalogue
from sales_pipeline.contract import columns as contract_columns
from sales_pipeline.forecast.documents import deal_outlook, forecast_facts, selection
from sales_pipeline.forecast.documents.facts import FACT_TABLES, build_facts
from sales_pipeline.forecast.documents.facts.deals import deal_money
from sales_pipeline.render.facts import Fact, Facts
from sales_pipeline_tests.forecast.documents.frames_fixture import USUAL, changed_table, frames, run
from sales_pipeline_tests.forecast.documents.shapes import SHAPES


@pytest.fixture(scope="module")
def facts() -> Facts:
    return build_facts(frames(USUAL), run())


def cells(fact: Fact) -> list[object]:
    """The published cells a fact names, when each key picks one row."""
    found = []
    for source in fact.sources:
        rows = [
            row
            for row in frames(USUAL).rows(source.table)
            if all(str(row[name]) == value for name, value in source.key)
        ]  # fmt: skip
        found += [row[source.column] for row in rows] if len(rows) == 1 else [...]
    return found


def test_a_fact_with_one_cell_says_that_cell(facts: Facts) -> None:
    checked = 0
    for fact in facts:
        found = cells(fact)
        if len(found) == 1 and found[0] is not ...:
            if fact.id.endswith(".size") or fact.id.startswith("move."):
                assert fact.value == abs(found[0]), fact.id  # type: ignore[arg-type]
            elif not fact.id.endswith(".share"):
                assert fact.value == found[0], fact.id
            checked += 1
    assert checked > 250


@pytest.mark.parametrize("name", SHAPES)
def test_every_source_is_a_column_of_a_published_table(name: str) -> None:
    for fact in build_facts(frames(SHAPES[name]), run(SHAPES[name])):
        for source in fact.sources:
            known = {column.name for column in contract_columns(catalogue()[source.table])}
            assert source.table in FACT_TABLES
            assert {source.column, *(key for key, _ in source.key)} <= known, str(source)


def test_derived_facts_follow_from_their_cells(facts: Facts) -> None:
    def value(id: str) -> Decimal:
        return Decimal(str(facts.value(id)))

    call, target, closed = (value(f"company.current.{name}_amount") for name in ("call", "target", "closed"))
    pipeline = value("company.current.open_pipeline_amount")
    assert value("gap.call") == call - target
    assert value("gap.to_go") == target - closed
    assert value("gap.yield") == (target - closed) / pipeline
    assert value("call.to_expected") == call - value("company.current.expected_amount")
    assert value("gap.commit.share") == value("company.current.commit_cumulative_amount") / target
    assert sum(value(f"unit.r{n}.expected_amount.share") for n in range(3)) == pytest.approx(1)
    buckets = ("new", "pulled_in", "increased", "decreased", "pushed_out", "won", "lost", "omitted")
    start, end = value("bridge.open_pipeline.last_week.start"), value("bridge.open_pipeline.last_week.end")
    assert start + sum(value(f"bridge.open_pipeline.last_week.{name}") for name in buckets) == end
    errors = [row["error_amount"] for row in frames(USUAL).rows("method_record", method="stated_corrected")]
    actual = sum(row["actual_amount"] for row in frames(USUAL).rows("method_record", method="stated_corrected"))
    assert value("record.stated_corrected.wape") == sum(map(abs, errors)) / actual
    assert value("record.stated_corrected.bias") == sum(errors) / actual


def test_what_is_learned_follows_from_its_cells() -> None:
    shape = replace(USUAL, size=61_000, deals=11, stretch=104)
    week = frames(shape)
    facts = build_facts(week, run(shape))

    def value(id: str) -> Decimal:
        return Decimal(str(facts.value(id)))

    top = week.one("forecast_rollup", horizon="current", depth=0)
    gap = top["target_amount"] - top["expected_amount"]
    assert value("need.gap") == abs(gap)
    assert value("need.past_rate") == 1 / top["coverage_needed_ratio"]
    usual = week.one("new_business", horizon="current")["expected_new_amount"]
    assert value("need.new.wanted") == usual + gap > usual
    assert value("need.new.multiple") == (usual + gap) / usual
    parts = [fact.value for fact in facts if fact.id.startswith("part.") and fact.id.endswith(".expected")]
    assert sum(map(Decimal, parts)) == top["expected_amount"] - top["closed_amount"]  # type: ignore[arg-type]
    deals = {row["opportunity_id"]: row for row in week.rows("deal_forecast", method="expected_yield")}
    largest = sorted((row["expected_amount"] for row in deals.values()), reverse=True)[:5]
    assert value("swing.down.amount") == sum(largest)
    assert value("swing.down.share") == sum(largest) / (top["expected_amount"] - top["closed_amount"])
    likely_enough = [row for row in deals.values() if row["probability"] >= Decimal("0.1")]
    gains = sorted((row["amount"] - row["expected_amount"] for row in likely_enough), reverse=True)[:5]
    assert value("swing.up.amount") == sum(gains)
    bins = [row for row in week.rows("chance_record") if row["bin"] >= 0]
    apart = sum(abs(row["mean_probability"] - row["won_ratio"]) * row["deal_count"] for row in bins)
    assert value("chance.apart") == apart / sum(row["deal_count"] for row in bins)
    likely = [row for row in bins if row["bin"] >= 5]
    assert value("chance.likely.came") == Decimal(sum(r["won_count"] for r in likely)) / sum(
        r["deal_count"] for r in likely
    )


def test_the_fewest_deals_that_close_a_gap_are_named_and_none_where_five_would_not() -> None:
    week = frames(USUAL)
    gains = [row["gain_amount"] for row in deal_outlook.upside(week)]
    assert [row["gain_amount"] for row in deal_outlook.enough(week, gains[0] + gains[1])] == gains[:2]
    assert len(deal_outlook.enough(week, gains[0] + gains[1] + 1)) == 3
    assert deal_outlook.enough(week, sum(gains, Decimal(1))) == ()
    assert deal_outlook.enough(week, Decimal(0)) == deal_outlook.enough(week, Decimal(-5)) == ()


def test_what_is_only_expected_counts_in_every_cut_and_comes_last() -> None:
    rows = frames(USUAL).rows("forecast_by_segment", dimension="segment")
    largest = max(row["expected_amount"] for row in rows) + 1
    nothing: dict[str, object] = {name: Decimal(0) for name, value in rows[0].items() if isinstance(value, Decimal)}
    unseen = nothing | {"open_deal_count": 0, "won_deal_count": 0}
    others = [{**row, **unseen, "member": member, "expected_amount": amount} for row in rows[:1]
              for member, amount in (("not yet open", largest), ("of which nothing is known", Decimal(0)))]  # fmt: skip
    week = changed_table(frames(USUAL), "forecast_by_segment", [*rows, *others])
    shown = selection.segments(week)["segment"]
    assert [row["member"] for row in shown][-1] == "not yet open"
    assert len(shown) == len(rows) + 1
    whole = sum(row["expected_amount"] for row in rows) + largest
    share = build_facts(week, run()).value("segment.segment.not yet open.share")
    assert share == largest / whole


def test_a_cut_by_what_the_source_never_says_is_not_shown() -> None:
    row = frames(USUAL).rows("forecast_by_segment", dimension="segment")[0]
    nothing = {"closed_amount": Decimal(0), "open_pipeline_amount": Decimal(0)}
    rows = [row | {"member": "unknown"}, row | nothing | {"member": "not yet open"}]
    assert selection.segments(changed_table(frames(USUAL), "forecast_by_segment", rows)) == {}


def test_counts_are_those_of_the_rows(facts: Facts) -> None:
    calls = frames(USUAL).rows("commit_forecast", layer="representative")
    assert facts.value("calls.representatives.expected") == len(calls) == 24
    assert facts.value("calls.representatives.missing") == sum(call["state"] == "missing" for call in calls) > 0
    assert facts.value("gates.warn") == 2
    assert facts.value("quality.unanswered") == 1


def test_the_same_tables_give_the_same_file() -> None:
    made = [forecast_facts.render(frames(USUAL), build_facts(frames(USUAL), run()), run()) for _ in range(2)]
    assert made[0] == made[1]
    published = json.loads(made[0])
    assert (published["currency"], published["unit"]) == ("USD", "$M")
    assert len(published["facts"]) > 350


@pytest.mark.parametrize(
    ("size", "units"), [(60_000, ("$M", "$K")), (600_000, ("$M", "$M")), (40, ("$", "$")), (0, ("$", "$"))]
)
def test_deals_have_a_scale_in_which_they_can_be_told_apart(size: int, units: tuple[str, str]) -> None:
    shape = replace(USUAL, size=size)
    facts = build_facts(frames(shape), run(shape))
    assert (facts.money_format.unit, deal_money(facts, frames(shape)).unit) == units
