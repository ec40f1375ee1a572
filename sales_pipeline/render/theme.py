"""Colours by role, fonts and number formats: one look for decks and workbooks.

Better and worse are teal and orange, which stay apart for colour-blind readers; a sign is always printed too.
"""

from dataclasses import dataclass
from decimal import Decimal

FONT = "Calibri"

# A4-safe sizes in points; nothing on a slide is smaller than SMALLEST_PT.
TITLE_PTS = (24.0, 22.0, 20.0)
SUBTITLE_PT = 14.0
BODY_PT = 14.0
SMALLEST_PT = 9.0


@dataclass(frozen=True)
class Colour:
    """One colour role: rgb as six hex digits, the theme slot that carries it in a deck, and how much lighter than the
    slot it is (0 to 1)."""

    rgb: str
    slot: str
    lighter: float = 0.0


COLOURS = {
    "ink": Colour("1B2733", "dk1"),
    "white": Colour("FFFFFF", "lt1"),
    "strong": Colour("12304A", "dk2"),
    "band": Colour("F0F4F8", "lt2"),
    "main": Colour("1F5B8F", "accent1"),
    "better": Colour("0B5F5A", "accent2"),
    "worse": Colour("C2410C", "accent3"),
    "soft": Colour("9CB6CF", "accent4"),
    "muted": Colour("55677A", "accent5"),
    "accent": Colour("E3A008", "accent6"),
    "pale": Colour("D7E2EC", "accent4", 0.6),
    "line": Colour("CBD5DE", "accent5", 0.7),
}
# The same roles on a dark page: texts lighter, fills darker, the hue of each kept. "white" is the page itself.
DARK = {
    "ink": "E6EDF3", "white": "0F1923", "strong": "D3E3F2", "band": "182531", "main": "7DB8EC", "better": "5CC8B8",
    "worse": "FF9B6B", "soft": "5C84A8", "muted": "A6B6C5", "accent": "F0B93A", "pale": "2A4A66", "line": "37495A",
}  # fmt: skip
TEXT_ROLES = ("ink", "strong", "main", "better", "worse", "muted")
INPUT_INK, INPUT_FILL = "0000C8", "FFF9DF"
BAR_BETTER, BAR_WORSE = "9CCBC6", "F3BFA6"


def rgb(role: str) -> str:
    """Six hex digits of a colour role; KeyError names an unknown role."""
    return COLOURS[role].rgb


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2) of six hex digits, 0 black to 1 white."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def text_on(fill_role: str) -> str:
    """The role, white or strong, that reads better on a filled shape of this role."""
    fill = rgb(fill_role)
    return "white" if contrast(fill, rgb("white")) >= contrast(fill, rgb("strong")) else "strong"


def tone_of(change: Decimal | int | None) -> str:
    """better above zero, worse below, muted for zero or unknown: the role of a signed figure."""
    if change is None or change == 0:
        return "muted"
    return "better" if change > 0 else "worse"


# Excel number formats. Cells keep full amounts; scaled_amount shows them in thousands or millions.
NUMBER_FORMATS = {
    "text": "@",
    "general": "General",
    "amount": '#,##0_);(#,##0);"-"_)',
    "amount_cents": '#,##0.00_);(#,##0.00);"-"_)',
    "count": '#,##0_);(#,##0);"-"_)',
    "percent": '0.0%_);(0.0%);"-"_)',
    "ratio": '0.0"x"_)',
    "date": "d mmm yyyy",
}


def scaled_amount(power: int, places: int) -> str:
    """Excel format showing amounts in units of 10**power (0, 3, 6 or 9), negatives in parentheses."""
    digits = "#,##0" + ("." + "0" * places if places else "") + "," * (power // 3)
    return f'{digits}_);({digits});"-"_)'
