"""Decks in tests: their titles, all they say, how much there is to compare, and what the validator has against them."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from openxml_audit import OpenXmlValidator, context

from sales_pipeline.forecast.proof.values import figure
from sales_pipeline.render import lint
from sales_pipeline.render.reading.deck import opened, pages

__all__ = ["all_text", "audit", "count", "opened", "pages", "problems", "titles", "validator"]

# Labels taken from cells: Office writes two elements into this extension where the schema knows one. Nothing else may
# be found.
_KNOWN_MESSAGE = "Choice allows at most 1 occurrence(s), found 2"
_KNOWN_PLACE = re.compile(r".*/lineChart\[1\]/ser\[1\]/dLbls\[1\]/dLbl\[\d+\]/extLst\[1\]/ext\[1\]")


def problems(blob: bytes, outside: Iterable[str] = ()) -> list[str]:
    """What the lint has against a deck."""
    return lint.problems("deck.pptx", blob, outside)


def titles(blob: bytes) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in opened(blob).slides]


def all_text(blob: bytes) -> str:
    """Every running text, table cell and category of a deck, for searching."""
    parts: list[str] = []
    for page in pages(blob):
        parts += page.texts
        parts += [str(cell) for grid in page.grids for row in (grid.header, *grid.rows) for cell in row]
        parts += [name for chart in page.charts for name in (*chart.categories, *chart.series)]
    return "\n".join(parts)


def count(blob: bytes) -> int:
    """How many table cells with a figure and how many chart values a deck holds: what there is to compare."""
    cells = [figure(str(cell)) for page in pages(blob) for grid in page.grids for row in grid.rows for cell in row[1:]]
    values = [v for page in pages(blob) for chart in page.charts for series in chart.series.values() for v in series]
    return sum(cell is not None for cell in cells) + sum(value is not None for value in values)


def audit(blob: bytes, folder: Path) -> list[str]:
    """What the Open XML validator has against a deck, the known gap left out."""
    path = folder / "audited.pptx"
    path.write_bytes(blob)
    return [str(error) for error in validator().validate(path).errors if not _is_known(error)]


@cache
def validator() -> OpenXmlValidator:
    """One for all files: making its rules of the schemas takes as long as a deck."""
    context.ValidationStack = _Stack  # type: ignore[misc]
    return OpenXmlValidator()


class _Stack(context.ValidationStack):  # type: ignore[misc,unused-ignore]
    """Works out where an element stands when a finding is said: the library counts the elements before each of them,
    which for the cells and rows of a sheet takes longer than all it checks."""

    def push(self, element: Any, name: str) -> None:
        self._stack.append(context.ElementInfo(element, name, len(self._stack)))

    @property
    def current_path(self) -> str:
        return "".join(f"/{each.path}[{_place(each.element)}]" for each in self._stack)


def _place(element: Any) -> int:
    return 1 + sum(1 for _ in element.itersiblings(element.tag, preceding=True))


def _is_known(error: Any) -> bool:
    return error.description == _KNOWN_MESSAGE and bool(_KNOWN_PLACE.fullmatch(error.path))
