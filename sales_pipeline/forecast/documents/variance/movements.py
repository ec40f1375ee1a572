"""Movements: every deal that moved the open pipeline or closed won, with what happened and why."""

from collections.abc import Sequence

from sales_pipeline.forecast.contracts.values import BUCKETS
from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages
from sales_pipeline.render.xlsx_sheet import CellValue
from sales_pipeline.render.xlsx_table import TableColumn, write_table

NAME = "Movements"
ANSWERS = "Which deals explain the change: one row per deal and what happened to it"
TABLE = "tblMovements"
BRIDGES = {"open_pipeline": "Open pipeline", "closed_won": "Closed won"}
SINCE = {"last_week": "Last week", "period_start": "Period start"}
COLUMNS = (
    TableColumn("Since"), TableColumn("Bridge"), TableColumn("What happened"), TableColumn("Deal"),
    TableColumn("Account"), TableColumn("Representative"), TableColumn("Unit"),
    TableColumn("Effect", "amount"), TableColumn("Amount before", "amount"), TableColumn("Amount now", "amount"),
    TableColumn("Close date before", "date"), TableColumn("Close date now", "date"),
    TableColumn("Stage before"), TableColumn("Stage now"), TableColumn("Timing"), TableColumn("Reason"),
    TableColumn("Came from"), TableColumn("Deal id"), TableColumn("Source"),
)  # fmt: skip
_WIDTHS = {"Deal": 42, "Account": 24, "Reason": 32, "Source": 30}
_ON_SCREEN_ONLY = ("Came from", "Deal id", "Source")


def is_there(story: Story) -> bool:
    return bool(story.frames.table("pipeline_movements").num_rows)


def heading(story: Story) -> tuple[str, str]:
    return "Deals that moved", (
        f"{story.run.currency}, full amounts. Filter by what happened; Bridge adds up the column Effect."
    )


def draw(pages: Pages) -> None:
    sheet, frames = pages.sheets[NAME], pages.story.frames
    nodes = {row["node_id"]: row for row in frames.rows("forecast_rollup", horizon="current")}
    rows = sorted(frames.rows("pipeline_movements"), key=_order)
    cells = [_cells(row, nodes) for row in rows]
    filled = [at for at in range(len(COLUMNS)) if any(row[at] is not None for row in cells)]
    columns = [COLUMNS[at] for at in filled]
    write_table(sheet, HEADER_ROW, 0, TABLE, columns, [[row[at] for at in filled] for row in cells])
    for position, column in enumerate(columns):
        if column.header in _WIDTHS:
            sheet.width(position, _WIDTHS[column.header])
    sheet.freeze(HEADER_ROW + 1, 4)
    sheet.page(last_column=sum(column.header not in _ON_SCREEN_ONLY for column in columns) - 1)


def _order(row: Row) -> tuple[object, ...]:
    return (
        row["against"], row["bridge"] != "open_pipeline", BUCKETS.index(row["bucket"]), -abs(row["amount"]),
        row["opportunity_id"],
    )  # fmt: skip


def _cells(row: Row, nodes: dict[str, Row]) -> Sequence[CellValue]:
    unit = nodes.get(nodes.get(row["node_id"], {}).get("parent_node_id") or "", {}).get("node_name")
    moved = row["from_node_id"] if row["from_node_id"] != row["node_id"] else None
    return (
        SINCE[row["against"]], BRIDGES[row["bridge"]], wording.BUCKETS[row["bucket"]][0],
        row["opportunity_name"] or row["opportunity_id"],
        row["account_name"], _name(row["node_id"], nodes), unit, row["amount"], row["from_amount"], row["to_amount"],
        row["from_close_date"], row["to_close_date"], row["from_stage_name"], row["to_stage_name"], row["timing"],
        row["reason"], _name(moved, nodes), row["opportunity_id"],
        f"{row['source_file']}, line {row['source_line']}" if row["source_file"] else None,
    )  # fmt: skip


def _name(node_id: str | None, nodes: dict[str, Row]) -> str | None:
    return nodes[node_id]["node_name"] if node_id in nodes else node_id


def effect_of(bridge: str, against: str, step_cell: str) -> str:
    """A formula for what the deals of one bucket, named in a cell, add to a bridge."""
    return (
        f'=SUMIFS({TABLE}[Effect],{TABLE}[Since],"{SINCE[against]}",{TABLE}[Bridge],"{BRIDGES[bridge]}",'
        f"{TABLE}[What happened],{step_cell})"
    )
