"""The fixture's week with what workbook and YAML files need beside: plans, past promises, one figure changed."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import cache

from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.variance_analysis import drawn
from sales_pipeline.render.xlsx_sheet import FormulaRecord
from sales_pipeline_tests.forecast.documents.fixture_company import WEEK, Row, Shape
from sales_pipeline_tests.forecast.documents.frames_fixture import changed_table, run, table, tables

SMALL = Shape(regions=2, teams=2, representatives=2, deals=6, closes=True)
Change = Callable[[Row], Row]


@cache
def full_frames(shape: Shape = SMALL, plans: bool = True) -> Frames:
    """Every table of a shape, with past promises and, unless told otherwise, plans of the units."""
    made = {"stated_record": table("stated_record", _promises(shape))}
    frames = Frames({**tables(shape), **made})
    return changed(frames, "forecast_rollup", _with_plan) if plans and shape.targets else frames


def changed(frames: Frames, name: str, change: Change) -> Frames:
    """The same week with every row of one table changed."""
    return changed_table(frames, name, [change(dict(row)) for row in frames.rows(name)])


def _with_plan(row: Row) -> Row:
    has_plan = row["depth"] < 2 and row["target_amount"] is not None and row["horizon"] == "current"
    return row | {
        "plan_amount": (row["target_amount"] * Decimal("1.04")).quantize(Decimal("0.01")) if has_plan else None
    }


def _promises(shape: Shape) -> list[Row]:
    return [
        {
            "horizon": horizon, "period_id": f"FY2026-Q{order}", "period_order": order,
            "as_of_date": WEEK - timedelta(weeks=13 * (4 - order)), "weeks_left": 5,
            "closed_won_amount": Decimal(100_000), "stated_remaining_amount": Decimal(80_000),
            "won_after_amount": Decimal(60_000 + order), "actual_amount": Decimal(160_000 + order),
            "open_amount": Decimal(200_000), "won_of_open_amount": Decimal(50_000),
        }
        for horizon in ("current", "next") for order in (1, 2, 3) if shape.record
    ]  # fmt: skip


def workbook(frames: Frames, shape: Shape = SMALL) -> tuple[bytes, list[FormulaRecord]]:
    """The workbook of a week and its formulas."""
    return drawn(frames, build_facts(frames, run(shape)), run(shape))


@cache
def small_workbook() -> tuple[bytes, list[FormulaRecord]]:
    """The workbook of the small company, drawn once for all tests that only read it."""
    return workbook(full_frames())
