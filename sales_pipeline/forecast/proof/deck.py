"""A deck compared with the week: sentences by the facts, tables by their rows, charts by their names."""

from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.proof import charts, grids, rules_slides
from sales_pipeline.forecast.proof.counted import Counted
from sales_pipeline.forecast.proof.pages import RULES
from sales_pipeline.forecast.proof.prose import Prose
from sales_pipeline.render.reading import deck


def differences(blob: bytes, frames: Frames, prose: Prose) -> list[str]:
    """Every figure of a deck that the week's tables do not bear out."""
    found: list[str] = []
    counted = Counted(prose.facts, frames, rules_slides.RULES)
    for number, page in enumerate(deck.pages(blob), 1):
        said = (*page.texts, *page.alternatives)
        found += prose.differences(page.place, said)
        found += counted.differences(page.place, (text for text in said if text != str(number)))
        for grid in page.grids:
            found += grids.differences(grid, RULES, frames)
        for chart in page.charts:
            found += charts.differences(chart, frames)
    return found
