"""Frames: rows of plain values, asked for by equality, refused when the document was not given the table."""

from datetime import date
from decimal import Decimal

import pyarrow
import pytest

from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline_tests.forecast.documents.fixture_company import WEEK
from sales_pipeline_tests.forecast.documents.frames_fixture import USUAL, frames, tables


@pytest.fixture
def week() -> Frames:
    return frames(USUAL)


def test_rows_hold_exact_values_and_no_floats(week: Frames) -> None:
    for name, table in tables(USUAL).items():
        values = [value for row in week.rows(name) for value in row.values()]
        assert len(values) == table.num_rows * table.num_columns
        assert not any(isinstance(value, float) for value in values)
    row = week.one("forecast_rollup", horizon="current", depth=0)
    assert (type(row["call_amount"]), type(row["week"]), row["parent_node_id"]) == (Decimal, date, None)


def test_rows_are_filtered_by_value_blank_and_list(week: Frames) -> None:
    assert [row["node_id"] for row in week.rows("forecast_rollup", horizon="current", parent_node_id=None)] == ["co"]
    regions = week.rows("forecast_rollup", horizon="current", level=["region", "company"])
    assert [row["node_id"] for row in regions] == ["co", "r0", "r1", "r2"]
    assert week.rows("forecast_rollup", horizon="current", level={"company", "region"}) == regions
    assert {row["state"] for row in week.rows("pipeline_snapshot", state="won")} == {"won"}
    assert len(week.rows("pipeline_snapshot", week=WEEK)) == len(week.rows("pipeline_snapshot"))


def test_one_row_is_one_row(week: Frames) -> None:
    with pytest.raises(LookupError, match=r"forecast_rollup has 2 rows where node_id is 'co', expected exactly one"):
        week.one("forecast_rollup", node_id="co")
    with pytest.raises(LookupError, match="has 0 rows"):
        week.one("forecast_rollup", node_id="nobody")
    assert week.first("forecast_rollup", node_id="nobody") is None


def test_a_table_that_was_not_handed_over_is_named(week: Frames) -> None:
    with pytest.raises(KeyError, match="'plans' was not handed to the document: add it to TABLES"):
        week.rows("plans")
    assert "plans" not in week
    assert "forecast_rollup" in week


def test_a_question_is_answered_once_and_the_same_again() -> None:
    frames = Frames({"t": pyarrow.table({"a": [1, 2, 1]})})
    assert frames.rows("t", a=1) is frames.rows("t", a=1)
    assert frames.columns("t") == ["a"]
