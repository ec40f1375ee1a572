"""How wide a number of a sheet is as its format shows it: enough of Excel's formats to see what does not fit."""

import re
from functools import lru_cache

from sales_pipeline.render.measure import text_width

POINTS = 11
_QUOTED = re.compile(r'"([^"]*)"')
_PAD = re.compile(r"_(.)")
_DIGITS = re.compile(r"[#0?][#0?,.]*")
_DAY = re.compile(r"[dmyhs]", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def shown_width(value: float, code: str, bold: bool = False) -> float:
    """Inches that a number takes; 0 where the format makes it fit by itself."""
    if code == "General" or code.startswith("General") or code == "@":
        return 0.0
    sections = code.split(";")
    which = 0 if value > 0 or len(sections) == 1 else 1 if value < 0 else min(2, len(sections) - 1)
    section = sections[which]
    return text_width(_text(abs(value) if len(sections) > 1 else value, section), POINTS, bold)


def _text(value: float, section: str) -> str:
    bare = _PAD.sub(r"\1", section)
    plain = _QUOTED.sub("", bare)
    if _DAY.search(plain) and not _DIGITS.search(plain):
        return "28 May 2026"
    pattern = _DIGITS.search(plain)
    if pattern is None:
        return _QUOTED.sub(r"\1", bare)
    digits = pattern[0]
    scale = len(digits) - len(digits.rstrip(","))
    whole, _, fraction = digits.rstrip(",").partition(".")
    number = value / 1000**scale * (100 if "%" in plain else 1)
    shown = f"{number:,.{len(fraction)}f}" if "," in whole else f"{number:.{len(fraction)}f}"
    return _DIGITS.sub(lambda _: shown, _QUOTED.sub(r"\1", bare), count=1)
