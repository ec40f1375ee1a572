"""Whether the chances given to deals kept what they said: the share that was won beside the mean chance, in tenths.

A part of the page on the record.
"""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import outlook, range_words
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.figures import Figure, Series
from sales_pipeline.render.layout import Box
from sales_pipeline.render.phrases import number
from sales_pipeline.render.pptx_deck import Page

NOTES = (
    "Chances: open deals at this point of past periods by the chance they were given then, their number in brackets; "
    "where both bars of a pair are as high, chances kept what they said; few deals make the share that was won "
    "uncertain."
)


def is_there(story: Story) -> bool:
    shown = outlook.shows_deals(story.frames)
    return bool(
        len(outlook.chances(story.frames)) > 1 and shown is not None and shown["deal_method"] == "expected_yield"
    )


def draw(page: Page, story: Story, box: Box) -> None:
    page.chart(figure(outlook.chances(story.frames)), page.heading("Chances given to deals and shares won, %", box))


def figure(bins: Sequence[Row]) -> Figure:
    """A pair of columns per tenth: the mean chance given, the share won; the number of deals in its name."""
    labels = tuple(f"{row['bin'] * 10}–{row['bin'] * 10 + 10}% ({number(row['deal_count'])})" for row in bins)
    said = Series("Mean chance given", tuple(row["mean_probability"] * 100 for row in bins), "soft")
    came = Series("Share won", tuple(row["won_ratio"] * 100 for row in bins), "main")
    return Figure("chances", "column", labels, (said, came), "", 0)


def words(story: Story) -> str:
    """Whether chances kept what they said, and how far they lay apart from outcomes."""
    apart = number((story.value("chance.apart") or 0) * 100, 1)
    return f"{range_words.chances(story)}; {apart} points apart on average, over {story['chance.all.count']}"
