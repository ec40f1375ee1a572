"""Summary: the company's figures against last week, target and plan, what changed, and its units side by side."""

from sales_pipeline.forecast.documents import need_words, outlook, range_words, selection, sentences
from sales_pipeline.forecast.documents.movements import why
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.forecast.documents.variance import position, units, what_if
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, unit_note

NAME = "Summary"
ANSWERS = "Where the company is against last week, target and plan, and what changed"


def is_there(story: Story) -> bool:
    return story.company is not None


def heading(story: Story) -> tuple[str, str]:
    return sentences.headline(story), unit_note(story, story.money)


def draw(pages: Pages) -> None:
    sheet, story, company = pages.sheets[NAME], pages.story, pages.story.company
    if company is None:
        return
    sheet.page(portrait=True, pages_high=1)
    span = outlook.span(story.frames, company)
    with_range = {**company, **span} if span else company
    row = position.draw(pages, sheet, HEADER_ROW, with_range) + 2
    if what_if.is_there(story):
        row = what_if.summary(pages, sheet, row, company) + 2
    sheet.text(row, 0, "What changed", "section", wide=True)
    for text in filter(None, _what_changed(story)):
        row += 1
        sheet.text(row, 0, text, wide=True)
    if selection.groups(story.frames):
        units.draw(pages, sheet, row + 2, company)


def _what_changed(story: Story) -> tuple[str, ...]:
    return (
        sentences.what_changed(story), why(story), why(story, "closed_won"),
        sentences.by_unit(story), sentence(range_words.range_and_chance(story)), sentence(need_words.course(story)),
        sentences.what_it_takes(story), sentence(need_words.coverage(story)), sentence(need_words.closing_deals(story)),
    )  # fmt: skip
