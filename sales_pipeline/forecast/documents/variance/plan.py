"""Against plan: closed, expected and call of every node that has a plan, against it."""

from decimal import Decimal

from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.nodes import rows_of
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, finer, known, node_look, unit_note
from sales_pipeline.render.phrases import rounded

NAME = "Against plan"
ANSWERS = "Closed, expected and call against the plan, where there is one"
_HEADERS = (
    "Node", "Level", "Plan", "Closed won", "Expected", "Call", "Expected − plan", "Expected / plan", "Call − plan",
    "Call / plan", "Still to win",
)  # fmt: skip
_LINKED = (("Closed won", "closed_amount"), ("Expected", "expected_amount"), ("Call", "call_amount"))
PLACES = 6


def is_there(story: Story) -> bool:
    return any(row["plan_amount"] is not None for row in story.frames.rows("forecast_rollup", horizon="current"))


def heading(story: Story) -> tuple[str, str]:
    note = unit_note(story, finer(story.money))
    return f"{story.name(story.run.period_label)} against plan", f"{note} Still to win = plan − closed won."


def draw(pages: Pages) -> None:
    sheet, rows = pages.sheets[NAME], [r for r in rows_of(pages.story, "current") if r["plan_amount"] is not None]
    sheet.headers(HEADER_ROW, _HEADERS, numeric_from=2)
    for at, row in enumerate(rows, HEADER_ROW + 1):
        _row(pages, at, row)
    last = HEADER_ROW + len(rows)
    sheet.data_bars(HEADER_ROW + 1, last, 6)
    sheet.data_bars(HEADER_ROW + 1, last, 8)
    sheet.ws.autofilter(HEADER_ROW, 0, last, len(_HEADERS) - 1)
    sheet.freeze(HEADER_ROW + 1, 1)


def _row(pages: Pages, at: int, row: Row) -> None:
    sheet, look, r = pages.sheets[NAME], node_look(row), at + 1
    money, plan = finer(pages.story.money).excel_format, row["plan_amount"]
    sheet.text(at, 0, row["node_name"], look, indent=row["depth"])
    sheet.text(at, 1, row["level"], look)
    sheet.number(at, 2, plan, money, look)
    for column, (header, field) in enumerate(_LINKED, 3):
        sheet.fx(at, column, "=" + pages.node_cell(row["node_id"], header), row[field], money, look)
    for column, letter, field in ((6, "E", "expected_amount"), (8, "F", "call_amount")):
        sheet.fx(at, column, f"={letter}{r}-C{r}", row[field] - plan, money, look)
        share = known(rounded(row[field] / plan, PLACES) if plan > 0 else None)
        sheet.fx(at, column + 1, f'=IF(C{r}>0,ROUND({letter}{r}/C{r},{PLACES}),"n/a")', share, "percent", look)
    sheet.fx(at, 10, f"=MAX(C{r}-D{r},0)", max(plan - row["closed_amount"], Decimal(0)), money, look)
