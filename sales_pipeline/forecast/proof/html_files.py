"""HTML pages compared with the week by the ids their figures carry; those of text like any page too."""

from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.proof import figure_ids, pages
from sales_pipeline.forecast.proof.prose import Prose
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.reading import html


def differences(blob: bytes, frames: Frames, facts: Facts, prose: Prose) -> list[str]:
    """Every figure of a page that the week's tables do not bear out."""
    document = html.document(blob)
    if document.data is not None:
        return figure_ids.differences(document, frames, facts)
    return [
        *figure_ids.named(document, frames, facts),
        *pages.differences(document.page, frames, prose),
        *prose.differences("page", document.page.alternatives),
    ]
