"""Figures: every figure that documents say in words, by the id that deck and facts give it, with where it comes from.

A figure of a node's roll-up or range points at its cell of "By node"; what the sentences work out stands as a value.
"""

from collections.abc import Iterator, Mapping

from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance import nodes
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages
from sales_pipeline.render.facts import Fact
from sales_pipeline.render.xlsx_sheet import Sheet

NAME = "Figures"
ANSWERS = "Every figure that deck and summary say, by its id: its value, and where it comes from"
_HEADERS = ("Figure", "Says", "Value", "Unit", "Cell", "Comes from")
_FORMS = {"money": "amount", "percent": "percent", "ratio": "ratio", "count": "count", "date": "date"}
_WIDTHS = {0: 46, 5: 100}
_HELD = ("forecast_rollup", "forecast_simulation")


def is_there(story: Story) -> bool:
    return story.company is not None and any(True for _ in story.facts)


def heading(story: Story) -> tuple[str, str]:
    return "Figures by id", (
        f"{story.run.currency}, full amounts. Ids stand in the deck's notes; "
        f"sales-pipeline explain FIGURE --week {story.run.week} prints a figure's rows, down to the files received."
    )


def draw(pages: Pages) -> None:
    sheet, story = pages.sheets[NAME], pages.story
    sheet.headers(HEADER_ROW, _HEADERS, numeric_from=len(_HEADERS))
    columns = {column.field: column.header for column in nodes.COLUMNS}
    for at, fact in enumerate(sorted(story.facts, key=lambda fact: fact.id), HEADER_ROW + 1):
        _row(pages, sheet, at, fact, next(_cells(pages, fact, columns), ""))
    last = HEADER_ROW + sum(1 for _ in story.facts)
    for column, characters in _WIDTHS.items():
        sheet.width(column, characters)
    sheet.filter(HEADER_ROW, last, len(_HEADERS) - 1)
    sheet.freeze(HEADER_ROW + 1, 1)
    # cited cells are for the screen: a line of them is wider than a page
    sheet.page(last_column=len(_HEADERS) - 2)


def _row(pages: Pages, sheet: Sheet, at: int, fact: Fact, cell: str) -> None:
    form = _FORMS.get(fact.unit, "text")
    sheet.text(at, 0, fact.id, "row")
    sheet.text(at, 1, fact.text, "row")
    if cell:
        sheet.fx(at, 2, f"={cell}", fact.value, form, "row")
    else:
        sheet.value(at, 2, fact.value, form, "row")
    for column, text in enumerate((fact.unit, cell, "; ".join(map(str, fact.sources))), 3):
        sheet.text(at, column, text, "row", indent=int(column == 3))


def _cells(pages: Pages, fact: Fact, columns: Mapping[str, str]) -> Iterator[str]:
    """The cell of "By node" that holds a figure of one node in the running period."""
    if len(fact.sources) != 1 or fact.sources[0].table not in _HELD:
        return
    source, top = fact.sources[0], pages.story.company
    key, header = dict(source.key), columns.get(source.column, "")
    is_now = top is not None and key.get("period_id") == top["period_id"]
    if is_now and key.get("node_id") in pages.node_rows and header in pages.node_columns:
        row = pages.story.frames.first(source.table, node_id=key["node_id"], horizon="current")
        if row is not None and fact.value is not None and row[source.column] == fact.value:
            yield pages.node_cell(key["node_id"], header)
