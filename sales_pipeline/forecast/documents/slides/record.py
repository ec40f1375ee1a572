"""How past forecasts at this point of the period came out: misses of the method that stands, each method's record, and
whether chances kept what they said."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.contracts.values import SCORED_LEVELS
from sales_pipeline.forecast.documents import outlook, selection, statements, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides import chances
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.figures import Figure, Series
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.phrases import n_of, percent
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_table import Cell, Column, Table
from sales_pipeline.render.pptx_text import Paragraph

_OTHER = "stated"


def add(deck: Deck, story: Story) -> None:
    method = selection.forecast_method(story.frames)
    rows = selection.record(story.frames, method)
    if not method or not any(row["error_ratio"] is not None for row in rows):
        return
    chanced = chances.is_there(story)
    page = deck.page(
        statements.record(story),
        f"Forecast with {_weeks(rows)} left against closed won in the end, % of it; above zero is too high",
        source(story, "method_record", "method_scores", "standing_method", *(["chance_record"] if chanced else [])),
        notes(story, "Past weeks are replayed by the same tables with what was known then. WAPE: Σ misses / won; "
                     "bias: (forecast − won) / won. The learned yields stand unless another method was nearer in three "
                     "of four periods, and by a twentieth in all." + (f" {chances.NOTES}" if chanced else "")),
    )  # fmt: skip
    scores = outlook.scores(story.frames)
    left, right = BODY.columns(None, 5.4 if scores else 3.3)
    upper, *lower = left.rows(None, *([2.25] if chanced else []))
    page.chart(figure(story, method, rows), upper)
    if chanced:
        chances.draw(page, story, lower[0])
    if scores:
        table = page.heading("Record of each method, WAPE and bias", right)
        right = page.table(_methods(story, scores), table).inside(0, 0.25, 0, 0)
    said = [*_words(story, method), *([("", chances.words(story))] if chanced else [])]
    page.paragraphs([Paragraph(sentence(text), lead, bullet="•") for lead, text in said], right, (13, 12, 11, 10), 0.07)


def _weeks(rows: Sequence[Row]) -> str:
    left = {row["weeks_left"] for row in rows}
    return n_of(left.pop(), "week") if len(left) == 1 else "about as many weeks"


def figure(story: Story, method: str, rows: Sequence[Row]) -> Figure:
    """Signed misses per period; the stated method beside the one that stands where it differs."""
    series = [Series(wording.METHOD_NAMES.get(method, wording.plain(method)), _errors(rows, rows), "main")]
    if method != _OTHER and (other := selection.record(story.frames, _OTHER)):
        series.insert(0, Series(wording.METHOD_NAMES[_OTHER], _errors(rows, other), "soft"))
    labels = tuple(row["period_label"] for row in rows)
    return Figure("record", "column", labels, tuple(series), "%", 0, signed_labels=True)


def _errors(periods: Sequence[Row], rows: Sequence[Row]) -> tuple[Decimal | None, ...]:
    by_period = {row["period_id"]: row["error_ratio"] for row in rows}
    found = (by_period.get(row["period_id"]) for row in periods)
    return tuple(None if ratio is None else ratio * 100 for ratio in found)


def _methods(story: Story, scores: Sequence[Row]) -> Table:
    """Nearest first; the one that stands for the company, or for its representatives, in bold."""
    people = {row["method"]: row for row in outlook.scores(story.frames, "representative")}
    stands = {level: row["forecast_method"] if (row := outlook.standing(story.frames, level)) else None
              for level in SCORED_LEVELS}  # fmt: skip
    columns = (Column("Method", widest=2.2, keep=True), Column("Company", "number"), Column("Bias", "number"),
               *([Column("Representatives", "number")] if people else []))  # fmt: skip
    rows: list[tuple[str | Cell, ...]] = []
    for row in scores:
        method, is_company = row["method"], row["method"] == stands["company"]
        cells: list[str | Cell] = [
            Cell(wording.METHOD_NAMES.get(method, wording.plain(method)), bold=is_company),
            Cell(percent(row["wape_ratio"], 1), bold=is_company),
            percent(row["bias_ratio"], 1, signed=True),
        ]
        if people:
            own = people.get(method)
            said = percent(own["wape_ratio"], 1) if own else ""
            cells.append(Cell(said, bold=method == stands["representative"]))
        rows.append(tuple(cells))
    return Table(columns, tuple(rows), "WAPE and bias of each method; the one that stands in bold")


def _words(story: Story, method: str) -> list[tuple[str, str]]:
    periods, high = story[f"record.{method}.periods"], story.value(f"record.{method}.high") or 0
    said = [("Direction:", f"too high in {high:f} of {periods}"), *_reasons(story)]
    if method != _OTHER and story.value(f"record.{_OTHER}.wape") is not None:
        said.append(("Beside it:", f"stated chances alone missed by {story[f'record.{_OTHER}.wape']}"))
    return said


def _reasons(story: Story) -> list[tuple[str, str]]:
    """Which method stands for the company and which for its representatives, and why."""
    found: list[tuple[str, str]] = []
    for level, lead in (("company", "Company:"), ("representative", "Representatives:")):
        row = outlook.standing(story.frames, level)
        if row is not None and (level == "company" or row["reason"] != found[0][1]):
            found.append((lead, story.long_text(row["reason"])))
    return found
