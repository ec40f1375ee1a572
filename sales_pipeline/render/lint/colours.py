"""Colours as a reader sees them: theme slots looked up in the file, lightened and darkened as it says."""

from collections.abc import Iterator
from colorsys import hls_to_rgb, rgb_to_hls
from typing import Any

from lxml import etree

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SAME = {"tx1": "dk1", "bg1": "lt1", "tx2": "dk2", "bg2": "lt2"}


class Palette:
    """The colours of a deck's theme, and what a slide has behind its text."""

    def __init__(self, deck: Any) -> None:
        self._slots: dict[str, str] = dict(_theme(deck))

    def fill(self, part: Any) -> str | None:
        """The colour that a part of a shape is filled with itself, six hex digits; None where it is not."""
        filled = part.find(f"{_A}solidFill") if part is not None else None
        return self._colour(filled) if filled is not None else None

    def ground(self, slide: Any) -> str:
        """What is behind a slide: its own colour, its layout's, its master's, else white."""
        for level in (slide, slide.slide_layout, slide.slide_layout.slide_master):
            found = next(level._element.iter("{*}bgPr"), None)
            if found is not None and (colour := self.fill(found)):
                return colour
        return self._slots.get("lt1", "FFFFFF")

    def _colour(self, filled: Any) -> str | None:
        for element in filled:
            value = element.get("val") or ""
            if element.tag == f"{_A}srgbClr":
                return _shaded(value.upper(), element)
            if element.tag == f"{_A}schemeClr":
                found = self._slots.get(_SAME.get(value, value))
                return _shaded(found, element) if found else None
        return None


def _theme(deck: Any) -> Iterator[tuple[str, str]]:
    """Slot and colour of each entry of the first master's theme."""
    for relation in deck.slide_masters[0].part.rels.values():
        if relation.reltype.endswith("/theme"):
            scheme = next(etree.fromstring(relation.target_part.blob).iter(f"{_A}clrScheme"))
            for slot in scheme:
                colour = slot[0].get("lastClr") or slot[0].get("val") or ""
                if len(colour) == 6:
                    yield slot.tag.rpartition("}")[2], colour.upper()


def _shaded(colour: str, element: Any) -> str:
    """A colour after lumMod and lumOff: its luminance times the one, plus the other."""
    modified, offset = element.find(f"{_A}lumMod"), element.find(f"{_A}lumOff")
    if modified is None and offset is None:
        return colour
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, full = rgb_to_hls(red, green, blue)
    light = light * (int(modified.get("val")) / 100_000 if modified is not None else 1)
    light = min(light + (int(offset.get("val")) / 100_000 if offset is not None else 0), 1.0)
    return "".join(f"{round(part * 255):02X}" for part in hls_to_rgb(hue, light, full))
