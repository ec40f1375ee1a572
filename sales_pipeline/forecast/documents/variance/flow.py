"""Flow: what came into the pipeline week by week, by whom and from where, and what becomes of deals in each stage."""

from collections.abc import Iterator
from datetime import date

import pyarrow.compute as pc

from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, finer, grid, node_look, unit_note
from sales_pipeline.render.xlsx_sheet import CellValue, Number, Sheet
from sales_pipeline.render.xlsx_table import TableColumn

NAME = "Flow"
ANSWERS = "What came into the pipeline, by whom and from where, and what becomes of deals in each stage"
# of the company; of units, sources and types the amount alone
_FIGURES = {
    "Deals": "deal_count", "Deals a year ago": "year_ago_deal_count", "Amount a year ago": "year_ago_amount",
    "Amount": "amount",
}  # fmt: skip
_CUTS = {"all": "Amount", "lead_source": "Amount by lead source", "opportunity_type": "Amount by type"}
_STAYS = "Stays begun in the last twelve months; chances and median count those still open for their days only"
_STAGES = {
    "Entered": "entered_count", "Went on": "advanced_count", "Won": "won_count", "Lost": "lost_count",
    "Went back": "returned_count", "Removed": "removed_count", "Still there": "open_count",
}  # fmt: skip
_CHANCES = {"Chance to go on": "next_ratio", "Chance to be won": "won_ratio"}


def is_there(story: Story) -> bool:
    return any(story.frames.table(name).num_rows for name in ("pipeline_created", "stage_conversion"))


def heading(story: Story) -> tuple[str, str]:
    return "New deals by week of creation, and what becomes of deals in each stage", (
        f"{unit_note(story, finer(story.money))} New deals count at the amount first seen, for their first owner; a "
        "year ago is 52 weeks earlier."
    )


def draw(pages: Pages) -> None:
    sheet = pages.sheets[NAME]
    _stages(pages, sheet, _created(pages, sheet, HEADER_ROW))
    sheet.freeze(HEADER_ROW + 1, 1)


def _created(pages: Pages, sheet: Sheet, row: int) -> int:
    """A row per figure, unit and source, a column per week, and their sum; the row for what comes next."""
    lines = list(_lines(pages.story))
    if not lines:
        return row
    money, weeks = finer(pages.story.money).excel_format, sorted(lines[0][2])
    header = ("Of", "Figure", *(str(week) for week in weeks), "Sum")
    sheet.headers(row, header, numeric_from=2)
    for at, (first, figure, amounts) in enumerate(lines, row + 1):
        form = "count" if figure.endswith("_count") else money
        look = node_look(first) if (first["dimension"], figure) == ("all", "amount") else "row"
        sheet.text(at, 0, _name(first), look)
        sheet.text(at, 1, _label(first, figure), look)
        for column, week in enumerate(weeks, 2):
            sheet.value(at, column, amounts[week], form, look)
        span = f"{sheet.cell(at, 2)}:{sheet.cell(at, len(weeks) + 1)}"
        sheet.fx(at, len(weeks) + 2, f"=SUM({span})", sum(amounts.values()), form, look)
    return row + len(lines) + 3


def _lines(story: Story) -> Iterator[tuple[Row, str, dict[date, Number]]]:
    """The company's figures, then the amounts of units, lead sources and types: a row, the figure, its weeks."""
    table = story.frames.table("pipeline_created")
    rows = table.filter(pc.not_equal(table["level"], "representative")).to_pylist()
    order = {cut: place for place, cut in enumerate(_CUTS)}
    members: dict[tuple[str, ...], list[Row]] = {}
    for row in sorted(rows, key=lambda r: (order[r["dimension"]], r["sort_key"], r["node_id"], r["member"])):
        members.setdefault((row["dimension"], row["node_id"], row["member"]), []).append(row)
    for found in members.values():
        first = found[0]
        shown = _FIGURES.values() if (first["depth"], first["dimension"]) == (0, "all") else ("amount",)
        for figure in shown:
            yield first, figure, {row["from_date"]: row[figure] for row in found}


def _name(row: Row) -> str:
    return str(row["node_name"] if row["dimension"] == "all" else row["member"])


def _label(row: Row, figure: str) -> str:
    names = {field: name for name, field in _FIGURES.items()}
    return names[figure] if row["dimension"] == "all" else _CUTS[row["dimension"]]


def _stages(pages: Pages, sheet: Sheet, row: int) -> None:
    found = pages.story.frames.rows("stage_conversion")
    if not found:
        return
    columns = [
        TableColumn("Stage"), *(TableColumn(name, "count") for name in _STAGES),
        *(TableColumn(name, "percent") for name in _CHANCES), TableColumn("Median stay, days", "count"),
    ]  # fmt: skip
    in_order = sorted(found, key=lambda r: (r["stage_order"] is None, r["stage_order"] or 0, r["stage_name"]))
    fields = ("stage_name", *_STAGES.values(), *_CHANCES.values(), "median_days")
    cells: list[list[CellValue]] = [[row[field] for field in fields] for row in in_order]
    sheet.text(row, 0, _STAYS, "section", wide=True)
    grid(sheet, row + 1, columns, cells)
