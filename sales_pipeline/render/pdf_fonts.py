"""The fonts that PDFs embed, and what is shown for a character they have no glyph for."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "Carlito", "Carlito-Bold"
LACKING = "\u25a1"
_FILES = {REGULAR: "Carlito-Regular.ttf", BOLD: "Carlito-Bold.ttf"}
_MOST_NAMED = 12


@cache
def register() -> frozenset[int]:
    """Make the fonts known to ReportLab, once; the code points that both have."""
    covered = []
    for name, file in _FILES.items():
        with resources.as_file(resources.files(__package__).joinpath("fonts", file)) as path:
            font = TTFont(name, str(path))
        pdfmetrics.registerFont(font)
        covered.append(frozenset(font.face.charToGlyph))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return covered[0] & covered[1]


def shown(text: str) -> str:
    """Text with a box for every character that has no glyph; marks that nobody sees are left out."""
    covered = register()
    return "".join(_shown(character, covered) for character in text)


def _shown(character: str, covered: frozenset[int]) -> str:
    if unicodedata.category(character) in ("Cf", "Cc", "Co", "Cs") and character not in "\n\t":
        return ""
    return character if ord(character) in covered or character.isspace() else LACKING


def lacking(texts: Iterable[str]) -> list[str]:
    """The characters of texts that are shown as a box, each once, in order of their code points."""
    covered = register()
    found = {character for text in texts for character in text if _shown(character, covered) == LACKING != character}
    return sorted(found)


def note(characters: list[str]) -> str:
    """What a page says of the characters it could not show; nothing of none."""
    if not characters:
        return ""
    named = ", ".join(f"U+{ord(character):04X}" for character in characters[:_MOST_NAMED])
    more = f" and {len(characters) - _MOST_NAMED} more" if len(characters) > _MOST_NAMED else ""
    return f"{LACKING} stands for what the font of this file has no glyph for: {named}{more}. Other formats show it."
