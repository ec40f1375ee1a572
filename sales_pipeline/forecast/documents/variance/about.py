"""About: what this file is, from which run, whether it ties out, and what each sheet answers."""

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance import checks
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages
from sales_pipeline.render.phrases import capital, n_of

NAME = "About"
ANSWERS = ""
ALL_CHECKS = "all_checks"


def is_there(story: Story) -> bool:
    return True


def heading(story: Story) -> tuple[str, str]:
    run = story.run
    return f"{story.name(run.period_label)} variance analysis", (
        f"{story.name(run.company)}, as of {run.as_of_text}. Start here: what is in this file and whether it ties out."
    )


def draw(pages: Pages) -> None:
    sheet, row = pages.sheets[NAME], HEADER_ROW
    sheet.width(0, 22)
    sheet.width(1, 84)
    sheet.text(row, 0, "Checks", "bold")
    formula, said = checks.verdict(pages)
    sheet.fx(row, 1, formula, said, "general", "bold")
    sheet.status(row, 1, "ALL OK")
    pages.book.name(ALL_CHECKS, sheet, row, 1)
    for label, text in _lines(pages.story):
        row += 1
        sheet.text(row, 0, label, "bold")
        sheet.text(row, 1, text, wide=True)
    row = _contents(pages, row + 2)
    _colours(pages, row + 2)


def _lines(story: Story) -> list[tuple[str, str]]:
    run, kind = story.run, wording.AMOUNT_KINDS.get(story.run.amount_kind, story.run.amount_kind)
    lines = [
        ("Status", f"{capital(run.status)}" + (": not yet approved" if run.status == "draft" else "")),
        ("As of", f"{run.as_of_text}, {run.as_of:%H:%M %Z}: the Monday that opens week {run.week}"),
        ("Period", f"{story.name(run.period_label)}, {n_of(run.weeks_left, 'week')} left"),
        ("Run", f"{run.run_id}, version {run.version}"),
        ("Settings", run.settings_hash),
        ("Amounts", f"{capital(kind)} in {run.currency}; each sheet says in which unit it shows them"),
        ("Cells", "Hold full amounts. Sums, shares and gaps are live formulas; all else is as published"),
        ("Signs", "A change is this week − last week; negatives in parentheses; a dash is zero, n/a not known"),
    ]
    return [*lines, *(("Note", story.name(note)) for note in run.notes)]


def _contents(pages: Pages, row: int) -> int:
    sheet = pages.sheets[NAME]
    sheet.headers(row, ("Sheet", "What it answers"), numeric_from=2)
    for page in pages.shown[1:]:
        row += 1
        sheet.link_to(row, 0, pages.sheets[page.NAME])
        sheet.text(row, 1, page.ANSWERS, "row")
    return row


def _colours(pages: Pages, row: int) -> None:
    sheet = pages.sheets[NAME]
    sheet.headers(row, ("Look", "Meaning"), numeric_from=2)
    for look, name, meaning in (
        ("total", "Bold on grey", "The company, or a total"),
        ("unit", "Bold", "A unit with others below it"),
        ("row", "Plain", "A representative or a single figure"),
    ):
        row += 1
        sheet.text(row, 0, name, look)
        sheet.text(row, 1, meaning, "row")
