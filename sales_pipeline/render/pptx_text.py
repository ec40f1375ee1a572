"""Text on slides: paragraphs with bold lead-ins, measured before they are written, coloured by theme role."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pptx.dml.fill import FillFormat
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Inches, Pt

from sales_pipeline.render.measure import LayoutError, line_height, shorten_to_lines, wrap
from sales_pipeline.render.pptx_master import NAMESPACES
from sales_pipeline.render.text import one_line
from sales_pipeline.render.theme import COLOURS

_SLOTS = {
    "dk1": MSO_THEME_COLOR.TEXT_1, "lt1": MSO_THEME_COLOR.BACKGROUND_1, "dk2": MSO_THEME_COLOR.TEXT_2,
    "lt2": MSO_THEME_COLOR.BACKGROUND_2, "accent1": MSO_THEME_COLOR.ACCENT_1, "accent2": MSO_THEME_COLOR.ACCENT_2,
    "accent3": MSO_THEME_COLOR.ACCENT_3, "accent4": MSO_THEME_COLOR.ACCENT_4, "accent5": MSO_THEME_COLOR.ACCENT_5,
    "accent6": MSO_THEME_COLOR.ACCENT_6,
}  # fmt: skip
_ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
HANGING = 0.2


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: an optional bold lead-in, the text, a colour role, an optional bullet ("•", "1.")."""

    text: str
    lead: str = ""
    role: str = "ink"
    bold: bool = False
    bullet: str = ""

    @property
    def whole(self) -> str:
        return f"{self.lead} {self.text}".strip()

    def cleaned(self) -> "Paragraph":
        return replace(self, text=one_line(self.text), lead=one_line(self.lead))


def set_fill(fill: FillFormat, role: str) -> None:
    """Fill a shape, point or series with a colour role, so that a new theme recolours it."""
    colour = COLOURS[role]
    fill.solid()
    fill.fore_color.theme_color = _SLOTS[colour.slot]
    if colour.lighter:
        fill.fore_color.brightness = colour.lighter


def prepare(frame: TextFrame, anchor: MSO_ANCHOR = MSO_ANCHOR.TOP) -> None:
    """No margins, wrapping, no autofit: what was measured is what is shown."""
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)


def write_run(line: _Paragraph, text: str, points: float | None, role: str, bold: bool) -> None:
    run = line.add_run()
    run.text = text
    run.font.bold = bold
    if points is not None:
        run.font.size = Pt(points)
    set_fill(run.font.fill, role)


def write_line(
    frame: TextFrame, text: str, points: float, role: str = "ink", bold: bool = False, align: str = "left"
) -> _Paragraph:
    """One paragraph into a frame: the first, if it is still empty, else a new one."""
    first = frame.paragraphs[0]
    line = first if not first.runs and len(frame.paragraphs) == 1 else frame.add_paragraph()
    line.alignment = _ALIGN[align]
    if text:
        write_run(line, text, points, role, bold)
    return line


def paragraphs_height(paragraphs: Sequence[Paragraph], points: float, width: float, gap: float) -> float:
    """Height in inches of paragraphs wrapped at width, gap inches between them."""
    lines = sum(len(_wrapped(paragraph, points, width)) for paragraph in paragraphs)
    return lines * line_height(points) + gap * max(len(paragraphs) - 1, 0)


def _wrapped(paragraph: Paragraph, points: float, width: float) -> list[str]:
    room = width - (HANGING if paragraph.bullet else 0)
    # A paragraph with a bold lead-in is measured as all bold: a little too wide, never too narrow.
    return wrap(paragraph.whole, points, room, bold=paragraph.bold or bool(paragraph.lead))


def fit_paragraphs(
    paragraphs: Sequence[Paragraph], width: float, height: float, sizes: Sequence[float], gap: float
) -> tuple[list[Paragraph], float]:
    """The paragraphs and the largest size at which they fit; at the smallest size the longest lose lines, with an
    ellipsis. LayoutError when one line each is still too much."""
    kept = [paragraph.cleaned() for paragraph in paragraphs]
    for points in sorted(sizes, reverse=True):
        if paragraphs_height(kept, points, width, gap) <= height + 1e-6:
            return kept, points
    smallest = min(sizes)
    room = int((height - gap * (len(kept) - 1) + 1e-6) / line_height(smallest))
    if room < len(kept):
        raise LayoutError(f"{len(kept)} paragraphs do not fit {height:.2f} in: give them more room or fewer paragraphs")
    return _cut(kept, smallest, width, room), smallest


def _cut(paragraphs: list[Paragraph], points: float, width: float, room: int) -> list[Paragraph]:
    counts = [len(_wrapped(paragraph, points, width)) for paragraph in paragraphs]
    allowed = list(counts)
    while sum(allowed) > room:
        # Take all the excess of the longest at once down to the next longest: a 40,000-character text has many lines.
        longest = max(range(len(allowed)), key=lambda i: (allowed[i], i))
        second = max((n for i, n in enumerate(allowed) if i != longest), default=1)
        allowed[longest] -= max(1, min(sum(allowed) - room, allowed[longest] - second))
    return [
        paragraph if count == limit else _shortened(paragraph, points, width, limit)
        for paragraph, count, limit in zip(paragraphs, counts, allowed, strict=True)
    ]


def _shortened(paragraph: Paragraph, points: float, width: float, lines: int) -> Paragraph:
    room = width - (HANGING if paragraph.bullet else 0)
    whole = shorten_to_lines(paragraph.whole, points, room, lines, bold=True)
    lead = paragraph.lead if whole.startswith(paragraph.lead) else ""
    return replace(paragraph, lead=lead, text=whole[len(lead) :].strip())


def write_paragraphs(frame: TextFrame, paragraphs: Sequence[Paragraph], points: float, gap: float) -> None:
    """Write fitted paragraphs."""
    for position, paragraph in enumerate(paragraphs):
        line = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        line.space_before = Pt(gap * 72 if position else 0)
        if paragraph.bullet:
            _hang(line, paragraph.bullet)
        if paragraph.lead:
            write_run(line, paragraph.lead + (" " if paragraph.text else ""), points, paragraph.role, True)
        if paragraph.text:
            write_run(line, paragraph.text, points, paragraph.role, paragraph.bold)


def _hang(line: _Paragraph, bullet: str) -> None:
    properties = line._p.get_or_add_pPr()
    properties.set("marL", str(int(Inches(HANGING))))
    properties.set("indent", str(-int(Inches(HANGING))))
    numbered = bullet.rstrip(".").isdigit()
    kind = (
        f'<a:buAutoNum {NAMESPACES} type="arabicPeriod" startAt="{bullet.rstrip(".")}"/>'
        if numbered
        else f'<a:buChar {NAMESPACES} char="{bullet}"/>'
    )
    properties.append(parse_xml(kind))
