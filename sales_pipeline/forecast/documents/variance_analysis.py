"""variance_analysis.xlsx: where the forecast stands and what moved it, in cells that calculate."""

from collections.abc import Sequence
from types import ModuleType

from sales_pipeline.forecast.documents.facts import FACT_TABLES
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance import (
    about,
    accuracy,
    assumptions,
    bridge,
    bridge_by_node,
    calls,
    change,
    checks,
    close,
    coverage,
    drivers,
    drivers_by_node,
    figures,
    flow,
    glossary,
    last_year,
    movements,
    next_period,
    nodes,
    pace,
    plan,
    summary,
)
from sales_pipeline.forecast.documents.variance.pages import Pages
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run
from sales_pipeline.render.xlsx import Book
from sales_pipeline.render.xlsx_sheet import FormulaRecord

FILE = "variance_analysis.xlsx"
# The sentences on Summary and Bridge take their figures from facts; Assumptions and Flow show what no sentence says.
TABLES = (
    *FACT_TABLES, "forecast_drivers", "forecast_shock", "owner_factors", "period_comparison", "pipeline_created",
    "stage_conversion", "stage_probabilities", "stage_yields", "stated_correction",
)  # fmt: skip
SHEETS: Sequence[ModuleType] = (
    about, summary, close, bridge, bridge_by_node, nodes, next_period, movements, drivers, drivers_by_node, plan,
    change, last_year, pace, coverage, flow, calls, accuracy, assumptions, checks, figures, glossary,
)  # fmt: skip
# Sheets that point at another sheet's cells are written after it.
_WRITTEN_LAST = (
    bridge,
    bridge_by_node,
    drivers,
    drivers_by_node,
    last_year,
    assumptions,
    summary,
    figures,
    checks,
    about,
)


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    return _drawn(frames, facts, run, keeps_records=False)[0]


def drawn(frames: Frames, facts: Facts, run: Run) -> tuple[bytes, list[FormulaRecord]]:
    """The workbook, and every formula in it with the value written beside it."""
    return _drawn(frames, facts, run, keeps_records=True)


def _drawn(frames: Frames, facts: Facts, run: Run, *, keeps_records: bool) -> tuple[bytes, list[FormulaRecord]]:
    story = Story(frames, facts, run)
    book = Book(run, f"{run.period_label} variance analysis", keeps_records=keeps_records)
    pages = Pages(story, book, [sheet for sheet in SHEETS if sheet.is_there(story)])
    pages.open_all()
    for sheet in sorted(pages.shown, key=lambda page: page in _WRITTEN_LAST and _WRITTEN_LAST.index(page) + 1):
        sheet.draw(pages)
    return book.to_bytes(), book.records
