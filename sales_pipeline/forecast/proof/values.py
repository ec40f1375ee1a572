"""Whether what a file shows is what a table holds: rounded as far as it shows, in the unit its header says."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from sales_pipeline.render.phrases import MINUS, date_text
from sales_pipeline.render.reading.said import Shown
from sales_pipeline.render.text import CELL_LIMIT, ELLIPSIS, clean

# money: an amount, in the unit said; share: a fraction, shown as a percentage; plain: a count or multiple; day; text;
# live: a formula, calculated anew and compared with nothing; holds: the value is a function that says whether what is
# shown holds; free: no figure of a table
Kind = Literal["money", "share", "plain", "day", "text", "live", "holds", "free"]
POWERS = {"": 0, "K": 3, "M": 6, "B": 9}
_UNIT = re.compile(r"(?:^|, |; )(?:[A-Z]{0,3}[$€£¥₹₩₪₫₱₦₴]|(?!CRM|CRO)[A-Z]{3})[\s\u00a0]?([KMB]?)(?=$|,|;)")
_FIRST_DAY = date(1899, 12, 30)
_UNKNOWN = ("", "n/a", "none")
_HALF_A_CENT, _HALF_A_DIGIT = 0.005000001, 0.5000001e-6
_MARKS = str.maketrans("", "", "\u200e\u200f")


def power(text: str) -> int | None:
    """The power of ten of the unit that a text ends in or names between commas: "Amount, $K" is 3; None: no unit."""
    found = _UNIT.search(text)
    return POWERS[found[1]] if found else None


def without_unit(header: str) -> str:
    """A header or a line's name less its unit."""
    return _UNIT.sub("", header).strip(", ") if _UNIT.search(header) else header.strip()


@lru_cache(maxsize=100_000)
def words(value: object) -> str:
    """A text as it is compared: one line, no direction marks, small letters."""
    if isinstance(value, str) and len(value) < CELL_LIMIT and value.isascii() and value.isprintable():
        return " ".join(value.split()).casefold()
    return " ".join(clean(value).translate(_MARKS).split()).casefold()


def is_cut(text: str) -> bool:
    return text.endswith(ELLIPSIS)


def same(shown: Shown, kind: Kind, value: object, scale: int = 0) -> bool:
    """Whether a cell, a text of a page or a number of a sheet, says a value; scale is the power of ten of its unit."""
    if kind in ("free", "live"):
        return True
    if kind == "holds":
        return bool(value(shown))  # type: ignore[operator]
    if isinstance(shown, str):
        return _same_text(shown, kind, value, scale)
    if kind == "day":
        return _same_day(shown, value)
    if shown is None or isinstance(shown, date):
        return value is None or value == ""
    if isinstance(shown, bool) or not isinstance(value, (Decimal, int)):
        return shown is value
    return abs(shown - float(value)) <= (_HALF_A_CENT if kind == "money" else _HALF_A_DIGIT) + abs(shown) * 1e-12


def _same_day(shown: Shown, value: object) -> bool:
    if value is None:
        return shown is None
    day = value.date() if isinstance(value, datetime) else value
    return isinstance(day, date) and shown == (day - _FIRST_DAY).days


def _same_text(shown: str, kind: Kind, value: object, scale: int) -> bool:
    if value is None:
        return shown in _UNKNOWN
    if kind == "text" or isinstance(value, str):
        if shown == value:
            return True
        return _same_words(words(shown), words(value))
    if kind == "day":
        # a year that goes without saying is left out
        return isinstance(value, date) and shown in (date_text(value), date_text(value, year=False))
    assert isinstance(value, (Decimal, int))
    factor = {"share": 2, "money": -scale}.get(kind, 0)
    return _same_figure(shown, Decimal(value).scaleb(factor))


def _same_words(shown: str, value: str) -> bool:
    return shown == value or (is_cut(shown) and value.startswith(shown.removesuffix(ELLIPSIS).rstrip()))


def _same_figure(shown: str, value: Decimal) -> bool:
    number = figure(shown.removeprefix("<"))
    if number is None:
        return False
    if shown.startswith("<"):
        return 0 < abs(value) < number
    places = -int(number.as_tuple().exponent)
    return number == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def kind_of(column: str, text: str) -> Kind:
    """What a column holds, by its name and by how it is shown."""
    if column.endswith(("_amount", ".amount", ":amount")):
        return "money"
    if column.endswith("_date"):
        return "day"
    return "share" if text.endswith("%") else "plain"


def figure(text: str) -> Decimal | None:
    """A cell of a page as a number in its own unit: "(0.62)" is -0.62, "57%" is 57, "2.8x" is 2.8; None for words."""
    plain = text.strip().replace(",", "").rstrip("%x")
    sign = -1 if plain.startswith(("(", MINUS)) else 1
    digits = plain.strip(f"()+{MINUS}")
    return sign * Decimal(digits) if digits and digits.replace(".", "", 1).isdigit() else None


def has_figure(shown: Shown) -> bool:
    """Whether a cell holds a number, or a text that is one."""
    return isinstance(shown, float) or (isinstance(shown, str) and figure(shown.removeprefix("<")) is not None)
