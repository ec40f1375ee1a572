"""The workbook's sheets on what is learned, read back from the file: every cell is what the tables publish."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

import openpyxl
import pytest

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline_tests.forecast.documents.test_variance_figures import FRAMES, agree, table
from sales_pipeline_tests.forecast.documents.workbook_frames import small_workbook
from sales_pipeline_tests.render.workbooks import opened

HORIZONS = {"Running": "current", "Next": "next"}
KEYS = {name: key for key, name in wording.METHOD_NAMES.items()}
BAND = {"low": "low", "median": "median", "high": "high"}


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return opened(small_workbook()[0])


def compare(rows: Sequence[Mapping[str, Any]], published: Sequence[Row], columns: Mapping[str, str]) -> None:
    """Every row of a sheet against a published one, in the same order."""
    assert len(rows) == len(published) > 0
    for row, wanted in zip(rows, published, strict=True):
        for header, field in columns.items():
            assert agree(row[header], wanted[field]), (header, wanted)


def block(book: openpyxl.Workbook, first: str, sheet: str = "Assumptions") -> list[dict[str, Any]]:
    """Rows of a block of plain cells, by header, to the first blank row."""
    lines = iter(book[sheet].iter_rows(values_only=True))
    header = next(line for line in lines if line[0] == first)
    return [dict(zip(header, line, strict=True)) for line in takewhile(lambda line: line[0], lines)]


def flow(book: openpyxl.Workbook, first: str) -> list[dict[str, Any]]:
    return block(book, first, "Flow")


def in_tree(name: str, **where: object) -> list[Row]:
    return sorted(FRAMES.rows(name, **where), key=lambda r: (r["sort_key"], r["node_id"]))


def test_the_course_of_the_company(book: openpyxl.Workbook) -> None:
    columns = {"Weeks left": "weeks_left", "As of": "as_of_date", "Closed won": "closed_won_amount",
               "Open": "open_pipeline_amount", "Target": "target_amount", "Even course": "par_amount",
               **{f"Closed {name}": f"closed_{name}_amount" for name in BAND},
               **{f"Open {name}": f"open_{name}_amount" for name in BAND},
               **{f"Share {name}": f"share_{name}_ratio" for name in BAND}}  # fmt: skip
    published = sorted(FRAMES.rows("pacing", depth=0), key=lambda r: -r["weeks_left"])
    rows = table(book, "tblCourse")
    compare(rows, published, columns)
    assert [row["Now"] == "now" for row in rows] == [row["is_now"] for row in published]


def test_where_every_node_stands(book: openpyxl.Workbook) -> None:
    columns = {"Node": "node_name", "Level": "level", "Closed won": "closed_won_amount", "Low": "closed_low_amount",
               "Median": "closed_median_amount", "High": "closed_high_amount", "Target": "target_amount",
               "Attainment": "attainment_ratio", "Share low": "share_low_ratio", "Share high": "share_high_ratio",
               "Even course": "par_amount", "Standing": "standing", "Past periods": "past_period_count"}  # fmt: skip
    compare(table(book, "tblPace"), in_tree("pacing", is_now=True), columns)


def test_velocity(book: openpyxl.Workbook) -> None:
    columns = {"Unit": "node_name", "As of": "as_of_date", "Open deals": "open_deal_count",
               "Won deals": "won_deal_count", "Lost deals": "lost_deal_count", "Won": "won_amount",
               "Average win": "average_won_amount", "Win rate": "win_rate_ratio", "Cycle, days": "average_cycle_days",
               "A day": "velocity_amount"}  # fmt: skip
    order = ("now", "last_period", "year_ago")
    published = sorted(in_tree("velocity"), key=lambda r: (r["sort_key"], order.index(r["as_of"])))
    compare(table(book, "tblVelocity"), published, columns)


def test_coverage(book: openpyxl.Workbook) -> None:
    columns = {"Node": "node_name", "Target": "target_amount", "Closed won": "closed_amount", "To go": "to_go_amount",
               "Open pipeline": "open_pipeline_amount", "Coverage": "coverage_gross_ratio",
               "Coverage to go": "coverage_to_go_ratio", "Coverage needed": "coverage_needed_ratio",
               "Needed: low": "needed_low_ratio", "Needed: high": "needed_high_ratio",
               "Pipeline needed": "needed_amount", "Short by": "gap_amount", "Standing": "standing"}  # fmt: skip
    compare(table(book, "tblCoverage"), in_tree("coverage", horizon="current"), columns)


def test_new_pipeline_of_the_company_by_week(book: openpyxl.Workbook) -> None:
    published = FRAMES.rows("pipeline_created", depth=0, dimension="all")
    figures = {"Deals": "deal_count", "Deals a year ago": "year_ago_deal_count", "Amount a year ago": "year_ago_amount",
               "Amount": "amount"}  # fmt: skip
    rows = flow(book, "Of")[: len(figures)]
    assert [row["Figure"] for row in rows] == list(figures)
    for row, field in zip(rows, figures.values(), strict=True):
        assert row["Of"] == published[0]["node_name"]
        assert all(agree(row[str(r["from_date"])], r[field]) for r in published)
        assert agree(row["Sum"], sum(r[field] for r in published))


def test_new_pipeline_by_unit_and_source(book: openpyxl.Workbook) -> None:
    rows = flow(book, "Of")[3:]
    units = [row for row in in_tree("forecast_rollup", horizon="current") if row["level"] != "representative"]
    assert [row["Of"] for row in rows] == [*(unit["node_name"] for unit in units), "Partner", "Web", "New business"]
    cuts = {"Amount": "all", "Amount by lead source": "lead_source", "Amount by type": "opportunity_type"}
    assert [cuts[row["Figure"]] for row in rows[-4:]] == ["all", "lead_source", "lead_source", "opportunity_type"]
    for row in rows:
        cut = cuts[row["Figure"]]
        key = {"node_name" if cut == "all" else "member": row["Of"], "dimension": cut}
        published = FRAMES.rows("pipeline_created", **key)
        assert len(published) == 13
        assert all(agree(row[str(r["from_date"])], r["amount"]) for r in published)
        assert agree(row["Sum"], sum(r["amount"] for r in published))


def test_what_becomes_of_deals_in_each_stage(book: openpyxl.Workbook) -> None:
    columns = {"Stage": "stage_name", "Entered": "entered_count", "Went on": "advanced_count", "Won": "won_count",
               "Lost": "lost_count", "Went back": "returned_count", "Removed": "removed_count",
               "Still there": "open_count", "Chance to go on": "next_ratio", "Chance to be won": "won_ratio",
               "Median stay, days": "median_days"}  # fmt: skip
    # in the order of the sales process, a stage outside it last
    outside, *known = FRAMES.rows("stage_conversion")
    compare(flow(book, "Stage"), [*known, outside], columns)


def test_layers_of_the_call(book: openpyxl.Workbook) -> None:
    nodes = in_tree("forecast_rollup", horizon="current")
    rows = table(book, "tblLayers")
    compare(rows, nodes, {"Node": "node_name", "Call": "call_amount", "Expected": "expected_amount"})
    for row, node in zip(rows, nodes, strict=True):
        found = {r["layer"]: r for r in FRAMES.rows("call_layers", node_id=node["node_id"], horizon="current")}
        assert agree(row["CRM"], found["system"]["amount"])
        for header, layer in (("Representatives", "representative"), ("Regions", "region")):
            assert agree(row[header], found[layer]["delta_amount"]), (header, node)
        assert agree(row["Call − expected"], node["call_amount"] - node["expected_amount"])
    assert "CRO" not in rows[0]


def test_past_calls(book: openpyxl.Workbook) -> None:
    columns = {"Periods": "period_count", "Calls": "call_count", "Differed": "override_count", "Nearer": "better_count",
               "Value": "value_amount", "Score": "shrunk_value_ratio", "Sum of calls": "call_amount",
               "Won": "actual_amount", "Bias": "bias_amount", "Leans": "leaning"}  # fmt: skip
    compare(table(book, "tblPastCalls"), FRAMES.rows("override_value"), columns)


def test_the_record_of_each_method(book: openpyxl.Workbook) -> None:
    rows = table(book, "tblMethods")
    assert len(rows) == len(FRAMES.rows("method_scores")) > 4
    for row in rows:
        key = {"horizon": HORIZONS[row["Period"]], "level": row["Level"]}
        wanted = FRAMES.one("method_scores", method=KEYS[row["Method"]], **key)
        compare([row], [wanted], {"Periods": "period_count", "Won": "actual_amount", "Missed": "missed_amount",
                                  "WAPE": "wape_ratio", "Bias": "bias_ratio", "Nearer than they in": "better_count",
                                  "Missed / learned yields": "against_yields_ratio"})  # fmt: skip
        stands = FRAMES.one("standing_method", **key)["forecast_method"] == wanted["method"]
        assert (row["Stands"] == "yes") == stands


def test_chances_given_and_what_came(book: openpyxl.Workbook) -> None:
    published = [row for row in FRAMES.rows("chance_record") if row["bin"] >= 0]
    rows = table(book, "tblChances")
    compare(rows, published, {"Deals": "deal_count", "Deals won": "won_count", "Mean chance": "mean_probability",
                              "Share won": "won_ratio", "Brier score": "brier_score"})  # fmt: skip
    assert [row["Chance given"] for row in rows] == [f"{r['bin'] * 10}–{r['bin'] * 10 + 10}%" for r in published]


def test_what_the_forecast_rests_on(book: openpyxl.Workbook) -> None:
    columns = {"Periods": "scored_period_count", "WAPE": "wape_ratio", "Bias": "bias_ratio", "Why": "reason"}
    compare(block(book, "Method"), FRAMES.rows("standing_method"), columns)
    for row in table(book, "tblYields"):
        key = {"stage_name": row["Stage"], "horizon": HORIZONS[row["Period"]]}
        wanted = FRAMES.one("stage_yields", cell_level="stage", **key)
        compare([row], [wanted], {"Deals": "deal_count", "Won": "won_count", "Amount": "amount",
                                  "Brought": "won_amount", "Learned yield": "yield_ratio",
                                  "Learned chance": "win_probability"})  # fmt: skip
    owners = FRAMES.rows("owner_factors")
    compare(table(book, "tblOwners"), owners, {"Past deals": "deal_count", "Expected": "expected_amount",
                                               "Brought": "won_amount", "Owner factor": "owner_factor"})  # fmt: skip
    figures = {row["Figure"]: row for row in block(book, "Figure")}
    for label, name, field in (("New business, expected", "new_business", "expected_new_amount"),
                               ("Common shock, standard deviation", "forecast_shock", "shock_deviation_ratio"),
                               ("Scale of representatives", "standing_forecast", "scale_ratio")):  # fmt: skip
        for header, horizon in HORIZONS.items():
            assert agree(figures[label][header], FRAMES.rows(name, horizon=horizon)[0][field])


def test_the_close_of_the_period_before(book: openpyxl.Workbook) -> None:
    columns = {"Node": "node_name", "Closed won": "actual_amount", "Deals": "won_deal_count", "Target": "target_amount",
               "Attainment": "attainment_ratio", "Last call": "call_amount", "Call − won": "call_error_amount",
               "Due": "due_amount", "Due won": "due_won_amount", "Due lost": "due_lost_amount",
               "Slipped": "slipped_amount", "Slipped %": "slip_ratio"}  # fmt: skip
    compare(table(book, "tblClose"), in_tree("period_close"), columns)
    rows = table(book, "tblCloseForecasts")
    assert len(rows) == len(FRAMES.rows("period_close_forecasts", depth=[0, 1])) > 20
    for row in rows:
        method = {"Forecast as published": "standing", "Call": "call"}.get(row["Said by"]) or KEYS[row["Said by"]]
        point = {"First Monday": "start", "Middle Monday": "middle", "Last Monday": "end"}[row["When"]]
        wanted = FRAMES.one("period_close_forecasts", node_name=row["Node"], method=method, checkpoint=point)
        compare([row], [wanted], {"As of": "as_of_date", "Forecast": "forecast_amount", "Closed won": "actual_amount",
                                  "Error": "error_amount", "Error %": "error_ratio"})  # fmt: skip
