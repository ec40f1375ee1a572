"""forecast_presentation.pptx: the deck of the weekly forecast call, its charts native and editable."""

from sales_pipeline.forecast.documents.facts import FACT_TABLES
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.slides import (
    bridge,
    call,
    calls,
    categories,
    deals,
    definitions,
    gaps,
    people,
    position,
    quality,
    record,
    segments,
)  # fmt: skip
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.run import Run

FILE = "forecast_presentation.pptx"
TABLES = FACT_TABLES
SLIDES = (call, position, bridge, categories, segments, people, deals, calls, record, quality, gaps, definitions)


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    story = Story(frames, facts, run)
    deck = Deck(run, f"{run.period_label} sales forecast")
    deck.cover(f"{run.period_label} sales forecast", f"Weekly forecast review, week of {run.as_of_text}", run.notes)
    for slide in SLIDES:
        slide.add(deck, story)
    return deck.to_bytes()
