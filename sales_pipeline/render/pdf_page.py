"""Blocks as a PDF of A4 pages: fonts embedded, an outline, title, author and language, repeated heads, page n of m.

The same blocks and run give the same bytes. What the pages say comes as blocks; nothing is computed here.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, KeepTogether, PageTemplate
from reportlab.platypus import Paragraph as Text

from sales_pipeline.render import pdf_fonts
from sales_pipeline.render.blocks import Block, Heading, Items, Paragraph, Quote, Span, Spans, Table, text_of
from sales_pipeline.render.pdf_fonts import BOLD, REGULAR
from sales_pipeline.render.pdf_table import table
from sales_pipeline.render.run import Run
from sales_pipeline.render.theme import rgb

MARGIN, TOP, BOTTOM = 18 * mm, 16 * mm, 16 * mm
WIDTH = A4[0] - 2 * MARGIN
_SIZES = {1: 18.5, 2: 12.2, 3: 10.2}
BODY = 9.3
# a table of so few rows stands on one page
_WHOLE_ROWS = 12
SCALES = (1.0, 0.97, 0.94, 0.91)


def pdf(title: str, blocks: Sequence[Block], run: Run) -> bytes:
    """A whole file, in the largest type that takes no page more than the smallest would."""
    pages = {scale: _pages(title, blocks, run, scale) for scale in SCALES}
    scale = next(scale for scale in SCALES if pages[scale] == pages[SCALES[-1]])
    return _Pages(title, run, pages[scale]).draw(blocks, scale)


def _pages(title: str, blocks: Sequence[Block], run: Run, scale: float) -> int:
    """How many pages it takes: known once it is drawn."""
    drawn = _Pages(title, run, 0)
    drawn.draw(blocks, scale)
    return int(drawn.page)


def style(size: float, role: str = "ink", **more: Any) -> ParagraphStyle:
    """A paragraph's look: Carlito, a colour role; long words are broken where nothing else fits."""
    settings = {
        "fontName": REGULAR, "bulletFontName": REGULAR, "fontSize": size, "bulletFontSize": size,
        "leading": size * 1.3, "textColor": HexColor(f"#{rgb(role)}"), "splitLongWords": 1, "allowWidows": 0,
        "allowOrphans": 0,
    }  # fmt: skip
    return ParagraphStyle(f"{role}-{size}", **{**settings, **more})


class _Pages(BaseDocTemplate):  # type: ignore[misc]
    """The pages with their head and foot."""

    def __init__(self, title: str, run: Run, count: int) -> None:
        pdf_fonts.register()
        self._file, self.run, self.count = io.BytesIO(), run, count
        super().__init__(
            self._file, pagesize=A4, invariant=1, lang="en", initialFontName=REGULAR, initialFontSize=BODY,
            title=pdf_fonts.shown(title), author=pdf_fonts.shown(run.company), subject=_line(run),
            creator=f"sales-pipeline {run.version}", producer="ReportLab", displayDocTitle=1,
        )  # fmt: skip
        frame = Frame(MARGIN, BOTTOM, WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
        self.addPageTemplates([PageTemplate("page", [frame], onPage=self._furniture)])

    def draw(self, blocks: Sequence[Block], scale: float) -> bytes:
        self.build(list(_flow(blocks, scale)))
        return self._file.getvalue()

    def beforeDocument(self) -> None:  # noqa: N802
        """The only time in the file is that of the data."""
        self.canv._doc._timeStamp.YMDhms = self.run.created.timetuple()[:6]

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        """Headings stand in the outline."""
        level = getattr(flowable, "outline", None)
        if level is not None:
            key = f"h{self.seq.nextf('heading')}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, level, closed=False)

    def _furniture(self, canvas: Any, document: Any) -> None:
        """Head from the second page on, foot on each."""
        canvas.saveState()
        canvas.setFillColor(HexColor(f"#{rgb('muted')}"))
        canvas.setFont(REGULAR, 8)
        right = A4[0] - MARGIN
        canvas.drawString(MARGIN, 9 * mm, _cut(pdf_fonts.shown(_line(self.run)), 8, WIDTH - 60))
        canvas.drawRightString(right, 9 * mm, f"{document.page} of {self.count or document.page}")
        if document.page > 1:
            canvas.drawString(MARGIN, A4[1] - 11 * mm, _cut(pdf_fonts.shown(_head(self.run)), 8, WIDTH))
        canvas.restoreState()


def _line(run: Run) -> str:
    return f"As of {run.as_of_text}; week {run.week}, run {run.run_id}, settings {run.settings_hash[:12]}, {run.status}"


def _head(run: Run) -> str:
    return f"{run.company}, {run.period_label} sales forecast"


def _cut(text: str, size: float, width: float) -> str:
    """One line that fits, with an ellipsis where something was cut."""
    if stringWidth(text, REGULAR, size) <= width:
        return text
    while text and stringWidth(text + "…", REGULAR, size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _flow(blocks: Sequence[Block], scale: float) -> Iterator[Flowable]:
    introduction: list[Flowable] = []
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        drawn = [*introduction, *_drawn(block, scale)]
        if isinstance(block, Paragraph) and isinstance(following, Table):
            introduction = drawn
            continue
        yield from _on_one_page(drawn, block) if isinstance(block, Table) else drawn
        introduction = []
    said = pdf_fonts.note(pdf_fonts.lacking(text_of(blocks)))
    if said:
        yield Text(said, style(8, "muted", spaceBefore=10))


def _on_one_page(drawn: list[Flowable], table: Table) -> Iterator[Flowable]:
    """A table with what introduces it: a short one whole, a long one with its first rows."""
    if len(table.rows) <= _WHOLE_ROWS:
        yield KeepTogether(drawn)
    else:
        yield CondPageBreak(32 * mm)
        yield from drawn


def _drawn(block: Block, scale: float) -> Iterator[Flowable]:
    body = BODY * scale
    match block:
        case Heading():
            yield from _heading(block, scale)
        case Paragraph():
            quiet = bool(block.spans) and all(span.quiet for span in block.spans)
            look = style(body * 0.92, "muted", spaceAfter=2.5) if quiet else style(body, spaceBefore=2, spaceAfter=3)
            yield Text(markup(block.spans), look)
        case Quote():
            look = style(body, "worse", leftIndent=8, borderPadding=3, spaceBefore=4, spaceAfter=4)
            yield from (Text(markup(text), look) for text in block.paragraphs)
        case Items():
            look = style(body, leftIndent=14, bulletIndent=2, spaceAfter=1)
            for number, item in enumerate(block.items, 1):
                yield Text(markup(item), look, bulletText=f"{number}." if block.ordered else "•")
        case Table():
            yield table(block, WIDTH, scale)


def _heading(block: Heading, scale: float) -> Iterator[Flowable]:
    size = _SIZES[block.level] * scale
    look = style(size, "strong", fontName=BOLD, leading=size * 1.18, spaceBefore=0 if block.level == 1 else 7,
                 spaceAfter=5 if block.level == 1 else 2, keepWithNext=1)  # fmt: skip
    if block.level > 1:
        yield CondPageBreak(22 * mm)
    text = Text(markup(block.spans), look)
    text.outline = 0 if block.level < 3 else 1
    yield text


def markup(spans: Spans) -> str:
    """Spans in the small markup that ReportLab reads."""
    return "".join(_marked(span) for span in spans)


def _marked(span: Span) -> str:
    said = pdf_fonts.shown(span.text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if span.bold:
        return f'<font color="#{rgb("strong")}"><b>{said}</b></font>'
    return f'<font color="#{rgb("muted")}">{said}</font>' if span.code else said
