"""A customer's own .pptx as the deck's template: what it must hold, and the empty deck made of it.

The contract: 13.333 × 7.5 in; layouts named Cover and Content; on both a title and the placeholders 13 (subtitle) and
14 (source; on the cover the run); on Content footer, date and slide number too; nothing of these in the body's area;
theme fonts Calibri, whose widths texts are measured with; theme colours on which text can be read.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.shapes.placeholder import LayoutPlaceholder
from pptx.slide import SlideLayout
from pptx.util import Inches

from sales_pipeline.render import layout as grid
from sales_pipeline.render.layout import Box
from sales_pipeline.render.theme import COLOURS, FONT, TEXT_ROLES, contrast

NEEDED = {
    "Cover": {0: "title", 13: "subtitle (13)", 14: "run (14)"},
    "Content": {0: "title", 13: "subtitle (13)", 14: "source (14)"},
}
# inches that a text of each needs at least, wide and high
LEAST = {
    "Cover": {0: (8.0, 0.9), 13: (8.0, 0.9), 14: (8.0, 0.4)},
    "Content": {0: (8.0, 0.75), 13: (8.0, 0.2), 14: (8.0, 0.15)},
}
FOOTER = PP_PLACEHOLDER.FOOTER
FOOT = {FOOTER: "footer", PP_PLACEHOLDER.DATE: "date", PP_PLACEHOLDER.SLIDE_NUMBER: "slide number"}
LEAST_CONTRAST = 4.5
_EMU, _SLACK = 914400, 0.01
_BROKEN = (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError)


class TemplateError(Exception):
    """A template that breaks the contract; the message says everything it lacks."""


def from_template(name: str, blob: bytes) -> Deck:
    """The template without its slides; TemplateError lists what it lacks."""
    try:
        deck = Presentation(io.BytesIO(blob))
    except _BROKEN as error:
        raise TemplateError(f"{name} can't be read as a .pptx file: save it anew in PowerPoint") from error
    lacking = list(_lacking(deck))
    if lacking:
        raise TemplateError(f"{name} can't be the deck's template: {'; '.join(lacking)}")
    _drop_slides(deck)
    return deck


def box_of(layout: SlideLayout, index: int) -> Box:
    """Where the text of a layout's placeholder goes, in inches."""
    return inner_box(next(s for s in layout.placeholders if s.placeholder_format.idx == index))


def inner_box(shape: LayoutPlaceholder) -> Box:
    """A placeholder less its margins; those it does not say are PowerPoint's own."""
    whole = Box(*(float(value or 0) / _EMU for value in (shape.left, shape.top, shape.width, shape.height)))
    frame = shape.text_frame
    sides = (frame.margin_left, frame.margin_top, frame.margin_right, frame.margin_bottom)
    return whole.inside(*(float(side) / _EMU for side in sides))


def _lacking(deck: Deck) -> Iterator[str]:
    if (deck.slide_width, deck.slide_height) != (Inches(grid.SLIDE_WIDTH), Inches(grid.SLIDE_HEIGHT)):
        yield f"its slides are not {grid.SLIDE_WIDTH} × {grid.SLIDE_HEIGHT} in"
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    for name, needed in NEEDED.items():
        if name not in layouts:
            yield f"it has no layout named {name}"
            continue
        found = {shape.placeholder_format.idx for shape in layouts[name].placeholders}
        yield from (f"layout {name} has no {what}" for index, what in needed.items() if index not in found)
        yield from _small(layouts[name], name, {index: what for index, what in needed.items() if index in found})
    if "Content" in layouts:
        yield from _content(layouts["Content"])
    yield from _theme(deck)


def _small(layout: SlideLayout, name: str, found: Mapping[int, str]) -> Iterator[str]:
    for index, what in found.items():
        box, (width, height) = box_of(layout, index), LEAST[name][index]
        if box.w < width or box.h < height:
            yield f"{what} of layout {name} has room of {box.w:.1f} × {box.h:.2f} in, under {width} × {height}"


def _content(layout: SlideLayout) -> Iterator[str]:
    kinds = {shape.placeholder_format.type for shape in layout.placeholders}
    yield from (f"layout Content has no {what}" for kind, what in FOOT.items() if kind not in kinds)
    body = grid.BODY
    for shape in layout.placeholders:
        if shape.placeholder_format.idx not in NEEDED["Content"] and shape.placeholder_format.type not in FOOT:
            yield f"layout Content has a placeholder {shape.name!r} that nothing would fill"
            continue
        top, bottom = (shape.top or 0) / _EMU, ((shape.top or 0) + (shape.height or 0)) / _EMU
        if top < body.y + body.h - _SLACK and bottom > body.y + _SLACK:
            yield f"{shape.name!r} of layout Content reaches into the body, {body.y} to {body.y + body.h:.2f} in"


def _theme(deck: Deck) -> Iterator[str]:
    theme = parse_xml(deck.slide_master.part.part_related_by(RT.THEME).blob)
    for kind in ("major", "minor"):
        font = theme.find(f".//{{*}}{kind}Font/{{*}}latin").get("typeface")
        if font != FONT:
            yield f"its {kind} theme font is {font}, not {FONT}"
    scheme = theme.find(".//{*}clrScheme")
    colours = {child.tag.rpartition("}")[2]: _hex(child) for child in scheme}
    paper = colours.get("lt1", "FFFFFF")
    for slot in dict.fromkeys(COLOURS[role].slot for role in TEXT_ROLES):
        ratio = contrast(colours[slot], paper)
        if ratio < LEAST_CONTRAST:
            yield f"text in theme colour {slot} has a contrast of {ratio:.1f} on lt1, under {LEAST_CONTRAST}"


def _hex(slot: object) -> str:
    """A theme slot as six hex digits; colours of the system carry the one they had last."""
    colour = slot[0]  # type: ignore[index]
    return str(colour.get("lastClr") or colour.get("val"))


def _drop_slides(deck: Deck) -> None:
    slides = deck.slides._sldIdLst
    for each in list(slides):
        deck.part.drop_rel(each.rId)
        slides.remove(each)
    # sections name the slides that are gone
    for section in deck.part._element.findall(".//{*}sectionLst"):
        section.getparent().getparent().remove(section.getparent())
