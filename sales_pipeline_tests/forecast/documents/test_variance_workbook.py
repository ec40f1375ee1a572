"""The workbook as a file: which sheets it has, that it calculates, prints and ties out, and that it repeats."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from sales_pipeline.forecast.documents import definitions, variance_analysis
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline_tests.forecast.documents.fixture_company import Row
from sales_pipeline_tests.forecast.documents.frames_fixture import frames, run
from sales_pipeline_tests.forecast.documents.shapes import SHAPES
from sales_pipeline_tests.forecast.documents.workbook_frames import changed, full_frames, small_workbook, workbook
from sales_pipeline_tests.render.workbooks import audit, differences, names, opened

ALL = [
    "About", "Summary", "Close", "Bridge", "Bridge by node", "By node", "Next period", "Movements", "Drivers",
    "Drivers by node", "Against plan", "Against last forecast", "Against last year", "Pace", "Coverage", "Flow",
    "Calls", "Accuracy", "Assumptions", "Checks", "Figures", "Definitions",
]  # fmt: skip
EARLIER = ("Drivers", "Drivers by node", "Against last year")
LARGE = ("sixty_teams", "forty_regions")


@cache
def small_book() -> openpyxl.Workbook:
    """The small company's workbook as a reader opens it, for tests that only look at it."""
    return opened(small_workbook()[0])


def test_a_full_week_has_every_sheet_in_order() -> None:
    assert names(small_workbook()[0]) == ALL


def test_a_week_that_closes_no_period_has_no_sheet_for_it() -> None:
    blob, _ = workbook(full_frames(SHAPES["usual"]), SHAPES["usual"])
    assert names(blob) == [sheet for sheet in ALL if sheet != "Close"]


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("first_week", {"Against plan", "Against last forecast", "Accuracy", "Pace", "Flow", *EARLIER}),
        ("no_targets", {"Against plan", "Next period", "Coverage"}),
        ("nothing_moved", {"Against plan", "Movements"}),
        ("no_calls", {"Against plan", "Calls"}),
        (
            "no_deals_no_targets",
            {
                *EARLIER,
                "Against plan",
                "Next period",
                "Movements",
                "Bridge",
                "Bridge by node",
                "Accuracy",
                "Pace",
                "Coverage",
                "Flow",
                "Calls",
            },
        ),
    ],
)
def test_a_sheet_without_rows_is_left_out(name: str, gone: set[str]) -> None:
    blob, _ = workbook(frames(SHAPES[name]), SHAPES[name])
    assert names(blob) == [sheet for sheet in ALL if sheet not in gone | {"Close"}]


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in LARGE])
def test_every_formula_calculates_to_the_published_value(name: str, tmp_path: Path) -> None:
    blob, records = workbook(full_frames(SHAPES[name]), SHAPES[name])
    assert differences(blob, records) == []
    assert len(records) > 100
    assert audit(blob, tmp_path) == []


def test_equal_weeks_give_equal_bytes() -> None:
    assert workbook(full_frames()) == small_workbook()


def test_all_checks_are_rolled_up_on_the_first_sheet() -> None:
    book = small_book()
    assert book.defined_names["all_checks"].attr_text == "'About'!$B$4"
    assert book["About"]["B4"].value == "Ties out; 3 to look at"


def test_all_is_well_when_nothing_is_amiss() -> None:
    kept = SHAPES["all_kept"]
    blob, _ = workbook(full_frames(kept), kept)
    assert opened(blob)["About"]["B4"].value == "ALL OK"


def test_an_error_of_a_gate_is_on_the_first_sheet() -> None:
    broken = changed(full_frames(), "gate_results", lambda row: row | {"state": "error"})
    count = broken.table("gate_results").num_rows
    blob, records = workbook(broken)
    assert opened(blob)["About"]["B4"].value == f"{count} broken: see Checks"
    assert differences(blob, records) == []


