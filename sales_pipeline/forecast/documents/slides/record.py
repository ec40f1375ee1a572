"""How past forecasts at this point of the period came out: misses of the method that stands, beside the stated."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents import selection, statements, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.figures import Figure, Series
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.phrases import n_of
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_text import Paragraph

_OTHER = "stated"


def add(deck: Deck, story: Story) -> None:
    method = selection.forecast_method(story.frames)
    rows = selection.record(story.frames, method)
    if not method or not any(row["error_ratio"] is not None for row in rows):
        return
    page = deck.page(
        statements.record(story),
        f"Forecast with {_weeks(rows)} left against closed won in the end, % of it; above zero is too high",
        source(story, "method_record"),
        notes(story, "Past weeks are replayed by the same tables with what was known then."),
    )
    left, right = BODY.columns(None, 3.3)
    page.chart(figure(story, method, rows), left)
    page.paragraphs(_words(story, method), right, (14, 13, 12))


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


def _words(story: Story, method: str) -> list[Paragraph]:
    periods, high = story[f"record.{method}.periods"], story.value(f"record.{method}.high") or 0
    said = [Paragraph(sentence(f"too high in {high:f} of {periods}"), "Direction:", bullet="•")]
    if story.value(f"record.{method}.wape") is not None:
        said.insert(
            0, Paragraph(sentence(f"{story[f'record.{method}.wape']} of what was won, added up"), "Miss:", bullet="•")
        )
    if method != _OTHER and story.value(f"record.{_OTHER}.wape") is not None:
        said.append(
            Paragraph(
                sentence(f"stated chances alone missed by {story[f'record.{_OTHER}.wape']}"), "Beside it:", bullet="•"
            )
        )
    return said
