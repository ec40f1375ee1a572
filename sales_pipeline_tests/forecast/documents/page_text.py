"""What an HTML or PDF page says, read back from the file as a reader's program would."""

import io
import re
from collections import Counter
from html.parser import HTMLParser

from pypdf import PdfReader

FIGURE = re.compile(r"\d[\d,.]*\d|\d")


class _Words(HTMLParser):
    """The text of the body, and every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self._aside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._aside += tag in ("title", "style")

    def handle_endtag(self, tag: str) -> None:
        self._aside -= tag in ("title", "style")

    def handle_data(self, data: str) -> None:
        if not self._aside:
            self.said.append(data)


def html_words(page: bytes) -> _Words:
    words = _Words()
    words.feed(page.decode("utf-8"))
    return words


def squeezed(text: str) -> str:
    """Text without blanks: where lines break is no part of what is said."""
    return re.sub(r"\s", "", text)


def pdf_pages(file: bytes) -> list[str]:
    """The text of each page, without the line at its foot and, from the second page on, the line at its head."""
    pages = []
    for number, page in enumerate(PdfReader(io.BytesIO(file)).pages, 1):
        lines = page.extract_text().splitlines()
        kept = [line for line in lines if not re.fullmatch(r"As of .*|\d+ of \d+", line.strip())]
        assert len(kept) < len(lines), f"page {number} has no foot"
        if number > 1:
            kept = [line for line in kept if not line.endswith(" sales forecast")]
        pages.append("\n".join(kept))
    return pages


def figures(text: str) -> Counter[str]:
    return Counter(FIGURE.findall(text))
