"""The company's figures as a block of cells: this week, last week, change, and the distance to target and plan."""

from dataclasses import dataclass
from decimal import Decimal

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.variance.change import change_share, share_formula
from sales_pipeline.forecast.documents.variance.pages import Pages, known
from sales_pipeline.render.phrases import date_text, rounded
from sales_pipeline.render.xlsx_sheet import Sheet

PLACES = 6
NAME, NOW, BEFORE, CHANGE, SHARE = range(5)


@dataclass(frozen=True)
class Line:
    """A figure: its name (a column of "By node"), its column of forecast_rollup, its look, and whether it is measured
    against target and plan."""

    name: str
    field: str
    look: str = "row"
    has_goal: bool = False


LINES = (
    Line("Closed won", "closed_amount", look="unit", has_goal=True),
    Line("Commit cumulative", "commit_cumulative_amount", has_goal=True),
    Line("Most likely cumulative", "most_likely_cumulative_amount", has_goal=True),
    Line("Best case cumulative", "best_case_cumulative_amount", has_goal=True),
    Line("Open pipeline", "open_pipeline_amount"),
    Line("Stated weighted", "stated_weighted_amount", has_goal=True),
    Line("Expected", "expected_amount", look="unit", has_goal=True),
    Line("P10", "p10_amount", has_goal=True),
    Line("P90", "p90_amount", has_goal=True),
    Line("Call", "call_amount", look="unit", has_goal=True),
)
_GOALS = (("Target", "target_amount"), ("Plan", "plan_amount"))


class Block:
    """The cells of the block, from its header row down."""

    def __init__(self, pages: Pages, sheet: Sheet, row: int, company: Row) -> None:
        self.pages, self.sheet, self.company = pages, sheet, company
        self.money = pages.story.money.excel_format
        self.goals = [(name, field) for name, field in _GOALS if company[field]]
        self.lines = [line for line in LINES if line.name in pages.node_columns]
        names = [*(line.name for line in self.lines), *dict(self.goals)]
        self.rows = {name: row + 1 + at for at, name in enumerate(names)}
        self.before = _last_week(pages, company)
        self.first_goal = SHARE + 1 if self.before else BEFORE

    def cell(self, name: str, column: int) -> str:
        return self.sheet.cell(self.rows[name], column)


def draw(pages: Pages, sheet: Sheet, row: int, company: Row) -> int:
    """Write the block with its headers at a row; returns its last row."""
    block = Block(pages, sheet, row, company)
    before = [date_text(pages.story.last_week), "Change", "Change %"] if block.before else []
    goals = [text for name, _ in block.goals for text in (f"To {name.lower()}", f"% of {name.lower()}")]
    sheet.headers(row, [pages.story.money.unit, "This week", *before, *goals])
    for name, field in block.goals:
        _goal(block, name, field, len(before) + len(goals) + 2)
    for line in block.lines:
        _line(block, line)
    return max(block.rows.values())


def _last_week(pages: Pages, company: Row) -> dict[str, Decimal]:
    """Last week's figures by column of forecast_rollup, as published; empty in a first week."""
    changes = selection.changes(pages.story.frames, company)
    return {name: row["last_week_amount"] for name, row in changes.items() if row["last_week_amount"] is not None}


def _goal(block: Block, name: str, field: str, width: int) -> None:
    row, linked = block.rows[name], name in block.pages.node_columns
    for column in range(width):
        block.sheet.text(row, column, "", "total")
    block.sheet.text(row, NAME, name, "total")
    if linked:
        formula = "=" + block.pages.node_cell(block.company["node_id"], name)
        block.sheet.fx(row, NOW, formula, block.company[field], block.money, "total")
    else:
        block.sheet.number(row, NOW, block.company[field], block.money, "total")


def _line(block: Block, line: Line) -> None:
    sheet, row, now = block.sheet, block.rows[line.name], block.company[line.field]
    sheet.text(row, NAME, line.name, line.look)
    sheet.fx(row, NOW, "=" + block.pages.node_cell(block.company["node_id"], line.name), now, block.money, line.look)
    if block.before:
        _compare(block, line, now)
    for at, (name, field) in enumerate(block.goals):
        _distance(block, line, block.first_goal + 2 * at, name, block.company[field])


def _compare(block: Block, line: Line, now: Decimal) -> None:
    sheet, row, before = block.sheet, block.rows[line.name], block.before.get(line.field)
    sheet.number(row, BEFORE, before, block.money, line.look)
    this, last = block.cell(line.name, NOW), block.cell(line.name, BEFORE)
    change = known(now - before if before is not None else None)
    sheet.fx(row, CHANGE, f'=IF({last}="","n/a",{this}-{last})', change, block.money, line.look)
    sheet.fx(row, SHARE, share_formula(this, last), change_share(now, before), "percent", line.look)


def _distance(block: Block, line: Line, column: int, goal: str, amount: Decimal) -> None:
    sheet, row, now = block.sheet, block.rows[line.name], block.company[line.field]
    if not line.has_goal:
        for at in (column, column + 1):
            sheet.text(row, at, "", line.look)
        return
    this, wanted = block.cell(line.name, NOW), block.cell(goal, NOW)
    sheet.fx(row, column, f"={this}-{wanted}", now - amount, block.money, line.look)
    share = known(rounded(now / amount, PLACES) if amount > 0 else None)
    sheet.fx(row, column + 1, f'=IF({wanted}>0,ROUND({this}/{wanted},{PLACES}),"n/a")', share, "percent", line.look)
