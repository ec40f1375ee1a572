"""Definitions: what every name means, in which unit, and which column publishes it."""

from sales_pipeline.forecast.documents.definitions import ENTRIES
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages

NAME = "Definitions"
ANSWERS = "What every name means, and the column that publishes it"
_HEADERS = ("Name", "Meaning or formula", "Unit", "Column in analytics.duckdb")
_MEANING = 1


def is_there(story: Story) -> bool:
    return True


def heading(story: Story) -> tuple[str, str]:
    return (
        "Definitions",
        "One meaning per name in every document and in the database. Money is in the company currency.",
    )


def draw(pages: Pages) -> None:
    sheet = pages.sheets[NAME]
    sheet.headers(HEADER_ROW, _HEADERS, numeric_from=len(_HEADERS))
    sheet.width(_MEANING, 88)
    for row, entry in enumerate(ENTRIES, HEADER_ROW + 1):
        for column, text in enumerate((entry.name, entry.meaning, entry.unit, entry.column)):
            sheet.text(row, column, text, "wrapped" if column == _MEANING else "top" if column else "term")
        sheet.sizes.fit_row(row, {_MEANING: entry.meaning})
    sheet.freeze(HEADER_ROW + 1, 1)
