"""Assumptions: what the forecast rests on: its methods, the yields by stage, owners, new business, the common shock."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance import what_if
from sales_pipeline.forecast.documents.variance.methods import HORIZONS
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, grid, known
from sales_pipeline.render.phrases import rounded
from sales_pipeline.render.xlsx_sheet import CellValue
from sales_pipeline.render.xlsx_table import TableColumn, write_table

NAME = "Assumptions"
ANSWERS = "What the forecast rests on: methods, yields, factors, new business, shock"
_WHY, _LAST = 6, 12
_OWNERS = "tblOwners"
_RATE = '=IF([@Amount]>0,ROUND([@Brought]/[@Amount],6),"n/a")'
_FACTOR = '=IF([@Expected]>0,ROUND([@Brought]/[@Expected],6),"n/a")'


def is_there(story: Story) -> bool:
    return bool(story.frames.rows("standing_method")) or what_if.is_there(story)


def heading(story: Story) -> tuple[str, str]:
    return "What the forecast rests on", (
        f"{story.run.currency}, full amounts. Learned figures are drawn towards those of all deals while deals are few."
    )


def draw(pages: Pages) -> None:
    row = HEADER_ROW
    if what_if.is_there(pages.story):
        pages.sheets[NAME].text(row, 0, what_if.TITLE, "section", wide=True)
        row = what_if.draw(pages, pages.sheets[NAME], row + 1) + 3
    for title, table, columns, cells in _blocks(pages.story):
        if not cells:
            continue
        if table == _OWNERS:
            pages.sheets[NAME].start_page(row)
        pages.sheets[NAME].text(row, 0, title, "section", wide=True)
        if table:
            row = write_table(pages.sheets[NAME], row + 1, 0, table, columns, cells, filters=False).last_row + 3
        else:
            row = grid(pages.sheets[NAME], row + 1, columns, cells) + 3
    pages.sheets[NAME].freeze(HEADER_ROW + 1, 1)
    pages.sheets[NAME].width(0, 32)
    # the reasons run over the empty cells to their right
    pages.sheets[NAME].page(portrait=True, last_column=_LAST)
    pages.sheets[NAME].width(_WHY, 14)


# title, table (none: plain cells), columns, rows
Block = tuple[str, str, Sequence[TableColumn], list[list[CellValue]]]


def _blocks(story: Story) -> Iterator[Block]:
    yield _methods(story)
    yield _company(story)
    yield _yields(story)
    yield _owners(story)


def _methods(story: Story) -> Block:
    columns = (TableColumn("Method"), TableColumn("Period"), TableColumn("Level"), TableColumn("Periods", "count"),
               TableColumn("WAPE", "percent"), TableColumn("Bias", "percent"), TableColumn("Why"))  # fmt: skip
    cells: list[list[CellValue]] = [
        [wording.METHOD_NAMES.get(r["forecast_method"], wording.plain(r["forecast_method"])), HORIZONS[r["horizon"]],
         r["level"], r["scored_period_count"], r["wape_ratio"], r["bias_ratio"], r["reason"]]
        for r in story.frames.rows("standing_method")
    ]  # fmt: skip
    return "Which method stands, and why", "", columns, cells


_FIGURES = (
    ("Scale of representatives", "standing_forecast", "scale_ratio"),
    ("Scale of single deals", "standing_forecast", "deal_scale_ratio"),
    ("New business, expected", "new_business", "expected_new_amount"),
    ("New business, mean of four periods", "new_business", "mean_new_amount"),
    ("New business / won of open deals", "new_business", "new_share_ratio"),
    ("Common shock, standard deviation", "forecast_shock", "shock_deviation_ratio"),
    ("Seen in past misses", "forecast_shock", "seen_deviation_ratio"),
    ("Correction of stated chances", "stated_correction", "correction_ratio"),
    ("Coverage needed in the past", "stated_correction", "coverage_needed_ratio"),
)


def _company(story: Story) -> Block:
    """Single figures, one a row and a column per horizon."""
    rows: list[list[CellValue]] = [[label, *_of_horizons(story, table, field)] for label, table, field in _FIGURES]
    cells = [row for row in rows if any(value is not None for value in row[1:])]
    columns = (TableColumn("Figure"), *(TableColumn(name, "#,##0.00##_)") for name in HORIZONS.values()))
    return "Single figures, by period", "", columns, cells


def _of_horizons(story: Story, table: str, field: str) -> list[CellValue]:
    rows = [story.frames.first(table, horizon=horizon) for horizon in HORIZONS]
    return [row[field] if row is not None else None for row in rows]


def _yields(story: Story) -> Block:
    columns = (
        TableColumn("Stage"), TableColumn("Period"), TableColumn("Deals", "count"), TableColumn("Won", "count"),
        TableColumn("Amount", "amount"), TableColumn("Brought", "amount"), TableColumn("Seen", "percent", _RATE),
        TableColumn("Learned yield", "percent"), TableColumn("Learned chance", "percent"),
    )  # fmt: skip
    rows = story.frames.rows("stage_yields", cell_level="stage")
    order = {row["stage_name"]: row["stage_order"] for row in story.frames.rows("stage_probabilities")}
    ordered = sorted(rows, key=lambda r: (r["horizon"], order.get(r["stage_name"], 99), r["stage_name"]))
    cells = [_learned(row, [row["stage_name"], HORIZONS[row["horizon"]]]) for row in ordered]
    return "Yields by stage: what past deals open at this point brought", "tblYields", columns, cells


def _learned(row: Row, head: list[CellValue]) -> list[CellValue]:
    seen = row["won_amount"] / row["amount"] if row["amount"] > 0 else None
    return [*head, row["deal_count"], row["won_count"], row["amount"], row["won_amount"], _rounded(seen),
            row["yield_ratio"], row["win_probability"]]  # fmt: skip


def _owners(story: Story) -> Block:
    columns = (
        TableColumn("Representative"), TableColumn("Period"), TableColumn("Past deals", "count"),
        TableColumn("Expected", "amount"), TableColumn("Brought", "amount"), TableColumn("Brought / expected", "ratio",
        _FACTOR), TableColumn("Owner factor", "#,##0.00_)"),
    )  # fmt: skip
    names = {row["node_id"]: row["node_name"] for row in story.frames.rows("forecast_rollup")}
    rows = sorted(story.frames.rows("owner_factors"), key=lambda r: (r["horizon"], r["node_id"]))
    cells = [
        [names.get(r["node_id"], r["node_id"]), HORIZONS[r["horizon"]], r["deal_count"], r["expected_amount"],
         r["won_amount"], _rounded(r["won_amount"] / r["expected_amount"] if r["expected_amount"] > 0 else None),
         r["owner_factor"]]
        for r in rows
    ]  # fmt: skip
    return "Owner factors: how each one's deals fared beside others of their kind", _OWNERS, columns, cells


def _rounded(value: Decimal | None) -> CellValue:
    return known(rounded(value, 6) if value is not None else None)
