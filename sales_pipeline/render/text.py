"""Outside text made safe to write: what XML forbids, formula prefixes, sheet names, direction controls, length."""

import re
import unicodedata

CELL_LIMIT = 32_767
ELLIPSIS = "…"

# Surrogates, non-characters and control characters XML 1.0 forbids, and C1 controls, which no reader shows.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Embeddings, overrides and isolates let a name reorder the line around it. Letters keep their own direction.
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FORMULA_START = tuple("=+-@\t\r\n＝＋－＠")
_SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_JOINER = "\u200d"


def clean(value: object, limit: int = CELL_LIMIT) -> str:
    """Text that every writer takes and every reader shows as it stands; None gives "".

    Longer text is cut at limit (Excel's by default, counted in UTF-16 units as Excel counts) with an ellipsis.
    """
    if value is None:
        return ""
    if type(value) is str and len(value) * 2 <= limit and value.isascii() and value.isprintable():
        return value
    text = _ILLEGAL.sub("", _BIDI_CONTROLS.sub("", _BREAKS.sub("\n", str(value))))
    if len(text) * 2 <= limit or len(text.encode("utf-16-le")) // 2 <= limit:
        return text
    cut = text.encode("utf-16-le")[: (limit - 1) * 2].decode("utf-16-le", "ignore")
    return _without_loose_end(cut) + ELLIPSIS


def one_line(value: object, limit: int = CELL_LIMIT) -> str:
    """Clean text with every run of blanks and line breaks made one space: titles, table cells, labels."""
    return " ".join(clean(value, limit).split())


def shorten(text: str, length: int) -> str:
    """At most length characters, the last an ellipsis when something was cut; never inside a joined character."""
    if len(text) <= length:
        return text
    return _without_loose_end(text[: max(length - 1, 0)]).rstrip() + ELLIPSIS


def _without_loose_end(text: str) -> str:
    while text and text[-1] == _JOINER:
        text = text[:-1]
    return text


def csv_safe(value: str) -> str:
    """Text for a CSV cell: an apostrophe before what a spreadsheet would run as a formula."""
    text = clean(value)
    return "'" + text if text.startswith(_FORMULA_START) else text


def is_right_to_left(text: str) -> bool:
    """Whether any letter is written right to left."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def keep_order(text: str) -> str:
    """Text for the middle of a line: a left-to-right mark after right-to-left letters, so that the figures that follow
    stay where they were written."""
    return text + "\u200e" if is_right_to_left(text) else text


def sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel accepts: at most 31 characters, none forbidden, not "History", unique ignoring case among taken (to
    which it is added)."""
    base = _SHEET_FORBIDDEN.sub(" ", one_line(name)).strip("' ") or "Sheet"
    if base.casefold() == "history":
        base = "History sheet"
    candidate, number = shorten(base, 31).strip("' "), 2
    while candidate.casefold() in taken:
        suffix = f" {number}"
        candidate, number = shorten(base, 31 - len(suffix)) + suffix, number + 1
    taken.add(candidate.casefold())
    return candidate
