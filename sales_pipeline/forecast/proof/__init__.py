"""Whether a file says what the week's tables say: every figure read back from its bytes, compared with the published
rows, calculated anew and not by the code that drew it.

A module per kind of file (deck, workbook, pages, yaml_files, data_files); what a table or chart must hold stands in
rules_*.py and chart_rules.py, that of YAML in yaml_files.PARTS, what bears out a count or a day of a page's sentences
in rules_prose.py. What no rule knows is itself a finding, so that a new table, chart, column or count can't go
unchecked. Whether a file reads well is render/lint's to say.
"""

from collections.abc import Iterable, Mapping
from pathlib import PurePath

import pyarrow
import pyarrow.compute as pc

from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.proof import data_files, deck, html_files, pages, pdf_files, workbook, yaml_files
from sales_pipeline.forecast.proof.prose import Prose
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.reading import markdown

# Roughly what prose and lint look for in texts, in the words of the engine that scans whole columns.
_TELLING = r"\d\s?%|\dx\b|[$€£¥₹₩₪₫₱₦₴]\s?\d|[A-Z]{3}\s\d|[{}]|\b(nan|NaN|None|inf|Decimal)\b|Click to "


def outside(frames: Frames) -> tuple[str, ...]:
    """Texts of the tables that bring a figure, or what looks like a leftover, into any file that shows them."""
    found: set[str] = set()
    for name in frames:
        for column in frames.table(name).columns:
            if pyarrow.types.is_string(column.type):
                texts = pc.unique(column)
                found.update(texts.filter(pc.match_substring_regex(texts, _TELLING)).drop_null().to_pylist())
    return tuple(sorted(found))


def differences(
    file: str, blob: bytes, frames: Frames, facts: Facts, outside: Iterable[str] = (),
    others: Mapping[str, bytes] | None = None,
) -> list[str]:  # fmt: skip
    """Every figure of a document that the week's tables do not bear out, in words.

    facts are those the document takes its sentences from; others are further files of the week by name: a PDF is
    compared with the Markdown of the same name, which knows rows and columns. ValueError when nobody reads such a file.
    """
    kind = PurePath(file).suffix
    if kind == ".csv":
        return data_files.csv_differences(blob, frames.table(PurePath(file).stem))
    if kind == ".json":
        return data_files.facts_differences(blob.decode("utf-8"), frames, facts)
    prose = Prose(facts, outside)
    if kind == ".pptx":
        return deck.differences(blob, frames, prose)
    if kind == ".xlsx":
        return workbook.differences(blob, frames, prose)
    if kind == ".html":
        return html_files.differences(blob, frames, facts, prose)
    if kind == ".pdf":
        return pdf_files.differences(blob, prose, (others or {}).get(PurePath(file).stem + ".md"))
    if kind == ".md":
        return pages.differences(markdown.page(blob.decode("utf-8")), frames, prose)
    if kind in (".yaml", ".yml"):
        return yaml_files.differences(blob.decode("utf-8"), frames, prose)
    raise ValueError(f"{file}: nothing reads {kind or 'such a file'} back: add a reader to forecast/proof")
