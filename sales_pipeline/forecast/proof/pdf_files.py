"""PDF pages compared with the week: sentences by the facts; figures by the Markdown they are the print of, which is
compared with the tables cell by cell."""

from sales_pipeline.forecast.proof.prose import Prose
from sales_pipeline.render.reading import markdown, pdf

_SHOWN = 10


def differences(blob: bytes, prose: Prose, source: bytes | None) -> list[str]:
    """Every figure of a PDF that no fact or no line of its source bears out, and every one it lacks."""
    pages = [" ".join(text.split()) for text in pdf.texts(blob)]
    found = [p for number, text in enumerate(pages, 1) for p in prose.differences(f"page {number}", (text,))]
    if source is None:
        return [*found, "nothing says what its tables must hold: the Markdown of the same name is not there"]
    page = markdown.page(source.decode("utf-8"))
    cells = [str(cell) for grid in page.grids for line in (grid.header, *grid.rows) for cell in line]
    wanted, said = pdf.figures([*page.texts, *cells]), pdf.figures(pages)
    found += [f"the figure {figure} is missing" for figure in sorted(wanted - said)[:_SHOWN]]
    # numbers of pages and of lists are drawn, and the head and foot of a page say again what the page says
    extra = sorted(figure for figure in said.keys() - wanted.keys() if len(figure) > 1)
    return found + [f"nothing says {figure}" for figure in extra[:_SHOWN]]
