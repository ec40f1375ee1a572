"""A page of text compared with the week: sentences by the facts, tables by their rows; the rules slides share."""

from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.proof import grids, rules_deals, rules_learned, rules_nodes, rules_prose
from sales_pipeline.forecast.proof.counted import Counted
from sales_pipeline.forecast.proof.prose import Prose
from sales_pipeline.render.reading.said import Page

# the first that fits counts: those that name more headers stand before those that name fewer
RULES = (*rules_learned.RULES, *rules_deals.RULES, *rules_nodes.RULES)


def differences(page: Page, frames: Frames, prose: Prose) -> list[str]:
    """Every figure of a page that the week's tables do not bear out, whatever format it was read from."""
    found = list(prose.differences(page.place, page.texts))
    found += Counted(prose.facts, frames, rules_prose.RULES).differences(page.place, page.texts)
    for grid in page.grids:
        found += grids.differences(grid, RULES, frames)
    return found
