"""The page of text as HTML and as PDF: word for word the Markdown's, whatever the week and whatever a CRM holds."""

import io
import re
from functools import cache

import pytest
from pypdf import PdfReader

from sales_pipeline.forecast import proof
from sales_pipeline.forecast.documents import forecast_summary, forecast_summary_html, forecast_summary_pdf
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.proof.prose import Prose
from sales_pipeline.forecast.proof.values import has_figure
from sales_pipeline.render import blocks, pdf_fonts, pdf_page
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.money import Money
from sales_pipeline.render.reading import html
from sales_pipeline_tests.forecast.documents.fixture_company import Shape
from sales_pipeline_tests.forecast.documents.frames_fixture import USUAL, frames, run
from sales_pipeline_tests.forecast.documents.page_text import figures, html_words, pdf_pages, squeezed
from sales_pipeline_tests.forecast.documents.shapes import SHAPES

MODULES = {"md": forecast_summary, "html": forecast_summary_html, "pdf": forecast_summary_pdf}
LONG = "Association of " + "very " * 50 + "long names, " + "Limited" * 10


@cache
def page(kind: str, shape: Shape, **changed: object) -> bytes:
    week = frames(shape)
    return MODULES[kind].render(week, build_facts(week, run(shape)), run(shape, **changed))


@cache
def said(shape: Shape, **changed: object) -> tuple[blocks.Block, ...]:
    return blocks.parse(page("md", shape, **changed).decode())


def texts(page: tuple[blocks.Block, ...]) -> list[str]:
    """Every paragraph, item and cell of a page."""
    return [blocks.plain(spans) for block in page for spans in blocks.parts(block)]


@pytest.mark.parametrize("name", SHAPES)
def test_the_html_says_what_the_markdown_says_and_nothing_else(name: str) -> None:
    shape = SHAPES[name]
    assert squeezed("".join(html_words(page("html", shape)).said)) == squeezed("".join(texts(said(shape))))


@pytest.mark.parametrize("name", SHAPES)
def test_every_figure_of_the_html_carries_its_id(name: str) -> None:
    found = html.document(page("html", SHAPES[name]))
    assert [element.attributes["title"] for element in found.elements if "data-figure" in element.attributes] == [
        id for id, _ in found.figures
    ]
    outside = proof.outside(frames(SHAPES[name]))
    loose = re.sub(
        r"<style>.*?</style>|<span data-figure=.*?</span>", " ", page("html", SHAPES[name]).decode(), flags=re.DOTALL
    )
    rest = html.document(loose.encode())
    prose = Prose(Facts(Money("USD")), outside)
    assert list(prose.differences("page", rest.texts)) == []
    cells = [cell for cell in rest.unnamed if has_figure(cell) and cell not in outside]
    assert all(cell.isdigit() for cell in cells), cells  # the number of a recommendation


@pytest.mark.parametrize("name", SHAPES)
def test_the_pdf_says_what_the_markdown_says(name: str) -> None:
    whole = squeezed("\n".join(pdf_pages(page("pdf", SHAPES[name]))))
    for text in texts(said(SHAPES[name])):
        assert squeezed(pdf_fonts.shown(text)) in whole, text


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "hostile"])
def test_the_pdf_has_the_figures_of_the_markdown_and_no_other(name: str) -> None:
    """Heads that are repeated, the head of pages and numbers of lists aside."""
    shape = SHAPES[name]
    wanted = figures("\n".join(texts(said(shape))))
    found = figures("\n".join(pdf_pages(page("pdf", shape))))
    assert not wanted - found
    extra = set(found) - set(wanted)
    assert extra <= {*"0123456789"}, extra


