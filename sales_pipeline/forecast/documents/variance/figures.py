"""Figures: every figure that documents say in words, by the id that deck and facts give it, with where it comes from.

A figure that another sheet shows points at its cell there; what the sentences work out stands as a value.
"""

from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages
from sales_pipeline.render.facts import Fact
from sales_pipeline.render.xlsx_sheet import Sheet

NAME = "Figures"
ANSWERS = "Every figure that deck and summary say, by its id: its value, and where it comes from"
_HEADERS = ("Figure", "Says", "Value", "Unit", "Cell", "Comes from")
_FORMS = {"money": "amount", "percent": "percent", "ratio": "ratio", "count": "count", "date": "date"}
_WIDTHS = {5: 100}


def is_there(story: Story) -> bool:
    return story.company is not None and any(True for _ in story.facts)


def heading(story: Story) -> tuple[str, str]:
    return "Figures by id", (
        f"{story.run.currency}, full amounts. Ids stand in the deck's notes; "
        "sales-pipeline explain FIGURE prints its rows."
    )


def draw(pages: Pages) -> None:
    sheet, story = pages.sheets[NAME], pages.story
    sheet.headers(HEADER_ROW, _HEADERS, numeric_from=len(_HEADERS))
    for at, fact in enumerate(sorted(story.facts, key=lambda fact: fact.id), HEADER_ROW + 1):
        _row(pages, sheet, at, fact, pages.cell_of(fact))
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
