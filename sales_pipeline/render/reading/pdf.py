"""Pages of a PDF read back: the text of each, as a program that searches it would have it."""

import io
import re
from collections import Counter

from pypdf import PdfReader

# characters that have no glyph, named instead
_NAMELESS = re.compile(r"U\+[0-9A-F]{4,6}")
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")


def texts(blob: bytes) -> list[str]:
    """The text of each page."""
    return [_NAMELESS.sub(" ", page.extract_text()) for page in PdfReader(io.BytesIO(blob)).pages]


def figures(texts: list[str]) -> Counter[str]:
    """Every run of digits that texts hold, and how often."""
    return Counter(found for text in texts for found in _FIGURE.findall(text))


def squeezed(text: str) -> str:
    """Text without blanks: where lines break is no part of what is said."""
    return re.sub(r"\s", "", text)
