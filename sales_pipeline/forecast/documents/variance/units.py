"""The company's units side by side: closed, commit, expected and call against target or plan, and a chart of them."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.variance.pages import Pages, known
from sales_pipeline.render.phrases import capital, rounded
from sales_pipeline.render.xlsx_chart import ChartSeries, add_chart
from sales_pipeline.render.xlsx_sheet import Sheet

PLACES = 6
_FIGURES = (
    ("Closed won", "closed_amount"), ("Commit cumulative", "commit_cumulative_amount"), ("Expected", "expected_amount"),
    ("Call", "call_amount"),
)  # fmt: skip
_EXPECTED, _CALL, _GOAL, _LESS, _OF = 3, 4, 5, 6, 7


def draw(pages: Pages, sheet: Sheet, row: int, company: Row) -> int:
    """Write the block with its chart at a row; returns the first free row below."""
    story, groups = pages.story, selection.groups(pages.story.frames)
    goal = "Target" if "Target" in pages.node_columns and any(node["target_amount"] for node in groups) else ""
    level = capital(story.level_of(groups))
    sheet.text(row, 0, f"By {level.lower()}", "section", wide=True)
    more = (goal, f"Expected − {goal.lower()}", f"Expected / {goal.lower()}") if goal else ()
    sheet.headers(row + 1, (f"{level}, {story.money.unit}", *(name for name, _ in _FIGURES), *more))
    first = row + 2
    for at, node in enumerate((*groups, company), first):
        _row(pages, sheet, at, node, "row" if node is not company else "total", bool(goal))
    last = first + len(groups) - 1
    if goal:
        sheet.data_bars(first, last, _LESS)
    return _chart(pages, sheet, (first, last), goal)


def _row(pages: Pages, sheet: Sheet, at: int, node: Row, look: str, has_goal: bool) -> None:
    money = pages.story.money.excel_format
    sheet.text(at, 0, node["node_name"], look)
    for column, (name, field) in enumerate(_FIGURES, 1):
        sheet.fx(at, column, "=" + pages.node_cell(node["node_id"], name), node[field], money, look)
    if not has_goal:
        return
    target, expected = node["target_amount"], node["expected_amount"]
    source, e, t = pages.node_cell(node["node_id"], "Target"), sheet.cell(at, _EXPECTED), sheet.cell(at, _GOAL)
    sheet.fx(at, _GOAL, f'=IF({source}="","n/a",{source})', known(target), money, look)
    less = known(expected - target if target is not None else None)
    sheet.fx(at, _LESS, f'=IF(ISNUMBER({t}),{e}-{t},"n/a")', less, money, look)
    share = known(rounded(expected / target, PLACES) if target else None)
    sheet.fx(at, _OF, f'=IF(N({t})>0,ROUND({e}/{t},{PLACES}),"n/a")', share, "percent", look)


def _chart(pages: Pages, sheet: Sheet, rows: tuple[int, int], goal: str) -> int:
    story, height = pages.story, 320
    series: Sequence[ChartSeries] = [ChartSeries(_EXPECTED, "Expected"), ChartSeries(_CALL, "Call", "soft")]
    if goal:
        series = [*series, ChartSeries(_GOAL, goal, "muted", "outline")]
    names = "Expected, call and target" if goal else "Expected and call"
    kind = story.level_of(selection.groups(story.frames))
    add_chart(
        sheet, "column", f"{names} by {kind}, {story.money.unit}", rows, 0, series, at=(rows[1] + 3, 0),
        size=(760, height), form=story.money.excel_format,
    )  # fmt: skip
    return rows[1] + 4 + height // 20