def test_a_cent_that_is_missing_at_a_node_is_on_the_first_sheet() -> None:
    def without_a_cent(row: Row) -> Row:
        taken = row["level"] == "representative" and row["node_name"] == person and row["horizon"] == "current"
        return row | {"expected_amount": row["expected_amount"] - Decimal("0.01")} if taken else row

    person = full_frames().rows("forecast_rollup", level="representative")[0]["node_name"]
    blob, _ = workbook(changed(full_frames(), "forecast_rollup", without_a_cent))
    book = opened(blob)
    assert book["About"]["B4"].value == "1 broken: see Checks"
    off = [row for row in book["Checks"].iter_rows(values_only=True) if row[1] == "OFF"]
    assert [(row[0], row[4]) for row in off] == [("Lowest nodes add to it: expected", -0.01)]


def test_a_reader_is_led_through_the_file() -> None:
    about = small_book()["About"]
    links = {cell.value: cell.hyperlink.location for (cell,) in about["A5:A45"] if cell.hyperlink}
    assert list(links) == ALL[1:]
    assert links["By node"] == "'By node'!A1"
    text = {row[0]: row[1] for row in about.iter_rows(min_row=4, max_col=2, values_only=True)}
    assert text["Status"] == "Draft: not yet approved"
    assert text["Run"] == "3fa1c9d2e870, version 0.1.0"
    assert text["Settings"] == "77aa00bb11cc"
    assert text["Amounts"].startswith("Annual contract value in USD")


def test_every_sheet_says_its_unit_and_prints_one_page_wide() -> None:
    for sheet in small_book():
        assert sheet["A1"].font.size == 16
        assert sheet["A2"].value
        assert sheet.sheet_properties.pageSetUpPr.fitToPage or sheet.row_breaks.brk
        assert sheet.oddFooter.right.text == "Page &P of &N"
        if sheet.title not in ("About", "Summary", "Bridge", "Drivers", "Checks", "Definitions"):
            assert "$" in sheet["A2"].value or "USD" in sheet["A2"].value
            assert sheet.freeze_panes[1:] == "5"


def test_tables_can_be_filtered_and_the_tree_folded() -> None:
    book = small_book()
    assert book["Movements"].tables["tblMovements"].autoFilter.ref
    assert {name for sheet in book for name in sheet.tables} == {
        "tblNodes", "tblNextPeriod", "tblMovements", "tblBridge", "tblChange", "tblGates", "tblTies", "tblClose",
        "tblCloseForecasts", "tblCourse", "tblPace", "tblVelocity", "tblCoverage", "tblLayers", "tblPastCalls",
        "tblMethods", "tblChances", "tblYields", "tblOwners",
    }  # fmt: skip
    depths = [book["By node"].row_dimensions[row].outlineLevel for row in range(5, 9)]
    assert depths == [0, 1, 2, 3]
    assert [book["By node"].cell(row, 1).alignment.indent for row in range(5, 9)] == [0, 1, 2, 3]


def test_definitions_are_the_ones_the_deck_shows() -> None:
    rows = small_book()["Definitions"].iter_rows(min_row=5, max_col=2, values_only=True)
    assert tuple(rows) == definitions.DEFINITIONS


def test_notes_of_the_run_stand_on_the_first_sheet() -> None:
    noted = run(notes=("Gate waived: stages_confirmed",))
    blob = variance_analysis.render(full_frames(), build_facts(full_frames(), noted), noted)
    rows = dict(opened(blob)["About"].iter_rows(min_row=4, max_col=2, values_only=True))
    assert rows["Note"] == "Gate waived: stages_confirmed"


def test_a_column_nobody_fills_is_left_out_and_a_nameless_deal_shows_its_id() -> None:
    bare = changed(full_frames(), "pipeline_movements", lambda row: row | {"opportunity_name": None, "reason": None})
    blob, records = workbook(bare)
    header, first = list(opened(blob)["Movements"].iter_rows(min_row=4, max_row=5, values_only=True))
    shown = dict(zip(header, first, strict=True))
    assert "Reason" not in shown
    assert shown["Deal"] == shown["Deal id"]
    assert differences(blob, records) == []
