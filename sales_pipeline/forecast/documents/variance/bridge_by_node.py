"""Bridge by node: what moved the open pipeline of every unit and representative, a column per step."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sales_pipeline.forecast.contracts.values import AGAINST, PIPELINE_BUCKETS
from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.nodes import rows_of
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, finer, node_look, unit_note
from sales_pipeline.render.xlsx_sheet import CellValue
from sales_pipeline.render.xlsx_table import TableColumn, write_table

NAME = "Bridge by node"
ANSWERS = "Where the open pipeline moved: the steps of every unit and representative"
TABLE = "tblBridge"
_Steps = Mapping[str, Mapping[str, Decimal]]


def is_there(story: Story) -> bool:
    return bool(_against(story))


def _against(story: Story) -> str:
    """Since last week, where there was one; else since the period's start; empty where nothing is known."""
    known = [against for against in AGAINST if any(steps["start"] for steps in _steps(story, against).values())]
    return known[0] if known else ""


def _steps(story: Story, against: str) -> _Steps:
    """Amounts by node and bucket."""
    found: dict[str, dict[str, Decimal]] = {}
    for row in story.frames.rows("forecast_bridge", bridge="open_pipeline", against=against):
        found.setdefault(row["node_id"], {})[row["bucket"]] = row["amount"]
    return found


def heading(story: Story) -> tuple[str, str]:
    note = unit_note(story, finer(story.money))
    return f"Open pipeline {story.since(_against(story))}, by node", f"{note} Start and steps add up to the end."


def draw(pages: Pages) -> None:
    sheet, story = pages.sheets[NAME], pages.story
    steps = _steps(story, _against(story))
    nodes = [row for row in rows_of(story, "current") if row["node_id"] in steps]
    moved = [b for b in PIPELINE_BUCKETS[1:-1] if any(b in found for found in steps.values())]
    looks, depths = [node_look(row) for row in nodes], [row["depth"] for row in nodes]
    cells = [_cells(row, steps[row["node_id"]], moved) for row in nodes]
    place = write_table(sheet, HEADER_ROW, 0, TABLE, _columns(story, moved), cells, looks, depths, filters=False)
    sheet.outline(place.first_row, depths)
    sheet.freeze(HEADER_ROW + 1, 1)
    for at, row in enumerate(nodes, place.first_row):
        if not row["depth"]:
            end = steps[row["node_id"]]["end"]
            wanted = (pages.node_cell(row["node_id"], "Open pipeline"), row["open_pipeline_amount"])
            pages.tie("Bridge by node: the company, to By node", (sheet.ref(at, len(moved) + 2), end), wanted)


def _columns(story: Story, moved: Sequence[str]) -> list[TableColumn]:
    money = finer(story.money).excel_format
    names = ["Start", *(wording.BUCKETS[bucket][0] for bucket in moved)]
    total = "=" + "+".join(f"[@[{name}]]" for name in names)
    steps = [TableColumn(name, money) for name in names]
    ends = [TableColumn("End", money, total), TableColumn("Change", money, "=[@End]-[@Start]")]
    return [TableColumn("Node"), *steps, *ends]


def _cells(row: Row, steps: Mapping[str, Decimal], moved: Sequence[str]) -> list[CellValue]:
    zero = Decimal(0)
    return [
        row["node_name"], steps["start"], *(steps.get(bucket, zero) for bucket in moved), steps["end"],
        steps["end"] - steps["start"],
    ]  # fmt: skip
