"""Against last forecast: each measure of each node, this week against last week."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance import next_period
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, finer, known, node_look, unit_note
from sales_pipeline.render.phrases import NOT_MEANINGFUL, capital, date_text, relative_change, rounded
from sales_pipeline.render.xlsx_sheet import CellValue
from sales_pipeline.render.xlsx_table import TableColumn, write_table

NAME = "Against last forecast"
ANSWERS = "Each measure of each node against last week"
TABLE = "tblChange"
PLACES = 6
_CHANGE = '=IF(OR([@[Last week]]="",[@[This week]]=""),"n/a",[@[This week]]-[@[Last week]])'


def is_there(story: Story) -> bool:
    known = story.frames.table("forecast_change")["last_week_amount"]
    return bool(known.null_count < len(known))


def heading(story: Story) -> tuple[str, str]:
    note = unit_note(story, finer(story.money))
    return f"This week against {date_text(story.last_week)}", f"{note} Filter by measure, level or period."


def draw(pages: Pages) -> None:
    sheet, story = pages.sheets[NAME], pages.story
    money = finer(story.money).excel_format
    columns = (
        TableColumn("Node"), TableColumn("Level"), TableColumn("Period"), TableColumn("Measure"),
        TableColumn("This week", money), TableColumn("Last week", money),
        TableColumn("Change", money, _CHANGE),
        TableColumn("Change %", "percent", share_formula("[@[This week]]", "[@[Last week]]")),
    )  # fmt: skip
    rows = ordered(story)
    cells = [_cells(row, node) for row, node in rows]
    looks, depths = [node_look(node) for _, node in rows], [node["depth"] for _, node in rows]
    place = write_table(sheet, HEADER_ROW, 0, TABLE, columns, cells, looks, depths)
    keys, fields = ("node_id", "period_id", "measure"), ("", "", "", "", "amount", "last_week_amount", "change_amount")
    pages.hold("forecast_change", keys, [row for row, _ in rows], sheet, place.first_row, fields)
    sheet.freeze(HEADER_ROW + 1, 1)
    sheet.page(portrait=True)


def ordered(story: Story) -> list[tuple[Row, Row]]:
    """Each row of forecast_change with its node: the running period first, measure by measure down the tree."""
    nodes = {(row["node_id"], row["period_id"]): row for row in story.frames.rows("forecast_rollup")}
    pairs = [(row, nodes[row["node_id"], row["period_id"]]) for row in story.frames.read("forecast_change")]
    shown = [pair for pair in pairs if pair[1]["horizon"] == "current" or next_period.is_there(story)]
    return sorted(shown, key=_order)


def _order(pair: tuple[Row, Row]) -> tuple[object, ...]:
    row, node = pair
    return node["horizon"] != "current", row["measure_order"], node["sort_key"], node["node_id"]


def _cells(row: Row, node: Row) -> Sequence[CellValue]:
    now, before = row["amount"], row["last_week_amount"]
    return (
        node["node_name"], node["level"], node["period_label"], measure_name(row["measure"]), now, before,
        known(row["change_amount"]), change_share(now, before),
    )  # fmt: skip


def share_formula(now: str, before: str) -> str:
    """The change between two cells as a share of the earlier one: n/a when unknown, n/m from zero or across it."""
    share = f"ROUND(({now}-{before})/ABS({before}),{PLACES})"
    return f'=IF(OR({before}="",{now}=""),"n/a",IF({now}={before},0,IF(OR({before}=0,{before}*{now}<0),"n/m",{share})))'


def change_share(now: Decimal | None, before: Decimal | None) -> CellValue:
    """What share_formula gives for two figures."""
    if now is None or before is None:
        return known(None)
    share = relative_change(now, before)
    if share is None:
        return 0 if now == before else NOT_MEANINGFUL
    return rounded(share, PLACES)


def measure_name(column: str) -> str:
    """`open_pipeline_amount` is "Open pipeline"; closed is "Closed won"."""
    return "Closed won" if column == "closed_amount" else capital(wording.plain(column.removesuffix("_amount")))
