"""What a page of HTML or a PDF says, as a reader's program finds it; tables are running text here."""

import io
import re
from collections import Counter
from html.parser import HTMLParser

from pypdf import PdfReader

_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_FOOT = re.compile(r"As of .*|\d+ of \d+")


class HtmlWords(HTMLParser):
    """The text of the body, and every tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self._aside = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._aside += tag in ("title", "style")

    def handle_endtag(self, tag: str) -> None:
        self._aside -= tag in ("title", "style")

    def handle_data(self, data: str) -> None:
        if not self._aside:
            self.said.append(data)


def squeezed(text: str) -> str:
    """Text without blanks: where lines break is no part of what is said."""
    return re.sub(r"\s", "", text)


def pdf_pages(file: bytes) -> list[str]:
    """The text of each page, without the lines at its foot and, from the second page on, the line at its head."""
    pages = []
    for number, page in enumerate(PdfReader(io.BytesIO(file)).pages, 1):
        kept = [line for line in page.extract_text().splitlines() if not _FOOT.fullmatch(line.strip())]
        if number > 1:
            kept = [line for line in kept if not line.endswith(" sales forecast")]
        pages.append("\n".join(kept))
    return pages


def figures(text: str) -> Counter[str]:
    """The numbers a text says, with how often."""
    return Counter(_FIGURE.findall(text))
