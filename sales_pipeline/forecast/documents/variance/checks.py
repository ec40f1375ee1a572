"""Checks: every gate of the week with its state and limits, and the ties this workbook keeps in cells."""

from decimal import Decimal

from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, Tie
from sales_pipeline.render.text import one_line, shorten
from sales_pipeline.render.xlsx_sheet import CellValue
from sales_pipeline.render.xlsx_table import TableColumn, TablePlace, write_table

NAME = "Checks"
ANSWERS = "Whether the data keeps its promises, and this workbook its sums"
GATES, TIES = "tblGates", "tblTies"
STATES = {"ok": "OK", "warn": "Warning", "error": "Error", "waived": "Waived"}
OFF = "OFF"
# Counts, shares and amounts stand in one column: each with the digits it has.
NUMBER = "General_)"
HALF_A_CENT = Decimal("0.005")
_ORDER = ("error", "waived", "warn", "ok")
_GATE_COLUMNS = (
    TableColumn("Promise"), TableColumn("State"), TableColumn("Rows", "count"), TableColumn("Measured", NUMBER),
    TableColumn("Warns above", NUMBER), TableColumn("Stops above", NUMBER), TableColumn("First rows"),
    TableColumn("Waived by"), TableColumn("Why"), TableColumn("Gate"),
)  # fmt: skip
_WRAPPED = {0: 52.0, 6: 72.0, 8: 24.0}
_DETAIL_LENGTH = 260


def is_there(story: Story) -> bool:
    return True


def heading(story: Story) -> tuple[str, str]:
    return "Checks", "Gates are checked by the pipeline before this file is made; ties are formulas of this file."


def draw(pages: Pages) -> None:
    place = _gates(pages, HEADER_ROW)
    _ties(pages, place.last_row + 3)
    pages.sheets[NAME].freeze(0, 1)


def _gates(pages: Pages, at: int) -> TablePlace:
    sheet = pages.sheets[NAME]
    rows = sorted(pages.story.frames.rows("gate_results"), key=lambda r: (_ORDER.index(r["state"]), r["gate"]))
    cells = [_gate(row) for row in rows]
    place = write_table(sheet, at, 0, GATES, _GATE_COLUMNS, cells, ["wrapped"] * len(rows))
    for column, width in _WRAPPED.items():
        sheet.width(column, width)
    for row, values in enumerate(cells, place.first_row):
        sheet.status(row, 1)
        sheet.sizes.fit_row(row, {column: str(values[column] or "") for column in _WRAPPED})
    return place


def _gate(row: Row) -> list[CellValue]:
    return [
        row["promise"], STATES[row["state"]], row["row_count"], row["measured"], row["warn_limit"], row["error_limit"],
        shorten(one_line(row["detail"]), _DETAIL_LENGTH), row["waived_by"], row["waiver_reason"], row["gate"],
    ]  # fmt: skip


def _ties(pages: Pages, at: int) -> TablePlace:
    sheet = pages.sheets[NAME]
    sheet.text(at, 0, "Ties within this workbook", "section", wide=True)
    headers = ("What adds up", "State", "Adds up to", "Should be", "Difference")
    columns = [TableColumn(header, "text" if at < 2 else "amount_cents") for at, header in enumerate(headers)]
    place = write_table(sheet, at + 1, 0, TIES, columns, [[tie.promise, "", None, None, None] for tie in pages.ties])
    for row, tie in enumerate(pages.ties, place.first_row):
        _tie(pages, row, tie)
        sheet.status(row, 1)
    return place


def _tie(pages: Pages, row: int, tie: Tie) -> None:
    sheet, difference = pages.sheets[NAME], tie.found_value - tie.wanted_value
    state = "OK" if abs(difference) < HALF_A_CENT else OFF
    sheet.fx(row, 1, f'=IF(ABS({sheet.cell(row, 4)})<{HALF_A_CENT},"OK","{OFF}")', state, "general", "row")
    sheet.fx(row, 2, f"={tie.found}", tie.found_value, "amount_cents", "row")
    sheet.fx(row, 3, f"={tie.wanted}", tie.wanted_value, "amount_cents", "row")
    sheet.fx(row, 4, f"=ROUND({sheet.cell(row, 2)}-{sheet.cell(row, 3)},2)", difference, "amount_cents", "row")


def verdict(pages: Pages) -> tuple[str, str]:
    """The formula that rolls every check up into one cell, and what it says now."""
    states = [row["state"] for row in pages.story.frames.rows("gate_results")]
    off = sum(abs(tie.found_value - tie.wanted_value) >= HALF_A_CENT for tie in pages.ties)
    stops, looks = states.count("error") + off, states.count("warn") + states.count("waived")
    stop = f'COUNTIF({GATES}[State],"Error")+COUNTIF({TIES}[State],"{OFF}")'
    look = f'COUNTIF({GATES}[State],"Warning")+COUNTIF({GATES}[State],"Waived")'
    formula = f'=IF({stop}>0,{stop}&" broken: see Checks",IF({look}>0,"Ties out; "&{look}&" to look at","ALL OK"))'
    return formula, f"{stops} broken: see Checks" if stops else f"Ties out; {looks} to look at" if looks else "ALL OK"
