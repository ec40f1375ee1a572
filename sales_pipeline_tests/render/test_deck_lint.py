"""The lint finds what it promises to find: each seeded defect, and nothing in a sound deck."""

import base64
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pptx.dml.color import RGBColor
from pptx.util import Inches, Pt

from sales_pipeline.render.figures import Figure, Series
from sales_pipeline.render.layout import BODY
from sales_pipeline.render.ooxml import normalise_ooxml
from sales_pipeline.render.pptx_deck import Card, Deck
from sales_pipeline.render.pptx_table import Column, Table
from sales_pipeline.render.pptx_text import Paragraph
from sales_pipeline_tests.render.decks import opened, problems
from sales_pipeline_tests.render.workbooks import RUN

PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def sound() -> bytes:
    """One page of everything."""
    deck = Deck(RUN, "Q4 FY26 sales forecast")
    deck.cover("Q4 FY26 sales forecast", "Weekly forecast review")
    page = deck.page("The call fell $1.2M", "Q4 FY26, $M", "forecast_rollup, week of 23 Nov 2026", "Where it is from.")
    cards, middle, bottom = BODY.rows(1.2, 1.4, None)
    page.cards([Card("Call", "$40.4M", "−$1.2M since last week", "worse"), Card("Closed", "$23.6M")], cards)
    page.paragraphs([Paragraph("Slipped deals took $1.2M.", "Why.")], middle)
    left, right = bottom.columns(None, None)
    series = Series("Call", (Decimal("9.1"), Decimal("5.0")))
    page.chart(Figure("regions", "column", ("East", "West"), (series,), "$M"), left)
    page.table(
        Table((Column("Unit"), Column("Call", "number")), (("East", "9.1"), ("West", "5.0")), "Call by unit"), right
    )
    return deck.to_bytes()


def test_a_sound_deck_has_no_findings() -> None:
    assert problems(sound()) == []


def shape(slide: Any, name: str) -> Any:
    return next(shape for shape in slide.shapes if shape.name.startswith(name) and not shape.is_placeholder)


def drop(element: Any) -> None:
    element.getparent().remove(element)


def _no_title(slide: Any) -> None:
    slide.shapes.title.text_frame.text = " "


def _title_last(slide: Any) -> None:
    slide.shapes._spTree.append(slide.shapes.title._element)


def _off_page(slide: Any) -> None:
    shape(slide, "Table").left = Inches(9)


def _on_top(slide: Any) -> None:
    shape(slide, "Chart").top = shape(slide, "Text").top


def _overflow(slide: Any) -> None:
    shape(slide, "Text").text_frame.paragraphs[0].runs[-1].text = "A sentence that goes on. " * 40


def _cell_overflow(slide: Any) -> None:
    shape(slide, "Table").table.cell(1, 1).text_frame.paragraphs[0].runs[0].text = (
        "9,999,999,999,999,999,999,999.99" * 2
    )


def _tiny(slide: Any) -> None:
    for run in shape(slide, "Text").text_frame.paragraphs[0].runs:
        run.font.size = Pt(7)


def _no_alternative(slide: Any) -> None:
    shape(slide, "Chart")._element.nvGraphicFramePr.cNvPr.set("descr", "")


def _cut_axis(slide: Any) -> None:
    shape(slide, "Chart").chart.value_axis.minimum_scale = 3.0


def _leftover(slide: Any) -> None:
    shape(slide, "Text").text_frame.paragraphs[0].runs[-1].text = "The call is None."


def _placeholder(slide: Any) -> None:
    shape(slide, "Text").text_frame.paragraphs[0].runs[-1].text = "The call is {call}."


def _pale(slide: Any) -> None:
    """Text in the colour of what lies behind it, as good as gone."""
    shape(slide, "Text").text_frame.paragraphs[0].runs[-1].font.color.rgb = RGBColor(0xDD, 0xE5, 0xEE)


def _pale_cell(slide: Any) -> None:
    cell = shape(slide, "Table").table.cell(1, 0)
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor(0x30, 0x30, 0x30)


def _empty_placeholder(slide: Any) -> None:
    next(s for s in slide.placeholders if s.placeholder_format.idx == 13).text_frame.text = ""


def _picture(slide: Any) -> None:
    picture = slide.shapes.add_picture(io.BytesIO(PIXEL), Inches(12.9), Inches(0.1), Inches(0.1), Inches(0.1))
    picture._element.nvPicPr.cNvPr.set("descr", "")


def _no_workbook(slide: Any) -> None:
    space = shape(slide, "Chart").chart._chartSpace
    drop(space.find("{*}externalData"))


def _no_notes(slide: Any) -> None:
    slide.notes_slide.notes_text_frame.text = ""


def _nan(slide: Any) -> None:
    next(shape(slide, "Chart").chart._chartSpace.iter("{*}v")).text = "nan"


def _click_to_add(slide: Any) -> None:
    slide.notes_slide.notes_text_frame.text = "Click to add notes"


def _no_number(slide: Any) -> None:
    drop(next(s for s in slide.placeholders if s.name == "Slide number")._element)


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (_no_title, "no title"), (_title_last, "the title is not read first"), (_off_page, "leaves the slide"),
        (_on_top, "lies on"), (_overflow, "needs"), (_cell_overflow, "does not fit its cell"),
        (_tiny, "is set in 7 pt"), (_no_alternative, "has no alternative text"),
        (_cut_axis, "does not start at zero"), (_leftover, "'None' in"),
        (_placeholder, "'{' in"), (_no_number, "no sldNum placeholder"), (_pale, "to 1 against what is behind it"),
        (_pale_cell, "'East' stands"), (_empty_placeholder, "is empty"), (_picture, "has no alternative text"),
        (_no_workbook, "has no workbook to edit"), (_no_notes, "no speaker notes"), (_nan, "'nan' in"),
        (_click_to_add, "'Click to add' in"),
    ],
)  # fmt: skip
def test_a_seeded_defect_is_found(spoil: Callable[[Any], None], finding: str) -> None:
    deck = opened(sound())
    spoil(deck.slides[1])
    out = io.BytesIO()
    deck.save(out)
    found = problems(normalise_ooxml(out.getvalue(), RUN.created))
    assert any(finding in problem for problem in found), found
    assert len(found) <= 2


def test_a_slide_that_went_missing_is_found() -> None:
    deck, out = opened(sound()), io.BytesIO()
    ids = deck.slides._sldIdLst
    deck.part.drop_rel(ids[1].rId)
    ids.remove(ids[1])
    deck.save(out)
    assert problems(normalise_ooxml(out.getvalue(), RUN.created)) == ["1 slides, but 2 when it was drawn"]


def test_a_word_that_only_looks_like_a_leftover_is_none() -> None:
    deck = Deck(RUN, "Forecast")
    deck.page("None of three units reaches its target", "Nancy of Infobank", "", "Notes.")
    assert problems(deck.to_bytes()) == []


def test_two_equal_titles_are_found() -> None:
    deck = Deck(RUN, "Forecast")
    for _ in range(2):
        deck.page("The same", "", "", "Notes.")
    assert problems(deck.to_bytes()) == ["title 'The same' is there twice"]


def test_the_library_s_own_properties_and_times_are_found() -> None:
    deck = opened(sound())
    deck.core_properties.author = "Steve Canny"
    out = io.BytesIO()
    deck.save(out)
    again = io.BytesIO()
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(again, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), source.read(name))
    found = problems(again.getvalue())
    assert "the document's properties are the library's" in found
    assert "a member carries the time it was written" in found
