"""What a number shows behind its decimal point, so that a column of numbers aligns on it whatever follows."""

import re
from collections.abc import Callable, Sequence

_NUMBER = re.compile(r"[(+−-]?[^\d\s]{0,4}\d[\d,]*")


def tail(cell: str) -> str:
    """ ".25" of "0.25", ".9)" of "(1.9)", "%" of "42%", "" of a whole number and of what is no number."""
    found = _NUMBER.match(cell)
    return cell[found.end() :] if found else ""


def padding(cells: Sequence[str], width: Callable[[str], float]) -> list[float]:
    """How far from the right edge each cell must end so that the points stand under each other."""
    tails = [width(tail(cell)) if cell else 0.0 for cell in cells]
    widest = max(tails, default=0.0)
    return [widest - own if cell and tail_is_number(cell) else 0.0 for cell, own in zip(cells, tails, strict=True)]


def tail_is_number(cell: str) -> bool:
    """Whether a cell is a number at all: "n/a" is not, and is left at the edge."""
    return _NUMBER.match(cell) is not None
