"""A customer's own template: a deck takes its look from it; one that breaks the contract is refused with reasons."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.presentation import Presentation
from pptx.util import Inches

from sales_pipeline.render.layout import BODY
from sales_pipeline.render.pptx_deck import Deck
from sales_pipeline.render.pptx_master import new_presentation
from sales_pipeline.render.pptx_template import TemplateError, from_template
from sales_pipeline.render.pptx_text import Paragraph
from sales_pipeline_tests.render.decks import all_text, opened, problems
from sales_pipeline_tests.render.workbooks import RUN

NAME = "reference/board.pptx"


def template(change: Callable[[Presentation], object] | None = None) -> bytes:
    """A template of somebody else: purple, its own names and one slide of instructions."""
    deck = new_presentation()
    recolour(deck, "12304A", "4A1259")
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text_frame.text = "How to use this template"
    if change:
        change(deck)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def theme_part(deck: Presentation) -> Any:
    return deck.slide_master.part.part_related_by(RT.THEME)


def recolour(deck: Presentation, old: str, new: str) -> None:
    part = theme_part(deck)
    part.blob = part.blob.replace(old.encode(), new.encode())


def placeholder(deck: Presentation, layout: int, index: int) -> Any:
    return next(s for s in deck.slide_layouts[layout].placeholders if s.placeholder_format.idx == index)


def remove(deck: Presentation, layout: int, index: int) -> None:
    element = placeholder(deck, layout, index)._element
    element.getparent().remove(element)


def test_a_deck_takes_its_look_from_the_template_and_none_of_its_slides() -> None:
    notes = tuple(f"Gate waived: promise {n}" for n in range(9))
    deck = Deck(replace(RUN, deck_template=(NAME, template())), "Forecast")
    deck.cover("Q4 forecast", "Weekly review", notes, "We call $14M.")
    page = deck.page("We call $14M", "A subtitle", "a table", "Notes.")
    page.paragraphs([Paragraph("Some words.")], BODY)
    made = opened(deck.to_bytes())
    assert len(made.slides) == 2
    assert "How to use" not in all_text(deck.to_bytes())
    assert b"4A1259" in theme_part(made).blob
    assert problems(deck.to_bytes()) == []


def test_texts_are_fitted_to_the_templates_own_placeholders() -> None:
    def narrow(deck: Presentation) -> None:
        placeholder(deck, 1, 0).width = Inches(8.2)

    words = "A title that is long enough for two lines in a narrow place but for one in a wide one, or so it is hoped"
    sizes = []
    for change in (None, narrow):
        deck = Deck(replace(RUN, deck_template=(NAME, template(change))), "Forecast")
        deck.page(words, "A subtitle", "a table", "Notes.")
        title = opened(deck.to_bytes()).slides[0].shapes.title
        sizes.append((title.text_frame.text, title.text_frame.paragraphs[0].runs[0].font.size))
    assert sizes[0] != sizes[1]


def _rename(deck: Presentation) -> None:
    deck.slide_layouts[0].name = "Title Slide"


def _size(deck: Presentation) -> None:
    deck.slide_width = Inches(10)


def _font(deck: Presentation) -> None:
    part = theme_part(deck)
    part.blob = part.blob.replace(
        b'<a:majorFont><a:latin typeface="Calibri"', b'<a:majorFont><a:latin typeface="Papyrus"'
    )


def _pale(deck: Presentation) -> None:
    recolour(deck, "C2410C", "FFC9A8")


def _low(deck: Presentation) -> None:
    placeholder(deck, 1, 14).top = Inches(6.4)


def _small(deck: Presentation) -> None:
    placeholder(deck, 0, 13).height = Inches(0.3)


def _extra(deck: Presentation) -> None:
    placeholder(deck, 1, 13)._element.find(".//{*}ph").set("idx", "77")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_rename, "it has no layout named Cover"),
        (_size, "its slides are not 13.333 × 7.5 in"),
        (_font, "its major theme font is Papyrus, not Calibri"),
        (_pale, "text in theme colour accent3 has a contrast of 1.5 on lt1, under 4.5"),
        (_low, "'Source' of layout Content reaches into the body, 1.66 to 6.68 in"),
        (_small, "subtitle (13) of layout Cover has room of 11.4 × 0.30 in, under 8.0 × 0.9"),
        (_extra, "layout Content has no subtitle (13); "
                 "layout Content has a placeholder 'Subtitle' that nothing would fill"),
        (lambda deck: remove(deck, 1, 10), "layout Content has no date"),
        (lambda deck: remove(deck, 0, 14), "layout Cover has no run (14)"),
    ],
)  # fmt: skip
def test_a_template_that_breaks_the_contract_is_refused_with_what_it_lacks(
    change: Callable[[Presentation], object], said: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        from_template(NAME, template(change))
    assert str(caught.value) == f"{NAME} can't be the deck's template: {said}"


def test_everything_it_lacks_is_said_at_once() -> None:
    def both(deck: Presentation) -> None:
        _font(deck)
        _rename(deck)

    with pytest.raises(TemplateError, match="no layout named Cover; its major theme font is Papyrus"):
        from_template(NAME, template(both))


@pytest.mark.parametrize("blob", [b"", b"no zip", template()[:2000]])
def test_what_is_no_pptx_is_said_to_be_none(blob: bytes) -> None:
    with pytest.raises(TemplateError, match=r"can't be read as a [.]pptx file: save it anew"):
        from_template(NAME, blob)