@pytest.mark.parametrize("name", SHAPES)
def test_fonts_are_embedded_and_the_pages_few(name: str) -> None:
    reader = PdfReader(io.BytesIO(page("pdf", SHAPES[name])))
    fonts = [font.get_object() for sheet in reader.pages for font in sheet["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        assert "Carlito" in font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"]
    assert len(reader.pages) <= (3 if name in ("hostile", "forty_regions") else 2)


def test_a_pdf_tells_what_it_is() -> None:
    reader = PdfReader(io.BytesIO(page("pdf", USUAL)))
    assert reader.metadata.title == "Q4 FY26 sales forecast, week of 23 Nov 2026"
    assert reader.metadata.author == "Example Co"
    assert "run 3fa1c9d2e870" in reader.metadata.subject
    assert f"{reader.metadata.creation_date:%Y-%m-%d %H:%M}" == "2026-11-23 00:00"
    assert reader.root_object["/Lang"] == "en"
    headings = [blocks.plain(block.spans) for block in said(USUAL) if isinstance(block, blocks.Heading)]
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == headings
    for number, sheet in enumerate(reader.pages, 1):
        assert f"{number} of {len(reader.pages)}" in sheet.extract_text()


def test_heads_of_tables_that_break_are_repeated() -> None:
    table = "| Deal | $M |\n| --- | ---: |\n" + "".join(f"| Deal {n} | {n}.5 |\n" for n in range(150))
    file = pdf_page.pdf("t", blocks.parse(f"# T\n\n{table}"), run())
    assert all(re.search(r"^Deal\s+\$M", sheet, re.MULTILINE) for sheet in pdf_pages(file)), pdf_pages(file)[1][:300]
    assert len(pdf_pages(file)) > 2


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_equal_weeks_give_equal_bytes(kind: str) -> None:
    week = frames(USUAL)
    assert MODULES[kind].render(week, build_facts(week, run()), run()) == page(kind, USUAL)
    assert page(kind, USUAL) != page(kind, USUAL, run_id="000000000000")


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_every_page_says_which_run_made_it_and_what_was_waived(kind: str) -> None:
    file = page(kind, USUAL, notes=("Gate waived: <all> stages (by Noor: none)",))
    text = "".join(html_words(file).said) if kind == "html" else "\n".join(pdf_pages(file))
    top = squeezed(text)[:700]
    for words in (
        "Week 2026-11-23", "run 3fa1c9d2e870", "settings 77aa00bb11cc", "version 0.1.0", "status draft",
        "one gate waived", "Gate waived: <all> stages (by Noor: none)",
    ):  # fmt: skip
        assert squeezed(words) in top


def test_the_html_asks_for_nothing_and_runs_nothing() -> None:
    for name in ("usual", "hostile"):
        found = html_words(page("html", SHAPES[name]))
        names = {tag for tag, _ in found.tags}
        assert not names & {"script", "img", "a", "link", "iframe", "object", "form", "svg", "base"}
        assert not [
            key for _, given in found.tags for key in given if key.startswith("on") or key in ("src", "href", "style")
        ]
        assert dict(found.tags)["html"]["lang"] == "en"
        policy = next(
            given["content"] for _, given in found.tags if given.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy is not None
        assert policy.startswith("default-src 'none'")
    style = page("html", USUAL).decode().split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_the_html_is_made_of_what_readers_of_screens_know() -> None:
    found = html_words(page("html", USUAL)).tags
    assert [tag for tag, _ in found if tag in ("main", "h1")] == ["main", "h1"]
    ids = {given["id"] for _, given in found if "id" in given}
    assert all(given["aria-labelledby"] in ids for _, given in found if "aria-labelledby" in given)
    heads = [given for tag, given in found if tag == "th"]
    assert heads
    assert all(given.get("scope") in ("col", "row") for given in heads)
    rows = sum(tag == "tr" for tag, _ in found) - sum(tag == "thead" for tag, _ in found)
    assert sum(given["scope"] == "row" for given in heads) == rows


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_names_of_any_length_stay_on_the_page(kind: str) -> None:
    file = page(kind, USUAL, company=LONG)
    text = "".join(html_words(file).said) if kind == "html" else "\n".join(pdf_pages(file))
    assert squeezed(LONG) in squeezed(text)


def test_what_the_font_lacks_is_a_box_and_said_so() -> None:
    file = page("pdf", USUAL, company="株式会社 Ünal Ж 😀")
    text = "\n".join(pdf_pages(file))
    assert "□□□□ Ünal Ж □" in text
    assert "□ stands for what the font of this file has no glyph for: U+4F1A, U+5F0F, U+682A, U+793E, U+1F600." in text
    assert "□" not in "\n".join(pdf_pages(page("pdf", USUAL)))
    assert "株式会社" in page("html", USUAL, company="株式会社").decode()
