"""Decks read back in tests: every text, table cell and chart value, and what the validator has against a file."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.presentation import Presentation as Deck

# Labels taken from cells: Office writes two elements into this extension where the schema knows one. Nothing else may
# be found.
_KNOWN_MESSAGE = "Choice allows at most 1 occurrence(s), found 2"
_KNOWN_PLACE = re.compile(r".*/lineChart\[1\]/ser\[1\]/dLbls\[1\]/dLbl\[\d+\]/extLst\[1\]/ext\[1\]")


@dataclass(frozen=True)
class ChartRead:
    """A chart: its name, categories and series as its XML caches them and as its workbook holds them."""

    name: str
    categories: tuple[str, ...]
    series: dict[str, tuple[float | None, ...]]
    cells: tuple[tuple[Any, ...], ...]


def opened(blob: bytes) -> Deck:
    return Presentation(io.BytesIO(blob))


def titles(blob: bytes) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in opened(blob).slides]


def texts(slide: Any) -> list[str]:
    """Running text of a slide, a text a paragraph, speaker notes included; no table cells."""
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    if slide.has_notes_slide:
        frames.append(slide.notes_slide.notes_text_frame)
    return [paragraph.text for frame in frames for paragraph in frame.paragraphs if paragraph.text]


def tables(slide: Any) -> list[list[list[str]]]:
    return [
        [[cell.text_frame.text for cell in row.cells] for row in shape.table.rows]
        for shape in slide.shapes
        if shape.has_table
    ]


def charts(slide: Any) -> Iterator[ChartRead]:
    for shape in slide.shapes:
        if shape.has_chart:
            chart = shape.chart
            book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob), data_only=True)
            plots = list(chart.plots)
            yield ChartRead(
                shape.name,
                tuple(str(name) for name in plots[0].categories),
                {series.name: tuple(series.values) for plot in plots for series in plot.series},
                tuple(tuple(row) for row in book.active.iter_rows(values_only=True)),
            )


def all_text(blob: bytes) -> str:
    """Every running text, table cell and category of a deck, for searching."""
    parts: list[str] = []
    for slide in opened(blob).slides:
        parts += texts(slide)
        parts += [cell for table in tables(slide) for row in table for cell in row]
        parts += [name for chart in charts(slide) for name in (*chart.categories, *chart.series)]
    return "\n".join(parts)


def figure(text: str) -> Decimal | None:
    """A table cell as a number, in its own unit: "(0.62)" is -0.62, "57%" is 57, "2.8x" is 2.8; None for words."""
    plain = text.strip().replace(",", "").rstrip("%x")
    sign = -1 if plain.startswith(("(", "−")) else 1
    digits = plain.strip("()+−")
    return sign * Decimal(digits) if digits and digits.replace(".", "", 1).isdigit() else None


def audit(blob: bytes, folder: Path) -> list[str]:
    """What the Open XML validator has against a deck, the known gap left out."""
    path = folder / "audited.pptx"
    path.write_bytes(blob)
    return [str(error) for error in validator().validate(path).errors if not _is_known(error)]


@cache
def validator() -> OpenXmlValidator:
    """One for all files: making its rules of the schemas takes as long as a deck."""
    return OpenXmlValidator()


def _is_known(error: Any) -> bool:
    return error.description == _KNOWN_MESSAGE and bool(_KNOWN_PLACE.fullmatch(error.path))
