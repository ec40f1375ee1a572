"""Whether the chances given to deals kept what they said: the share that was won beside the mean chance, in tenths."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import outlook, range_words
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.slides.common import notes, source
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render.figures import Figure, Series
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.phrases import number
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_text import Paragraph


def add(deck: Deck, story: Story) -> None:
    bins, shown = outlook.chances(story.frames), outlook.shows_deals(story.frames)
    if len(bins) < 2 or shown is None or shown["deal_method"] != "expected_yield":
        return
    page = deck.page(
        range_words.chances(story),
        f"Open deals at this point of the last {story['chance.all.periods']}, by the chance they were given then, %",
        source(story, "chance_record"),
        notes(story, "Past weeks are replayed with what was known then. Where both bars of a pair are as high, chances "
                     "kept what they said; few deals make the share that was won uncertain."),
    )  # fmt: skip
    left, right = BODY.columns(None, 3.3)
    page.chart(figure(bins), left)
    page.paragraphs(_words(story), right, (14, 13, 12))


def figure(bins: Sequence[Row]) -> Figure:
    """A pair of columns per tenth: the mean chance given, the share won; the number of deals in its name."""
    labels = tuple(f"{row['bin'] * 10}–{row['bin'] * 10 + 10}% ({number(row['deal_count'])})" for row in bins)
    said = Series("Mean chance given", tuple(row["mean_probability"] * 100 for row in bins), "soft")
    came = Series("Share won", tuple(row["won_ratio"] * 100 for row in bins), "main")
    return Figure("chances", "column", labels, (said, came), "%", 0)


def _words(story: Story) -> list[Paragraph]:
    said = [
        ("Deals:", f"{story['chance.all.count']} in all, the number in brackets per tenth"),
        (
            "Apart:",
            f"chance and outcome lie {number((story.value('chance.apart') or 0) * 100, 1)} points apart on average",
        ),
    ]
    if story.value("chance.likely.said") is not None:
        said.append(("Likely deals:", f"given {story['chance.likely.said']}, {story['chance.likely.came']} came"))
    if story.value("chance.unlikely.said") is not None:
        said.append(("Unlikely ones:", f"given {story['chance.unlikely.said']}, {story['chance.unlikely.came']} came"))
    return [Paragraph(sentence(text), lead, bullet="•") for lead, text in said]
