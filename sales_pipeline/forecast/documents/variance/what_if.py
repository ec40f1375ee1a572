"""What if: factors a person may type over what open deals of each category are expected to bring, and the total.

The factors stand on Assumptions, the total on Summary; at the published factors it is the published number.
"""

from collections.abc import Mapping
from decimal import Decimal

from sales_pipeline.forecast.contracts.values import CATEGORIES
from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import Pages, known
from sales_pipeline.render.phrases import rounded
from sales_pipeline.render.xlsx_sheet import Sheet

TITLE = "What if: type over the blue cells; Summary shows the total"
TOTAL, ADJUSTMENT = "what_if_total", "what_if_adjustment"
LOWEST, HIGHEST = Decimal(0), Decimal(3)
MOST = Decimal("1e12")
PLACES = 6
NEW = "not yet open"
NAMES = {**wording.CATEGORIES, NEW: "Not yet open, or not of single deals"}
_HEADERS = ("Category of the deal", "Open, due in the period", "Expected of it", "Expected / open", "Factor", "What if")


def is_there(story: Story) -> bool:
    return bool(rows(story))


def rows(story: Story) -> list[Row]:
    """What is won first, then what is expected of open deals by category, then of those not yet open."""
    cut = story.frames.rows("forecast_by_segment", horizon="current", dimension="category")
    found = {row["member"]: row for row in cut}
    order = ["closed", *(c for c in CATEGORIES if c != "closed"), NEW]
    shown = [found[member] for member in order if member in found]
    return [row for row in shown if row["open_pipeline_amount"] or row["expected_amount"]]


def draw(pages: Pages, sheet: Sheet, row: int) -> int:
    """The block from its header row down; returns its last row."""
    sheet.headers(row, _HEADERS)
    found = rows(pages.story)
    for at, item in enumerate(found, row + 1):
        _row(pages, sheet, at, item)
    first, last = row + 1, row + len(found)
    _adjustment(pages, sheet, last + 1)
    _total(pages, sheet, (first, last + 1), found)
    return last + 2


def _row(pages: Pages, sheet: Sheet, at: int, row: Row) -> None:
    member, opened, expected = row["member"], row["open_pipeline_amount"], row["expected_amount"]
    is_won = member == "closed"
    sheet.text(at, 0, "Closed won" if is_won else NAMES[member], "row")
    sheet.number(at, 1, None if is_won else opened, "amount", "row")
    sheet.number(at, 2, expected, "amount", "row")
    share = known(rounded(expected / opened, PLACES) if opened > 0 else None)
    this, base = sheet.cell(at, 2), sheet.cell(at, 1)
    sheet.fx(at, 3, f'=IF(N({base})>0,ROUND({this}/{base},{PLACES}),"n/a")', share, "percent", "row")
    if is_won:
        sheet.text(at, 4, "", "row")
        sheet.fx(at, 5, f"={this}", expected, "amount", "row")
        return
    name = f"what_if_{member.replace(' ', '_')}"
    sheet.input(at, 4, Decimal(1), "0%_)", name=name, between=(LOWEST, HIGHEST))
    sheet.fx(at, 5, f"=ROUND({this}*{name},2)", expected, "amount", "row")


def _adjustment(pages: Pages, sheet: Sheet, at: int) -> None:
    """An amount the forecast knows nothing of."""
    sheet.text(at, 0, "Adjustment by hand", "row")
    for column in (1, 2, 3, 4):
        sheet.text(at, column, "", "row")
    sheet.input(at, 5, 0, "amount", name=ADJUSTMENT, between=(-MOST, MOST))


def _total(pages: Pages, sheet: Sheet, span: tuple[int, int], found: list[Row]) -> None:
    first, last = span
    at = last + 1
    sums: Mapping[int, Decimal] = {
        1: sum((r["open_pipeline_amount"] for r in found), Decimal(0)),
        2: sum((r["expected_amount"] for r in found), Decimal(0)),
    }
    sheet.text(at, 0, "Company", "total")
    for column, value in {**sums, 5: sums[2]}.items():
        formula = f"=SUM({sheet.cell(first, column)}:{sheet.cell(last, column)})"
        sheet.fx(at, column, formula, value, "amount", "total")
    for column in (3, 4):
        sheet.text(at, column, "", "total")
    pages.book.name(TOTAL, sheet, at, 5)
    company = pages.story.company
    if company is not None:
        for column, header, field in ((1, "Open pipeline", "open_pipeline_amount"), (2, "Expected", "expected_amount")):
            wanted = (pages.node_cell(company["node_id"], header), company[field])
            found_at = (sheet.ref(at, column), sums[column])
            pages.tie(f"Assumptions: categories add to it: {header.lower()}", found_at, wanted)


def summary(pages: Pages, sheet: Sheet, row: int, company: Row) -> int:
    """On Summary: what is expected as published, with the factors typed on Assumptions, and the difference."""
    money, goal = pages.story.money.excel_format, company["target_amount"]
    expected = company["expected_amount"]
    headers = ["Expected", "What if", "Difference", *(["Target", "What if − target"] if goal else [])]
    sheet.headers(row, [f"What if, {pages.story.money.unit}", *headers])
    at = row + 1
    sheet.text(at, 0, "Factors on Assumptions", "unit")
    sheet.fx(at, 1, "=" + pages.node_cell(company["node_id"], "Expected"), expected, money, "unit")
    sheet.fx(at, 2, f"={TOTAL}", expected, money, "unit")
    sheet.fx(at, 3, f"={sheet.cell(at, 2)}-{sheet.cell(at, 1)}", Decimal(0), money, "unit")
    if goal:
        sheet.fx(at, 4, "=" + pages.node_cell(company["node_id"], "Target"), goal, money, "unit")
        sheet.fx(at, 5, f"={sheet.cell(at, 2)}-{sheet.cell(at, 4)}", expected - goal, money, "unit")
    return at
