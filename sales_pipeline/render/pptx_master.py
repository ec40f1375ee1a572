"""An empty deck of our own: theme, master and two layouts, Cover and Content, written as XML and built in memory.

Placeholders: title; 13 subtitle; 14 source (cover: the line at the foot); footer, date and slide number.
"""

import re

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout, SlideMaster
from pptx.util import Inches

from sales_pipeline.render import layout as grid
from sales_pipeline.render.layout import Box
from sales_pipeline.render.theme import COLOURS, FONT, SUBTITLE_PT, TITLE_PTS

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
SUBTITLE_IDX, SOURCE_IDX, DATE_IDX, FOOTER_IDX, NUMBER_IDX = 13, 14, 10, 11, 12
_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
_SLOTS = ("dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")


def new_presentation() -> Deck:
    """A 16:9 presentation without slides, carrying only our theme, master and layouts."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(grid.SLIDE_WIDTH), Inches(grid.SLIDE_HEIGHT)
    master = deck.slide_master
    _set_theme(master)
    layouts = list(deck.slide_layouts)
    for extra in layouts[2:]:
        deck.slide_layouts.remove(extra)
    _set_tree(master, _master_shapes())
    _set_text_styles(master)
    _set_layout(layouts[0], "Cover", _cover_shapes(), background="tx2", master_shapes=False)
    _set_layout(layouts[1], "Content", _content_shapes(), background="bg1", master_shapes=True)
    _drop_leftovers(deck)
    return deck


def _set_theme(master: SlideMaster) -> None:
    part = master.part.part_related_by(RT.THEME)
    theme = part.blob.decode("utf-8")
    colours = "".join(f'<a:{slot}><a:srgbClr val="{_slot_rgb(slot)}"/></a:{slot}>' for slot in _SLOTS)
    links = "".join(f'<a:{s}><a:srgbClr val="{COLOURS["main"].rgb}"/></a:{s}>' for s in ("hlink", "folHlink"))
    scheme = f'<a:clrScheme name="Sales pipeline">{colours}{links}</a:clrScheme>'
    font = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fonts = (
        f'<a:fontScheme name="Sales pipeline"><a:majorFont>{font}</a:majorFont>'
        f"<a:minorFont>{font}</a:minorFont></a:fontScheme>"
    )
    theme = re.sub(r"<a:clrScheme.*?</a:clrScheme>", scheme, theme, flags=re.DOTALL)
    theme = re.sub(r"<a:fontScheme.*?</a:fontScheme>", fonts, theme, flags=re.DOTALL)
    # The stock theme gives shapes a shadow that no shape setting removes in every viewer.
    theme = re.sub(r"<a:effectLst>.*?</a:effectLst>", "<a:effectLst/>", theme, flags=re.DOTALL)
    theme = re.sub(r"<a:(scene3d|sp3d)\b.*?</a:\1>", "", theme, flags=re.DOTALL)
    part.blob = theme.replace('name="Office Theme"', 'name="Sales pipeline"').encode("utf-8")


def _slot_rgb(slot: str) -> str:
    return next(colour.rgb for colour in COLOURS.values() if colour.slot == slot and not colour.lighter)


def _frame(box: Box) -> str:
    x, y, w, h = (int(Inches(value)) for value in (box.x, box.y, box.w, box.h))
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'


def _placeholder(number: int, name: str, kind: str, box: Box, style: str, anchor: str = "t", prompt: str = "") -> str:
    field = (
        '<a:fld id="{5A1D3C2E-6C4B-4E0A-9B57-0D2C8E6F1A10}" type="slidenum"><a:rPr lang="en-US"/><a:t>‹#›</a:t></a:fld>'
    )
    content = field if 'type="sldNum"' in kind else f'<a:r><a:rPr lang="en-US"/><a:t>{prompt or name}</a:t></a:r>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{_frame(box)}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}">'
        f"<a:noAutofit/></a:bodyPr><a:lstStyle>{style}</a:lstStyle><a:p>{content}</a:p></p:txBody></p:sp>"
    )


def _style(points: float, colour: str, bold: bool = False, align: str = "l") -> str:
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="{align}"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{points * 100:.0f}" b="{int(bold)}"><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
        '<a:latin typeface="+mn-lt"/></a:defRPr></a:lvl1pPr>'
    )


def _rule(number: int, name: str, box: Box, colour: str) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}">{_DECORATIVE}</p:cNvPr><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{_frame(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"<a:solidFill>{colour}"
        "</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def _footer_shapes() -> str:
    small = _style(9, "accent5")
    return (
        _placeholder(91, "Footer", f'type="ftr" sz="quarter" idx="{FOOTER_IDX}"', grid.FOOTER, small, "ctr")
        + _placeholder(
            92, "Date", f'type="dt" sz="half" idx="{DATE_IDX}"', grid.DATE, _style(9, "accent5", align="r"), "ctr",
        )
        + _placeholder(
            93, "Slide number", f'type="sldNum" sz="quarter" idx="{NUMBER_IDX}"', grid.NUMBER,
            _style(9, "accent5", align="r"), "ctr",
        )
    )  # fmt: skip


def _master_shapes() -> str:
    return (
        _placeholder(2, "Title", 'type="title"', grid.TITLE, _style(TITLE_PTS[0], "tx2", bold=True), "b")
        + _placeholder(3, "Body", 'type="body" idx="1"', grid.BODY, _style(14, "tx1"))
        + _rule(4, "Footer rule", Box(grid.MARGIN, grid.RULE_Y, grid.WIDTH, 0.012), '<a:srgbClr val="B9C7D4"/>')
        + _footer_shapes()
    )


def _content_shapes() -> str:
    return (
        _placeholder(2, "Title", 'type="title"', grid.TITLE, _style(TITLE_PTS[0], "tx2", bold=True), "b")
        + _placeholder(
            3,
            "Subtitle",
            f'type="body" sz="quarter" idx="{SUBTITLE_IDX}"',
            grid.SUBTITLE,
            _style(SUBTITLE_PT, "accent5"),
        )
        + _placeholder(
            4, "Source", f'type="body" sz="quarter" idx="{SOURCE_IDX}"', grid.SOURCE, _style(9, "accent5"), "b"
        )
        + _footer_shapes()
    )


def _cover_shapes() -> str:
    amber = '<a:schemeClr val="accent6"/>'
    return (
        _placeholder(2, "Title", 'type="title"', grid.COVER_TITLE, _style(40, "bg1", bold=True), "b")
        + _rule(5, "Accent", grid.COVER_BAR, amber)
        + _placeholder(
            3,
            "Subtitle",
            f'type="body" sz="quarter" idx="{SUBTITLE_IDX}"',
            grid.COVER_SUBTITLE,
            _style(20, "accent4"),
            "t",
        )
        + _placeholder(
            4, "Run", f'type="body" sz="quarter" idx="{SOURCE_IDX}"', grid.COVER_META, _style(12, "accent4"), "b"
        )
    )


def _set_tree(owner: SlideMaster | SlideLayout, shapes: str) -> None:
    tree = owner.shapes._spTree
    for child in list(tree)[2:]:
        tree.remove(child)
    for shape in parse_xml(f"<p:spTree {NAMESPACES}>{shapes}</p:spTree>"):
        tree.append(shape)


def _set_text_styles(master: SlideMaster) -> None:
    styles = parse_xml(
        f"<p:txStyles {NAMESPACES}><p:titleStyle>{_style(TITLE_PTS[0], 'tx2', bold=True)}</p:titleStyle>"
        f"<p:bodyStyle>{_style(14, 'tx1')}</p:bodyStyle><p:otherStyle>{_style(14, 'tx1')}</p:otherStyle></p:txStyles>"
    )
    old = master._element.find("{*}txStyles")
    master._element.replace(old, styles)


def _set_layout(layout: SlideLayout, name: str, shapes: str, background: str, master_shapes: bool) -> None:
    layout.name = name
    element = layout._element
    element.attrib.pop("type", None)
    element.attrib.pop("preserve", None)
    if not master_shapes:
        element.set("showMasterSp", "0")
    common = element.find("{*}cSld")
    common.insert(0, parse_xml(
        f'<p:bg {NAMESPACES}><p:bgPr><a:solidFill><a:schemeClr val="{background}"/></a:solidFill><a:effectLst/>'
        "</p:bgPr></p:bg>"
    ))  # fmt: skip
    _set_tree(layout, shapes)


def _drop_leftovers(deck: Deck) -> None:
    package = deck.part.package
    for owner, kind in ((package, RT.THUMBNAIL), (deck.part, RT.PRINTER_SETTINGS)):
        relations = owner._rels
        for key in [key for key, relation in relations.items() if relation.reltype == kind]:
            relations.pop(key)
