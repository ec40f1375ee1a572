"""Against last year: every node beside the same point of the same period a year ago, and beside what that came to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, finer, known, node_look, unit_note
from sales_pipeline.render.phrases import NOT_MEANINGFUL, date_text, rounded
from sales_pipeline.render.xlsx_sheet import CellValue

NAME = "Against last year"
ANSWERS = "Every node beside the same point of the same period a year ago, and beside what that came to"
PLACES = 6
# A pair: its headers, the column of "By node" for now, the column of period_comparison.
_PAIRS = (
    ("Closed won", "Closed won then", "Closed won", "closed_won_amount"),
    ("Expected", "Result a year ago", "Expected", "result_amount"),
    ("Open pipeline", "Open then", "Open pipeline", "open_pipeline_amount"),
)
_DEALS = ("Won deals", "Won deals then")
_FIRST, _PER_PAIR = 2, 4


def is_there(story: Story) -> bool:
    return bool(_rows(story))


def heading(story: Story) -> tuple[str, str]:
    then = _rows(story)[0][1]
    return f"{story.name(story.run.period_label)} against {story.name(then['period_label'])}", (
        f"{unit_note(story, finer(story.money))} Then = {date_text(then['as_of_date'])}, the same point a year ago. "
        "Today's organisation on both sides; n/m: from zero, or the sign flips."
    )


def _rows(story: Story) -> list[tuple[Row, Row]]:
    """Each node down the tree, now and a year ago."""
    nows = {row["node_id"]: row for row in story.frames.rows("period_comparison", as_of="now")}
    thens = story.frames.rows("period_comparison", as_of="year_ago")
    return [(nows[r["node_id"]], r) for r in sorted(thens, key=lambda r: (r["sort_key"], r["node_id"]))]


def draw(pages: Pages) -> None:
    sheet, rows = pages.sheets[NAME], _rows(pages.story)
    headers = [h for now, then, _, _ in _PAIRS for h in (now, then, "Change", "Growth")]
    sheet.headers(HEADER_ROW, ("Node", "Level", *headers, *_DEALS), _FIRST)
    for at, (now, then) in enumerate(rows, HEADER_ROW + 1):
        _row(pages, at, now, then)
    last = HEADER_ROW + len(rows)
    for pair in range(2):
        sheet.data_bars(HEADER_ROW + 1, last, _FIRST + pair * _PER_PAIR + 2)
    sheet.outline(HEADER_ROW + 1, [then["depth"] for _, then in rows])
    width = _FIRST + len(_PAIRS) * _PER_PAIR + len(_DEALS)
    sheet.freeze(HEADER_ROW + 1, 1)
    _tie(pages, rows, width)
    sheet.page(last_column=width - 1)


def _row(pages: Pages, at: int, now: Row, then: Row) -> None:
    sheet, look, money = pages.sheets[NAME], node_look(then), finer(pages.story.money).excel_format
    sheet.text(at, 0, then["node_name"], look, indent=then["depth"])
    sheet.text(at, 1, then["level"], look)
    for pair, (_, _, header, field) in enumerate(_PAIRS):
        column = _FIRST + pair * _PER_PAIR
        sheet.fx(at, column, "=" + pages.node_cell(then["node_id"], header), now[field], money, look)
        sheet.number(at, column + 1, then[field], money, look)
        this, before = sheet.cell(at, column), sheet.cell(at, column + 1)
        sheet.fx(at, column + 2, f"={this}-{before}", now[field] - then[field], money, look)
        sheet.fx(at, column + 3, growth_formula(this, before), growth(now[field], then[field]), "percent", look)
    _deals(pages, at, look, (now, then))


def _deals(pages: Pages, at: int, look: str, sides: Sequence[Mapping[str, CellValue]]) -> None:
    column = _FIRST + len(_PAIRS) * _PER_PAIR
    for side, row in enumerate(sides):
        pages.sheets[NAME].value(at, column + side, row["won_deal_count"], "count", look)


def growth_formula(now: str, then: str) -> str:
    """The change as a share of then; n/m from nothing, from below zero or across it."""
    share = f'IF(AND({then}>0,{now}>=0),ROUND(({now}-{then})/{then},{PLACES}),"n/m")'
    return f"=IF({now}={then},0,{share})"


def growth(now: Decimal, then: Decimal) -> CellValue:
    """What growth_formula gives for two amounts."""
    if now == then:
        return 0
    return known(rounded((now - then) / then, PLACES)) if then > 0 and now >= 0 else NOT_MEANINGFUL


def _leaves(pages: Pages, rows: Sequence[tuple[Row, Row]], column: int) -> list[bool]:
    """Which nodes have none below them, marked in a folded column."""
    sheet, parents = pages.sheets[NAME], {r["parent_node_id"] for r in pages.story.frames.rows("forecast_rollup")}
    marks = [then["node_id"] not in parents for _, then in rows]
    sheet.headers(HEADER_ROW, ("Leaf",), column=column)
    for at, mark in enumerate(marks, HEADER_ROW + 1):
        sheet.text(at, column, "yes" if mark else "no", "row")
    sheet.hide_columns(column, column)
    return marks


def _tie(pages: Pages, rows: Sequence[tuple[Row, Row]], leaf_column: int) -> None:
    """The lowest nodes of then add up to the company of then."""
    sheet, marks = pages.sheets[NAME], _leaves(pages, rows, leaf_column)
    if marks[0]:
        return
    leaf = sheet.span(HEADER_ROW + 1, HEADER_ROW + len(rows), leaf_column)
    for pair, (_, header, _, field) in enumerate(_PAIRS):
        column = _FIRST + pair * _PER_PAIR + 1
        found = sum((then[field] for (_, then), mark in zip(rows, marks, strict=True) if mark), Decimal(0))
        formula = f'SUMIFS({sheet.span(HEADER_ROW + 1, HEADER_ROW + len(rows), column)},{leaf},"yes")'
        wanted = (sheet.ref(HEADER_ROW + 1, column), rows[0][1][field])
        pages.tie(f"Against last year: lowest nodes add to it: {header.lower()}", (formula, found), wanted)
