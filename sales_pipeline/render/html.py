"""HTML that shows outside text exactly as it stands: elements, tables, JSON in a page.

Whatever is not Html is text and is escaped; attributes are always quoted. The page around it is html_shell's; what a
page says lives in the domains.
"""

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sales_pipeline.render.text import clean

_VOID = frozenset({"br", "hr", "input", "meta", "link", "img"})
# what could end a script element or start a comment in it, and what older scripts take for line ends
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
Attribute = str | int | bool | None


class Html(str):
    """Text that is already HTML."""

    __slots__ = ()


def esc(value: object) -> Html:
    """Outside text as HTML text; what is HTML already stays."""
    if isinstance(value, Html):
        return value
    return Html(html.escape(clean(value), quote=True))


def join(parts: Sequence[object], between: str = "") -> Html:
    return Html(between.join(esc(part) for part in parts))


def tag(name: str, /, *children: object, **attributes: Attribute) -> Html:
    """An element: `class_`, `for_` and `data_figure` become class, for and data-figure; None and False are left out."""
    said = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{said}>")
    return Html(f"<{name}{said}>{join(children)}</{name}>")


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(clean(value), quote=True)}"'


def script_json(value: object) -> Html:
    """JSON that may stand inside a script element whatever texts it holds; equal values give equal text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_number)
    for plain, escaped in _IN_SCRIPT.items():
        text = text.replace(plain, escaped)
    return Html(text)


def _number(value: object) -> float | int:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} cannot stand in a page's data: give texts and Decimals")


@dataclass(frozen=True)
class Head:
    """A column: its title; number: aligned right; name: what a script knows it by."""

    title: str
    number: bool = True
    name: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell: text or Html, the id of the figure it shows, a colour role."""

    text: object
    figure: str | None = None
    role: str = ""


def table(caption: object, heads: Sequence[Head], rows: Sequence[Sequence[Cell]], **attributes: Attribute) -> Html:
    """A table whose first column names each row. A row of another length than the heads raises ValueError.

    Roles are said, so that a style may stack the cells of a narrow table and it stays one to a screen reader.
    """
    for row in rows:
        if len(row) != len(heads):
            raise ValueError(
                f"table row has {len(row)} cells for {len(heads)} heads: {[str(c.text) for c in row][:3]!r}"
            )
    top = tag("tr", *(tag("th", h.title, scope="col", role="columnheader", class_=_kind(h)) for h in heads), role="row")
    body = [
        tag("tr", *(_cell(*pair, is_first=not at) for at, pair in enumerate(zip(heads, row, strict=True))), role="row")
        for row in rows
    ]
    groups = tag("thead", top, role="rowgroup"), tag("tbody", *body, role="rowgroup")
    return tag("table", tag("caption", caption), *groups, role="table", **attributes)


def _kind(head: Head) -> str | None:
    return "n" if head.number else None


def _cell(head: Head, cell: Cell, is_first: bool) -> Html:
    classes = " ".join(filter(None, (_kind(head), cell.role))) or None
    if is_first:
        return tag("th", cell.text, scope="row", role="rowheader", class_=classes, data_figure=cell.figure)
    return tag("td", cell.text, role="cell", class_=classes, data_title=head.title, data_figure=cell.figure)
