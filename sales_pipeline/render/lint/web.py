"""What a reader would frown at in a page of HTML or a PDF: what is fetched, missing, unnamed or left over."""

import io
import re
from collections.abc import Iterator

from pypdf import PdfReader

from sales_pipeline.render.lint.leftovers import Leftovers
from sales_pipeline.render.reading.words import HtmlWords

_FETCHES = {"src", "href", "srcset", "data", "poster", "action", "background"}
_FETCHING_STYLE = re.compile(r"@import|url\(\s*[\'\"]?(?!data:|#)", re.IGNORECASE)
_LOCAL = ("#", "data:", "mailto:")


def html_problems(blob: bytes, leftovers: Leftovers) -> list[str]:
    """Every finding on a page that must open from a file, alone."""
    text = blob.decode("utf-8")
    page = HtmlWords(text)
    found = [*_outline(text, page), *_fetched(text, page)]
    for said in page.said:
        found += leftovers.find("page", said)
    return found


def _outline(text: str, page: HtmlWords) -> Iterator[str]:
    tags = [tag for tag, _ in page.tags]
    if not text.lower().startswith("<!doctype html>"):
        yield "no doctype: browsers then guess how to lay it out"
    if not any(tag == "html" and attributes.get("lang") for tag, attributes in page.tags):
        yield "no language named"
    for tag, wanted in (("title", 1), ("h1", 1), ("main", 1)):
        if tags.count(tag) != wanted:
            yield f"{tags.count(tag)} of <{tag}>: a page has one"
    for tag, attributes in page.tags:
        if tag == "img" and not attributes.get("alt"):
            yield "a picture without alternative text"
        if tag == "th" and not attributes.get("scope"):
            yield "a table's header without scope"


def _fetched(text: str, page: HtmlWords) -> Iterator[str]:
    for tag, attributes in page.tags:
        for name in sorted(_FETCHES & set(attributes)):
            if not (attributes[name] or "").startswith(_LOCAL):
                yield f"<{tag} {name}> fetches {(attributes[name] or '')[:60]!r}"
    styles = re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL)
    if any(_FETCHING_STYLE.search(style) for style in styles):
        yield "a style fetches something"


def pdf_problems(blob: bytes, leftovers: Leftovers) -> list[str]:
    """Every finding on a PDF: fonts, names, empty pages, leftovers."""
    reader = PdfReader(io.BytesIO(blob))
    found = [] if reader.metadata and reader.metadata.title else ["no title among its properties"]
    if "/Lang" not in reader.root_object:
        found.append("no language named")
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        if not text.strip():
            found.append(f"page {number} is empty")
        found += leftovers.find(f"page {number}", text)
        found += [f"page {number}: font {name} is not in the file" for name in _fonts_missing(page)]
    return found


def _fonts_missing(page: object) -> Iterator[str]:
    fonts = page["/Resources"].get("/Font", {})  # type: ignore[index]
    for font in (each.get_object() for each in fonts.values()):
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        described = inner.get("/FontDescriptor")
        if described is None or not any(f"/FontFile{n}" in described.get_object() for n in ("", "2", "3")):
            yield str(font.get("/BaseFont"))
