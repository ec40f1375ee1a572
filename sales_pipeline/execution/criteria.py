"""Whether a deal meets a criterion of its gate: what its row says against what the plan asks for."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


def is_met(value: Any, operator: str, wanted: str) -> bool:
    """A value the source does not give meets nothing, except that it is not filled."""
    if operator == "filled":
        return bool(seen(value)) != (wanted.casefold() in _NO)
    if value is None:
        return False
    if operator == "is":
        return _is(value, wanted)
    compared = _compared(value, wanted)
    return compared is not None and (compared >= 0 if operator == "at_least" else compared <= 0)


def seen(value: Any) -> str | None:
    """A value as people read it; blank text is nothing."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return " ".join(str(value).split()) or None


def _is(value: Any, wanted: str) -> bool:
    if isinstance(value, bool):
        return wanted.casefold() in (_YES if value else _NO)
    if isinstance(value, str):
        return value.strip().casefold() == wanted.strip().casefold()
    return _compared(value, wanted) == 0


def _compared(value: Any, wanted: str) -> int | None:
    """Below 0, 0 or above 0 as the value lies before, at or after what is wanted; None where both are no such kind."""
    try:
        if isinstance(value, date):
            other: Any = date.fromisoformat(wanted)
        elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            other = Decimal(wanted)
        else:
            return None
    except (ValueError, InvalidOperation):
        return None
    return int(value > other) - int(value < other)
