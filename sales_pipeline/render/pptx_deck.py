"""A deck: a cover, content pages with title, subtitle, source and footer, and what lies on them."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.util import Inches, Pt

from sales_pipeline.render.figures import Figure
from sales_pipeline.render.layout import Box
from sales_pipeline.render.measure import LayoutError, fit, line_height, shorten_to_lines, shorten_to_width, text_width
from sales_pipeline.render.ooxml import normalise_ooxml
from sales_pipeline.render.pptx_bridge import add_bridge
from sales_pipeline.render.pptx_chart import add_chart
from sales_pipeline.render.pptx_master import NAMESPACES, SOURCE_IDX, SUBTITLE_IDX, new_presentation
from sales_pipeline.render.pptx_table import Table, add_table
from sales_pipeline.render.pptx_template import FOOTER, box_of, from_template, inner_box
from sales_pipeline.render.pptx_text import Paragraph, fit_paragraphs, prepare, set_fill, write_line, write_paragraphs
from sales_pipeline.render.run import Run
from sales_pipeline.render.text import clean, one_line
from sales_pipeline.render.theme import SUBTITLE_PT, TITLE_PTS

_DECORATIVE = (
    f'<a:extLst {NAMESPACES}><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>sales-pipeline</Application><Slides>{slides}</Slides></Properties>"
)


_CARD_PTS = (28, 26, 24, 22, 20, 18, 16, 14, 12)


@dataclass(frozen=True)
class Card:
    """A key figure: label, value as text, a note below it; tone colours the bar and the note (strong: neutral)."""

    label: str
    value: str
    note: str = ""
    tone: str = "strong"


class Page:
    """A content slide. Everything is measured when it is placed; LayoutError says what does not fit."""

    def __init__(self, slide: Slide) -> None:
        self.slide = slide
        self._count = 0

    def cards(self, cards: Sequence[Card], box: Box) -> None:
        """Key figures side by side, of one width and one type size."""
        boxes = box.columns(*[None] * len(cards), gap=0.2 if len(cards) < 6 else 0.14)
        inner = boxes[0].w - 0.36
        widest = max(text_width(one_line(card.value), 1, True) for card in cards)
        size = next((points for points in _CARD_PTS if widest * points <= inner), _CARD_PTS[-1])
        if line_height(12) * 2 + line_height(size) + 0.2 > box.h:
            raise LayoutError(f"cards of {box.h:.2f} in are too low for their text: at least {1.2:.1f} in")
        longest = max(text_width(one_line(text), 12, True) for card in cards for text in (card.label, card.note))
        small = next((points for points in (12, 11, 10) if longest * points / 12 <= inner), 10)
        for card, place in zip(cards, boxes, strict=True):
            self._card(card, place, size, small)

    def _card(self, card: Card, box: Box, size: float, small: float) -> None:
        back = self._shape(box, "Card", "band")
        bar = self._shape(Box(box.x, box.y, 0.06, box.h), "Card bar", card.tone)
        bar._element.nvSpPr.cNvPr.append(parse_xml(_DECORATIVE))
        frame = back.text_frame
        prepare(frame, MSO_ANCHOR.MIDDLE)
        frame.margin_left, frame.margin_right = Inches(0.22), Inches(0.14)
        room = box.w - 0.36
        write_line(frame, shorten_to_width(one_line(card.label), small, room, True), small, "muted", True)
        write_line(frame, one_line(card.value), size, "strong", True)
        tone = "muted" if card.tone == "strong" else card.tone
        write_line(frame, shorten_to_width(one_line(card.note), small, room, True), small, tone, card.tone != "strong")

    def heading(self, text: str, box: Box) -> Box:
        """A bold heading with a rule at the top of a box; returns what is left below it."""
        height = line_height(14) + 0.08
        shape = self._text_box(Box(box.x, box.y, box.w, height), "Heading")
        write_line(shape.text_frame, shorten_to_width(one_line(text), 14, box.w, True), 14, "strong", True)
        rule = self._shape(Box(box.x, box.y + height, box.w, 0.02), "Rule", "strong")
        rule._element.nvSpPr.cNvPr.append(parse_xml(_DECORATIVE))
        return box.inside(0, height + 0.1, 0, 0)

    def paragraphs(
        self, paragraphs: Sequence[Paragraph], box: Box, sizes: Sequence[float] = (14, 13, 12, 11), gap: float = 0.1
    ) -> None:
        """Paragraphs at the largest of sizes that fits the box; longest shortened with an ellipsis at the smallest."""
        if not paragraphs:
            return
        kept, points = fit_paragraphs(paragraphs, box.w, box.h, sizes, gap)
        shape = self._text_box(box, "Text")
        write_paragraphs(shape.text_frame, kept, points, gap)

    def table(self, table: Table, box: Box) -> Box:
        """A native table at the top of a box; returns what is left below it."""
        height = add_table(self.slide.shapes, table, box, self._name("Table"))
        return box.inside(0, min(height, box.h), 0, 0)

    def chart(self, figure: Figure, box: Box) -> None:
        """A native, editable chart that fills a box."""
        (add_bridge if figure.kind == "waterfall" else add_chart)(self.slide.shapes, figure, box)

    def notes(self, text: str) -> None:
        """What the speaker sees, below what is there already."""
        frame = self.slide.notes_slide.notes_text_frame
        frame.text = clean("\n\n".join(part for part in (frame.text, text) if part), 8000)

    @property
    def text(self) -> str:
        """All running text and table cells of the page."""
        frames = [shape.text_frame for shape in self.slide.shapes if shape.has_text_frame]
        tables = [shape.table for shape in self.slide.shapes if shape.has_table]
        frames += [cell.text_frame for table in tables for row in table.rows for cell in row.cells]
        return "\n".join(frame.text for frame in frames)

    def _name(self, kind: str) -> str:
        self._count += 1
        return f"{kind} {self._count}"

    def _text_box(self, box: Box, kind: str) -> Shape:
        shape = self.slide.shapes.add_textbox(Inches(box.x), Inches(box.y), Inches(box.w), Inches(box.h))
        shape.name = self._name(kind)
        prepare(shape.text_frame)
        return shape

    def _shape(self, box: Box, kind: str, role: str) -> Shape:
        shape = self.slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, Inches(box.x), Inches(box.y), Inches(box.w), Inches(box.h)
        )
        shape.name = self._name(kind)
        # The style element brings outline and shadow of the theme back in some viewers.
        shape._element.remove(shape._element.find("{*}style"))
        set_fill(shape.fill, role)
        shape.line.fill.background()
        return shape


class Deck:
    """A deck in the making. title names it in footer and properties; confidentiality stands beside it."""

    def __init__(self, run: Run, title: str, confidentiality: str = "Confidential: internal use only") -> None:
        self.run, self.title = run, one_line(title, 200)
        self._presentation = from_template(*run.deck_template) if run.deck_template else new_presentation()
        self._footer = f"{self.title}  |  {one_line(run.company, 80)}  |  {confidentiality}"
        layouts = {layout.name: layout for layout in self._presentation.slide_layouts}
        self._cover_layout, self._content_layout = layouts["Cover"], layouts["Content"]
        self.pages: list[Page] = []

    def cover(self, title: str, subtitle: str, notes: Sequence[str] = (), lead: str = "") -> Slide:
        """The first page: title, what it is, a line on data, run and status, a line for each note; lead says below what
        it is how things stand."""
        slide = self._presentation.slides.add_slide(self._cover_layout)
        box = box_of(self._cover_layout, 0)
        text = shorten_to_lines(one_line(title), 28, box.w, 2, True)
        _fill_placeholder(slide, 0, text, fit(text, box.w, box.h, (40, 36, 32, 28), True))
        width = box_of(self._cover_layout, SUBTITLE_IDX).w
        said = [shorten_to_lines(one_line(subtitle), 20, width, 1)]
        said += [shorten_to_lines(one_line(lead), 20, width, 2)] if lead else []
        _fill_placeholder(slide, SUBTITLE_IDX, "\n".join(said), 20)
        run, run_box = self.run, box_of(self._cover_layout, SOURCE_IDX)
        parts = (run.company, f"Data as of {run.as_of_text}", f"Status: {run.status}")
        made = (f"Week {run.week}", f"Run {run.run_id}", f"Settings {run.settings_hash}", f"Version {run.version}")
        lines = [
            *("  |  ".join(one_line(part, 300) for part in line) for line in (parts, made)),
            *_few(notes, int(run_box.h / line_height(12)) - 2),
        ]
        text = "\n".join(shorten_to_width(line, 12, run_box.w) for line in lines)
        _fill_placeholder(slide, SOURCE_IDX, text, 12)
        return slide

    def page(self, title: str, subtitle: str, source: str, notes: str = "") -> Page:
        """A content page: the title is a sentence that says the conclusion; the body is grid.BODY, to be split."""
        slide = self._presentation.slides.add_slide(self._content_layout)
        text, points = _fit_title(one_line(title), box_of(self._content_layout, 0))
        _fill_placeholder(slide, 0, text, points)
        shown = shorten_to_width(one_line(subtitle), SUBTITLE_PT, box_of(self._content_layout, SUBTITLE_IDX).w)
        _fill_placeholder(slide, SUBTITLE_IDX, shown, SUBTITLE_PT)
        said = f"Source: {one_line(source)}" if source else ""
        _fill_placeholder(slide, SOURCE_IDX, shorten_to_width(said, 9, box_of(self._content_layout, SOURCE_IDX).w), 9)
        self._add_footer(slide)
        page = Page(slide)
        if notes:
            page.notes(notes)
        self.pages.append(page)
        return page

    def _add_footer(self, slide: Slide) -> None:
        footer = next(s for s in self._content_layout.placeholders if s.placeholder_format.type == FOOTER)
        texts = {"ftr": shorten_to_width(self._footer, 9, inner_box(footer).w), "dt": f"As of {self.run.as_of_text}"}
        # New slides get no footer, date or number of their own: copy the layout's, without its place.
        for shape in self._content_layout.placeholders:
            kind = shape._element.find(".//{*}ph").get("type")
            if kind not in ("ftr", "dt", "sldNum"):
                continue
            copy = deepcopy(shape._element)
            properties = copy.find("{*}spPr")
            for child in list(properties):
                properties.remove(child)
            for text in copy.iter("{*}t"):
                text.text = texts.get(kind, str(len(self._presentation.slides)))
            copy.find(".//{*}cNvPr").set("id", str(max(s.shape_id for s in slide.shapes) + 1))
            slide.shapes._spTree.append(copy)

    def to_bytes(self) -> bytes:
        """The finished file; equal runs give equal bytes."""
        self._set_properties()
        out = BytesIO()
        self._presentation.save(out)
        return normalise_ooxml(out.getvalue(), self.run.created)

    def save(self, path: Path) -> None:
        path.write_bytes(self.to_bytes())

    def _set_properties(self) -> None:
        run, core = self.run, self._presentation.core_properties
        core.title, core.author = self.title, one_line(run.company, 200)
        core.last_modified_by, core.comments, core.category = core.author, "", "Sales forecast"
        core.subject, core.keywords = f"{run.period_label}, week {run.week}", f"run {run.run_id}, {run.status}"
        core.revision, core.created, core.modified = 1, run.created, run.created
        core.identifier, core.version, core.language = run.run_id, run.version, "en-US"
        for part in self._presentation.part.package.iter_parts():
            if str(part.partname) == "/docProps/app.xml" and isinstance(part, Part):
                part.blob = _APP.format(slides=len(self._presentation.slides)).encode()


def _few(notes: Sequence[str], most: int) -> list[str]:
    """As many notes as there are lines for; the last says how many more there are."""
    if len(notes) <= most:
        return [one_line(note, 300) for note in notes]
    shown = [one_line(note, 300) for note in notes[: max(most - 1, 0)]]
    return [*shown, f"and {len(notes) - len(shown)} more"]


def _fit_title(text: str, box: Box) -> tuple[str, float]:
    """One line at 24, 22 or 20 pt if it can be, else two lines; longer titles end in an ellipsis."""
    for lines in (1, 2):
        for points in TITLE_PTS:
            # two lines are measured by wrapping: a width of two is not enough to know
            in_one = text_width(text, points, True) <= box.w
            if (in_one or lines == 2) and shorten_to_lines(text, points, box.w, lines, True) == text:
                return text, points
    return shorten_to_lines(text, TITLE_PTS[-1], box.w, 2, True), TITLE_PTS[-1]


def _fill_placeholder(slide: Slide, index: int, text: str, points: float) -> None:
    shape = next(s for s in slide.placeholders if s.placeholder_format.idx == index)
    if not text:
        shape._element.getparent().remove(shape._element)
        return
    shape.text_frame.text = text
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs:
            run.font.size = Pt(points)
