"""What a reader would frown at in a PDF: leftovers, empty pages, no title or language, fonts left to the reader's
machine."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader

from sales_pipeline.render.lint.leftovers import Leftovers


def problems(blob: bytes, leftovers: Leftovers) -> list[str]:
    """Every finding in words."""
    reader = PdfReader(io.BytesIO(blob))
    found = list(_head(reader))
    for number, page in enumerate(reader.pages, 1):
        text = " ".join(page.extract_text().split())
        found += leftovers.find(f"page {number}", text)
        if len(text) < 80:
            found.append(f"page {number} says next to nothing")
        found += [f"page {number}: the font {name} is not embedded" for name in _foreign(page)]
    return found


def _head(reader: PdfReader) -> Iterator[str]:
    if not (reader.metadata and reader.metadata.title):
        yield "the file has no title"
    if not reader.trailer["/Root"].get_object().get("/Lang"):  # type: ignore[union-attr]
        yield "the file does not say its language"


def _foreign(page: Any) -> Iterator[str]:
    fonts = (page["/Resources"].get_object().get("/Font") or {}) if "/Resources" in page else {}
    for name in sorted(fonts):
        font = fonts[name].get_object()
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        described = inner["/FontDescriptor"].get_object() if "/FontDescriptor" in inner else {}
        if not any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield str(font.get("/BaseFont", name)).lstrip("/")
