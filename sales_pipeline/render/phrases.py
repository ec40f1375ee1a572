"""Plain words for figures: counts, percentages, ratios, dates, lists and drivers. Money is in money.py.

Inputs are Decimal, int or None, never float; an unknown value reads "n/a".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

Number = Decimal | int
NOT_AVAILABLE = "n/a"
NOT_MEANINGFUL = "n/m"
MINUS = "\u2212"
FLAT_SHARE = Decimal("0.005")
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def rounded(value: Number, places: int) -> Decimal:
    """Half away from zero on the decimal digits, never minus zero."""
    result = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def number(value: Number | None, places: int = 0) -> str:
    """Digits with thousands separators: "1,234.5"; a minus sign where negative."""
    if value is None:
        return NOT_AVAILABLE
    digits = rounded(value, places)
    return (MINUS if digits < 0 else "") + f"{abs(digits):,.{places}f}"


def percent(ratio: Number | None, places: int = 0, *, signed: bool = False) -> str:
    """A ratio as a percentage: 0.029 is "3%", with one place "2.9%"; signed puts + or − before it."""
    if ratio is None:
        return NOT_AVAILABLE
    digits = rounded(Decimal(ratio) * 100, places)
    sign = MINUS if digits < 0 else "+" if signed and digits > 0 else ""
    if digits == 0 and ratio != 0:
        return f"<{Decimal(1).scaleb(-places):f}%"
    return f"{sign}{abs(digits):,.{places}f}%"


def relative_change(now: Number | None, base: Number | None) -> Decimal | None:
    """(now - base) / |base|; None when either is unknown, the base is zero or the sign flips."""
    if now is None or base is None or base == 0 or (now != 0 and (now > 0) != (base > 0)):
        return None
    return (Decimal(now) - Decimal(base)) / abs(Decimal(base))


def percent_change(now: Number | None, base: Number | None, places: int = 1) -> str:
    """ "+2.9%", "flat" under half a percent, "n/m" where a percentage means nothing, "n/a" where a side is unknown."""
    if now is None or base is None:
        return NOT_AVAILABLE
    change = relative_change(now, base)
    if change is None:
        return "flat" if now == base else NOT_MEANINGFUL
    return "flat" if abs(change) < FLAT_SHARE else percent(change, places, signed=True)


def ratio(value: Number | None, places: int = 1) -> str:
    """A multiple: "2.8x"."""
    return NOT_AVAILABLE if value is None else number(value, places) + "x"


def word(count: int) -> str:
    """Zero to ten as a word, others as digits."""
    return _WORDS[count] if 0 <= count < len(_WORDS) else number(count)


def capital(text: str) -> str:
    """The first letter made a capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def n_of(count: int, noun: str, plural: str | None = None, *, words: bool = False) -> str:
    """A count with its noun: "1 deal", "3 deals"; words=True gives "three deals"."""
    return f"{word(count) if words else number(count)} {noun if count == 1 else plural or noun + 's'}"


def join_words(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1] if items else ""


def date_text(day: date | None, *, year: bool = True) -> str:
    """ "20 Nov 2026", without the year "20 Nov": English on every machine."""
    if day is None:
        return NOT_AVAILABLE
    return f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


@dataclass(frozen=True)
class Drivers:
    """The parts that explain a change, largest first, and the largest part against it."""

    main: tuple[tuple[str, Decimal], ...]
    offset: tuple[str, Decimal] | None


def largest_drivers(parts: Iterable[tuple[str, Number]], change: Number | None = None) -> Drivers:
    """Parts in the direction of the change until 90% of it is explained: at most three, none under 10% of it.

    parts are (name, amount); the change is their sum unless given. The largest part the other way is the offset, if it
    is at least 10% of the change. Equal amounts go by name.
    """
    known = [(name, Decimal(amount)) for name, amount in parts]
    total = sum((amount for _, amount in known), Decimal(0)) if change is None else Decimal(change)
    sign = 1 if total >= 0 else -1
    ordered = sorted(known, key=lambda part: (-sign * part[1], part[0]))
    main: list[tuple[str, Decimal]] = []
    for name, amount in ordered:
        explained = sum((part for _, part in main), Decimal(0))
        if (
            len(main) == 3
            or sign * amount <= 0
            or abs(amount) * 10 < abs(total)
            or abs(explained) * 10 >= abs(total) * 9 > 0
        ):
            break
        main.append((name, amount))
    against = [part for part in ordered if sign * part[1] < 0 and abs(part[1]) * 10 >= abs(total)]
    offset = min(against, key=lambda part: (sign * part[1], part[0])) if against else None
    return Drivers(tuple(main), offset)


def role_words(role: str) -> str:
    """A role as people say it: "CRO", "regional vice president"."""
    return {"cro": "CRO", "regional_vp": "regional vice president"}.get(role, role.replace("_", " "))


def sentences(first: str, second: str = "") -> str:
    """Two sentences one after the other; the first may end with its own mark, as a question does."""
    if not second:
        return first
    return f"{first} {second}" if first.endswith(("?", "!", ".")) else f"{first}. {second}"
