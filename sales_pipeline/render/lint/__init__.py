"""Whether a finished file reads well: what a reader would frown at, found without looking. Figures are not judged here.

A module per kind of file; findings are sentences that name the place.
"""

from collections.abc import Iterable
from pathlib import PurePath

from sales_pipeline.render.lint import data, deck, html, page, pdf, workbook
from sales_pipeline.render.lint.leftovers import Leftovers


def problems(file: str, blob: bytes, outside: Iterable[str] = ()) -> list[str]:
    """Every finding on a file, by its kind; outside holds texts from outside that may look like leftovers.

    ValueError for a kind that nobody has a lint for.
    """
    kind, leftovers = PurePath(file).suffix, Leftovers(outside)
    if kind == ".pptx":
        return deck.problems(blob, leftovers)
    if kind == ".xlsx":
        return workbook.problems(blob, leftovers)
    if kind == ".html":
        return html.problems(blob, leftovers)
    if kind == ".pdf":
        return pdf.problems(blob, leftovers)
    if kind == ".md":
        return page.problems(blob, leftovers)
    if kind in (".yaml", ".yml", ".json", ".csv"):
        return data.problems(kind, blob, leftovers)
    raise ValueError(f"{file}: there is no lint for {kind or 'such a file'}: add one to render/lint")
