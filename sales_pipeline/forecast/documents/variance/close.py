"""Close: how the period just ended came out at every node, and what was forecast of it; in the first week after."""

from sales_pipeline.forecast.documents import outlook
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.close import said_by
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, finer, known, node_look, unit_note
from sales_pipeline.render.xlsx_sheet import CellValue, Sheet
from sales_pipeline.render.xlsx_table import TableColumn, write_table

NAME = "Close"
ANSWERS = "How the period just ended came out against target, call and forecasts"
NODES, FORECASTS = "tblClose", "tblCloseForecasts"
_FIELDS = (
    "", "", "actual_amount", "won_deal_count", "target_amount", "attainment_ratio", "call_amount", "call_error_amount",
    "due_amount", "due_won_amount", "due_lost_amount", "slipped_amount", "slip_ratio",
)  # fmt: skip
_SAID = (
    "", "", "", "as_of_date", "weeks_left", "forecast_amount", "actual_amount", "error_amount", "error_ratio",
)  # fmt: skip
_ORDER = {name: at for at, name in enumerate(outlook.CHECKPOINTS)}


def is_there(story: Story) -> bool:
    return outlook.closed(story.frames) is not None


def heading(story: Story) -> tuple[str, str]:
    row = outlook.closed(story.frames)
    label = story.name(row["period_label"]) if row else ""
    return f"Close of {label}", (
        f"{unit_note(story, finer(story.money))} Due: commit and best case on the first Monday. Slipped: neither won "
        "nor lost by the end."
    )


def draw(pages: Pages) -> None:
    story, sheet = pages.story, pages.sheets[NAME]
    rows = sorted(story.frames.rows("period_close"), key=lambda r: (r["sort_key"], r["node_id"]))
    looks, depths = [node_look(r) for r in rows], [r["depth"] for r in rows]
    cells = [_node(row) for row in rows]
    place = write_table(sheet, HEADER_ROW, 0, NODES, _columns(story), cells, looks, depths, filters=False)
    pages.hold("period_close", ("node_id",), rows, sheet, place.first_row, _FIELDS)
    sheet.outline(place.first_row, depths)
    sheet.freeze(HEADER_ROW + 1, 1)
    _forecasts(pages, sheet, place.last_row + 3)


def _columns(story: Story) -> tuple[TableColumn, ...]:
    money = finer(story.money).excel_format
    return (
        TableColumn("Node"), TableColumn("Level"), TableColumn("Closed won", money), TableColumn("Deals", "count"),
        TableColumn("Target", money),
        TableColumn("Attainment", "percent", '=IF([@Target]>0,ROUND([@[Closed won]]/[@Target],6),"n/a")'),
        TableColumn("Last call", money),
        TableColumn("Call − won", money, '=IF([@[Last call]]="","n/a",[@[Last call]]-[@[Closed won]])'),
        TableColumn("Due", money), TableColumn("Due won", money), TableColumn("Due lost", money),
        TableColumn("Slipped", money, '=IF([@Due]="","n/a",[@Due]-[@[Due won]]-[@[Due lost]])'),
        TableColumn("Slipped %", "percent", '=IF(N([@Due])>0,ROUND([@Slipped]/[@Due],6),"n/a")'),
    )  # fmt: skip


def _node(row: Row) -> list[CellValue]:
    target, due = row["target_amount"], row["due_amount"]
    return [
        row["node_name"], row["level"], row["actual_amount"], row["won_deal_count"], target,
        known(row["attainment_ratio"] if target and target > 0 else None), row["call_amount"],
        known(row["call_error_amount"]), due, row["due_won_amount"], row["due_lost_amount"],
        known(row["slipped_amount"]), known(row["slip_ratio"] if due and due > 0 else None),
    ]  # fmt: skip


def _forecasts(pages: Pages, sheet: Sheet, row: int) -> None:
    story, money = pages.story, finer(pages.story.money).excel_format
    rows = [r for r in story.frames.rows("period_close_forecasts") if r["depth"] < 2]
    rows.sort(key=lambda r: (r["depth"], r["sort_key"], _ORDER[r["checkpoint"]], r["method"]))
    top = outlook.closed(story.frames)
    if not rows or top is None:
        return
    columns = (
        TableColumn("Node"), TableColumn("Said by"), TableColumn("When"), TableColumn("As of", "date"),
        TableColumn("Weeks left", "count"), TableColumn("Forecast", money), TableColumn("Closed won", money),
        TableColumn("Error", money, "=[@Forecast]-[@[Closed won]]"),
        TableColumn("Error %", "percent", '=IF([@[Closed won]]=0,"n/a",ROUND([@Error]/[@[Closed won]],6))'),
    )  # fmt: skip
    cells: list[list[CellValue]] = [
        [r["node_name"], said_by(top, r["method"]),
         outlook.CHECKPOINTS[r["checkpoint"]], r["as_of_date"], r["weeks_left"], r["forecast_amount"],
         r["actual_amount"], r["error_amount"], known(r["error_ratio"])]
        for r in rows
    ]  # fmt: skip
    sheet.start_page(row)
    sheet.text(row, 0, "What was forecast of it, of the company and its units", "section", wide=True)
    place = write_table(sheet, row + 1, 0, FORECASTS, columns, cells, [node_look(r) for r in rows])
    keys = ("node_id", "checkpoint", "method")
    pages.hold("period_close_forecasts", keys, rows, sheet, place.first_row, _SAID)
