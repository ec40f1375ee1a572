"""Movements: every deal that moved the open pipeline or closed won, with what happened and why."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sales_pipeline.forecast.contracts.values import BUCKETS
from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages
from sales_pipeline.render.xlsx_sheet import CellValue
from sales_pipeline.render.xlsx_table import TableColumn, write_columns

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
# at most so many characters
_WIDEST = {"Deal": 42, "Account": 34, "Reason": 32, "Source": 30}
_ON_SCREEN_ONLY = ("Came from", "Deal id", "Source")


def is_there(story: Story) -> bool:
    return bool(story.frames.table("pipeline_movements").num_rows)


def heading(story: Story) -> tuple[str, str]:
    return "Deals that moved", (
        f"{story.run.currency}, full amounts. Filter by what happened; Bridge adds up the column Effect."
    )


def draw(pages: Pages) -> None:
    """By columns, not by rows: there may be a hundred thousand deals, and a row as a mapping costs a kilobyte."""
    sheet, found = pages.sheets[NAME], _columns(pages.story.frames)
    filled = [at for at, values in enumerate(found) if any(value is not None for value in values)]
    columns = [COLUMNS[at] for at in filled]
    write_columns(sheet, HEADER_ROW, 0, TABLE, columns, [found[at] for at in filled])
    for position, (column, at) in enumerate(zip(columns, filled, strict=True)):
        if column.header in _WIDEST:
            longest = max(len(str(value)) for value in found[at] if value is not None)
            sheet.width(position, min(max(longest, len(column.header)) + 2, _WIDEST[column.header]))
    sheet.freeze(HEADER_ROW + 1, 4)
    # which deal it is stands on both pages of a row; on one page its letters would be too small to read
    printed = sum(column.header not in _ON_SCREEN_ONLY for column in columns)
    sheet.page(last_column=printed - 1, pages_wide=2, repeated=4)


def _columns(frames: Frames) -> list[Sequence[CellValue]]:
    """The values of each of COLUMNS, deals in the order of the bridge's steps, the largest effects first."""
    table = frames.table("pipeline_movements")
    table = table.take(_order({name: table.column(name).to_pylist() for name in _ORDERED_BY}))

    def of(name: str, words: Callable[[Any], CellValue] = lambda value: value) -> list[CellValue]:
        return [words(value) for value in table.column(name).to_pylist()]

    nodes = {row["node_id"]: row for row in frames.rows("forecast_rollup", horizon="current")}
    names = {node: row["node_name"] for node, row in nodes.items()}
    units = {node: names.get(row["parent_node_id"] or "") for node, row in nodes.items()}
    ids, people = of("opportunity_id"), of("node_id")
    return [
        of("against", SINCE.__getitem__), of("bridge", BRIDGES.__getitem__),
        of("bucket", lambda bucket: wording.BUCKETS[bucket][0]),
        [name or id for name, id in zip(of("opportunity_name"), ids, strict=True)], of("account_name"),
        [names.get(node, node) for node in people], [units.get(node) for node in people], of("amount"),
        of("from_amount"), of("to_amount"), of("from_close_date"), of("to_close_date"), of("from_stage_name"),
        of("to_stage_name"), of("timing"), of("reason"),
        [names.get(before, before) if before != now else None
         for before, now in zip(of("from_node_id"), people, strict=True)],
        ids, [f"{file}, line {line}" if file else None
              for file, line in zip(of("source_file"), of("source_line"), strict=True)],
    ]  # fmt: skip


_ORDERED_BY = ("against", "bridge", "bucket", "amount", "opportunity_id")


def _order(values: Mapping[str, Sequence[Any]]) -> list[int]:
    """Places of rows: by comparison, bridge and step, then the largest effect first."""
    steps = {bucket: at for at, bucket in enumerate(BUCKETS)}
    keys = [
        (against, bridge != "open_pipeline", steps[bucket], -abs(amount), deal)
        for against, bridge, bucket, amount, deal in zip(*(values[name] for name in _ORDERED_BY), strict=True)
    ]
    return sorted(range(len(keys)), key=keys.__getitem__)


def effect_of(bridge: str, against: str, step_cell: str) -> str:
    """A formula for what the deals of one bucket, named in a cell, add to a bridge."""
    return (
        f'=SUMIFS({TABLE}[Effect],{TABLE}[Since],"{SINCE[against]}",{TABLE}[Bridge],"{BRIDGES[bridge]}",'
        f"{TABLE}[What happened],{step_cell})"
    )
