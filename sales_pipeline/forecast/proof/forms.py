"""Other forms of a page of text compared with it word for word; the page itself is held to the week in pages.py."""

from pathlib import PurePath

from sales_pipeline.render import blocks, pdf_fonts
from sales_pipeline.render.reading.words import HtmlWords, figures, pdf_pages, squeezed


def differences(file: str, blob: bytes, page: str) -> list[str]:
    """What the HTML or PDF of a page of Markdown says and the page does not, or the other way round."""
    texts = [blocks.plain(spans) for block in blocks.parse(page) for spans in blocks.parts(block)]
    return _html(blob, texts) if PurePath(file).suffix == ".html" else _pdf(blob, texts)


def _html(blob: bytes, texts: list[str]) -> list[str]:
    """Every word in its order."""
    read, wanted = squeezed("".join(HtmlWords(blob.decode("utf-8")).said)), squeezed("".join(texts))
    if read == wanted:
        return []
    at = next((i for i, (one, other) in enumerate(zip(read, wanted, strict=False)) if one != other), len(wanted))
    return [f"it says {read[at : at + 40]!r} where the page says {wanted[at : at + 40]!r}"]


def _pdf(blob: bytes, texts: list[str]) -> list[str]:
    """Every text somewhere, and no figure more or less: lines of a PDF come in no order that could be relied on."""
    said = "\n".join(pdf_pages(blob))
    whole = squeezed(said)
    found = [f"it lacks {text!r}" for text in texts if squeezed(pdf_fonts.shown(text)) not in whole]
    shown, wanted = figures(said), figures("\n".join(texts))
    found += [f"it lacks the figure {figure}" for figure in sorted(wanted - shown)]
    # the numbers of a list are drawn and not said
    return found + [
        f"it says {figure}, which the page does not" for figure in sorted(shown - wanted) if len(figure) > 1
    ]
