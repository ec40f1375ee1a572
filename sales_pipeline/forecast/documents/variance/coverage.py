"""Coverage: whether the open pipeline of every node can carry what is to go, by the win rate of past pipeline."""

from decimal import Decimal

from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, finer, known, node_look, unit_note
from sales_pipeline.render.xlsx_sheet import CellValue
from sales_pipeline.render.xlsx_table import TableColumn, write_table

NAME = "Coverage"
ANSWERS = "Whether the open pipeline can carry what is still to win"
TABLE = "tblCoverage"
_FIELDS = (
    "", "", "target_amount", "closed_amount", "to_go_amount", "open_pipeline_amount", "coverage_gross_ratio",
    "coverage_to_go_ratio", "coverage_needed_ratio", "needed_low_ratio", "needed_high_ratio", "needed_amount",
    "gap_amount", "", "past_period_count",
)  # fmt: skip
_NEEDED = '=IF([@[Coverage needed]]="","n/a",ROUND([@[To go]]*[@[Coverage needed]],2))'
_SHORT = '=IF(ISNUMBER([@[Pipeline needed]]),[@[Pipeline needed]]-[@[Open pipeline]],"n/a")'


def is_there(story: Story) -> bool:
    return any(row["target_amount"] for row in story.frames.rows("coverage", horizon="current"))


def heading(story: Story) -> tuple[str, str]:
    return "Coverage of what is to go", (
        f"{unit_note(story, finer(story.money))} Coverage needed = open / won of past pipeline at this point; "
        "low and high are quartiles of single past periods."
    )


def draw(pages: Pages) -> None:
    story, sheet, money = pages.story, pages.sheets[NAME], finer(pages.story.money).excel_format
    found = [row for row in story.frames.rows("coverage", horizon="current") if row["target_amount"] is not None]
    rows = sorted(found, key=lambda r: (r["sort_key"], r["node_id"]))
    columns = (
        TableColumn("Node"), TableColumn("Level"), TableColumn("Target", money), TableColumn("Closed won", money),
        TableColumn("To go", money, "=MAX([@Target]-[@[Closed won]],0)"), TableColumn("Open pipeline", money),
        TableColumn("Coverage", "ratio", '=IF([@Target]>0,ROUND([@[Open pipeline]]/[@Target],6),"n/a")'),
        TableColumn("Coverage to go", "ratio",
                    '=IF(AND([@Target]>0,[@[To go]]>0),ROUND([@[Open pipeline]]/[@[To go]],6),"n/a")'),
        TableColumn("Coverage needed", "ratio"), TableColumn("Needed: low", "ratio"),
        TableColumn("Needed: high", "ratio"), TableColumn("Pipeline needed", money, _NEEDED),
        TableColumn("Short by", money, _SHORT), TableColumn("Standing"), TableColumn("Past periods", "count"),
    )  # fmt: skip
    cells: list[list[CellValue]] = [
        [r["node_name"], r["level"], r["target_amount"], r["closed_amount"], r["to_go_amount"],
         r["open_pipeline_amount"], known(_positive(r["target_amount"], r["coverage_gross_ratio"])),
         known(r["coverage_to_go_ratio"]), r["coverage_needed_ratio"], r["needed_low_ratio"], r["needed_high_ratio"],
         known(r["needed_amount"]), known(r["gap_amount"]), r["standing"], r["past_period_count"]]
        for r in rows
    ]  # fmt: skip
    looks, depths = [node_look(r) for r in rows], [r["depth"] for r in rows]
    place = write_table(sheet, HEADER_ROW, 0, TABLE, columns, cells, looks, depths, filters=False)
    pages.hold("coverage", ("node_id", "period_id"), rows, sheet, place.first_row, _FIELDS)
    sheet.data_bars(place.first_row, place.last_row, 12, "less is better")
    sheet.outline(place.first_row, depths)
    sheet.freeze(HEADER_ROW + 1, 1)


def _positive(target: Decimal, ratio: Decimal | None) -> Decimal | None:
    return ratio if target > 0 else None
