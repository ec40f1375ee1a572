"""forecast_presentation.pptx: the deck of the weekly forecast call, its charts native and editable."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import range_words, sentences
from sales_pipeline.forecast.documents.facts import FACT_TABLES
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.slides import (
    bridge,
    call,
    calls,
    categories,
    close,
    course,
    deals,
    definitions,
    gaps,
    people,
    position,
    quality,
    ranges,
    record,
    segments,
    swing,
    takes,
)  # fmt: skip
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.facts import Fact, Facts
from sales_pipeline.render.pptx_deck import Deck, Page
from sales_pipeline.render.run import Run

FILE = "forecast_presentation.pptx"
TABLES = FACT_TABLES
SLIDES = (
    close, call, position, ranges, categories, bridge, course, takes, segments, people, deals, swing, calls, record,
)  # fmt: skip
APPENDIX = (quality, gaps, definitions)


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    story = Story(frames, facts, run)
    deck = Deck(run, f"{run.period_label} sales forecast")
    subtitle = f"Weekly forecast review, week of {run.as_of_text}"
    deck.cover(f"{run.period_label} sales forecast", subtitle, run.notes, _number(story))
    for slide in (*SLIDES, *APPENDIX):
        first = len(deck.pages)
        facts.said()
        slide.add(deck, story)
        _name_figures(deck.pages[first:], facts.said())
    return deck.to_bytes()


def _name_figures(pages: Sequence[Page], said: Sequence[Fact]) -> None:
    """The ids of the figures a page says, in its notes."""
    for page in pages:
        text = page.text
        if ids := [fact.id for fact in said if fact.text in text]:
            page.notes(f"Figures, each for `sales-pipeline explain`: {', '.join(ids)}.")


def _number(story: Story) -> str:
    """The number of the week with its range and the chance of the target, for the cover."""
    said = range_words.range_and_chance(story)
    return f"{sentences.landing(story)}. {said}." if said and story.company is not None else ""
