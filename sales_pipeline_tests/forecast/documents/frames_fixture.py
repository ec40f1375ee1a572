"""The weekly tables of a fictional company, as the engine would hand them to a document."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import Any

import pyarrow

from sales_pipeline.contract import arrow_schema, catalogue
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render.run import Run
from sales_pipeline_tests.forecast.documents import (
    fixture_actions,
    fixture_comparison,
    fixture_course,
    fixture_dashboard,
    fixture_learned,
    fixture_moves,
    fixture_record,
    fixture_rollup,
)
from sales_pipeline_tests.forecast.documents.fixture_company import WEEK, Company, Row, Shape

USUAL = Shape()


@cache
def frames(shape: Shape = USUAL) -> Frames:
    return Frames(tables(shape))


def run(shape: Shape = USUAL, **changed: Any) -> Run:
    """The run of the fixture's week."""
    _, label, _, stop = shape.period
    settings = {
        "company": "Example Co",
        "week": f"{WEEK:%Y-%m-%d}",
        "as_of": datetime(2026, 11, 23, tzinfo=UTC),
        "period_label": label,
        "weeks_left": (stop - WEEK).days // 7,
        "currency": "USD",
        "amount_kind": "acv",
        "run_id": "3fa1c9d2e870",
        "settings_hash": "77aa00bb11cc",
        "version": "0.1.0",
        "stale_days": 30,
    }
    return Run(**(settings | changed))


def table(name: str, rows: list[Row]) -> pyarrow.Table:
    """Rows in the contract's columns, the week filled in, what is not said left blank."""
    schema = arrow_schema(catalogue()[name])
    return pyarrow.Table.from_pylist(
        [{field: ({"week": WEEK} | row).get(field) for field in schema.names} for row in rows], schema
    )


def changed_table(week: Frames, name: str, rows: Iterable[Row]) -> Frames:
    """The same week with one table's rows replaced."""
    return Frames({**{other: week.table(other) for other in week}, name: table(name, [dict(row) for row in rows])})


@cache
def tables(shape: Shape = USUAL) -> Mapping[str, pyarrow.Table]:
    """Every table the documents read, made once for a shape."""
    company = Company(shape)
    calls = fixture_rollup.calls(company)
    rollup = fixture_rollup.rollup(company, calls)
    coverage = fixture_course.coverage(company, rollup)
    record, closes = fixture_record.record(company, rollup), fixture_course.closes(company, rollup)
    rows = {
        "pipeline_snapshot": company.deals,
        "forecast_rollup": rollup,
        "commit_forecast": calls,
        "forecast_change": fixture_rollup.changes(company, rollup),
        "forecast_bridge": fixture_moves.bridges(company, rollup),
        "pipeline_movements": fixture_moves.movements(company),
        "method_record": record,
        "gate_results": fixture_record.gates(company),
        "history_quality": fixture_record.quality(company),
        "weighted_forecast": fixture_rollup.weighted(company),
        "forecast_by_segment": fixture_rollup.segments(company),
        "stage_probabilities": fixture_rollup.stages(company),
        "stated_correction": fixture_record.correction(company),
        "standing_method": fixture_record.standing(company),
        "new_business": fixture_record.new_business(company),
        "forecast_simulation": fixture_learned.simulation(rollup),
        "method_scores": fixture_learned.scores(company, record),
        "chance_record": fixture_learned.chances(company),
        "standing_forecast": fixture_learned.standing_forecast(company, rollup),
        "deal_forecast": fixture_learned.deal_forecast(company),
        "deal_yields": fixture_learned.deal_yields(company),
        "stage_yields": fixture_learned.stage_yields(company),
        "owner_factors": fixture_learned.owner_factors(company),
        "forecast_shock": fixture_learned.shock(company),
        "pacing": fixture_course.pacing(company, rollup),
        "forecast_course": fixture_dashboard.course(company, rollup),
        "range_record": fixture_dashboard.ranges(company, rollup),
        "coverage": coverage,
        "forecast_actions": fixture_actions.actions(company, rollup, calls, coverage),
        "velocity": fixture_course.velocity(company, rollup),
        "pipeline_created": fixture_course.created(company),
        "stage_conversion": fixture_course.conversion(company),
        "call_layers": fixture_course.layers(company, rollup),
        "override_value": fixture_course.past_calls(company),
        "period_comparison": fixture_comparison.comparison(company, rollup),
        "forecast_drivers": fixture_comparison.drivers(company, rollup),
        "period_close": closes,
        "period_close_forecasts": fixture_course.close_forecasts(closes),
    }
    return MappingProxyType({name: table(name, found) for name, found in rows.items()})
