"""Every document of every company in tests agrees with its tables and reads well; the deck is in test_deck."""

from functools import cache

import pytest

from sales_pipeline.documents import documents
from sales_pipeline.forecast import proof
from sales_pipeline.forecast.documents import forecast_presentation
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render import lint
from sales_pipeline_tests.forecast.documents import fixture_risk
from sales_pipeline_tests.forecast.documents.fixture_company import Shape
from sales_pipeline_tests.forecast.documents.frames_fixture import run
from sales_pipeline_tests.forecast.documents.shapes import SHAPES
from sales_pipeline_tests.forecast.documents.workbook_frames import full_frames

# every kind of table and text; the others have fewer, more or other rows of the same
USUALLY = ("usual", "bare", "closes", "large_amounts", "flat", "first_week", "hostile")


@cache
def week(shape: Shape) -> Frames:
    made = full_frames(shape)
    return Frames({**{name: made.table(name) for name in made}, **fixture_risk.tables(shape)})


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in USUALLY else pytest.mark.long) for name in SHAPES]
)
def test_every_document_agrees_and_reads_well(name: str) -> None:
    shape = SHAPES[name]
    frames, this = week(shape), run(shape, notes=("Calls arrive: waived by Noor Haddad",) if shape.gates else ())
    facts, outside = build_facts(frames, this), proof.outside(frames)
    drawn = {
        document: document.module.render(frames, facts, this)
        for document in documents().values()
        if document.file != forecast_presentation.FILE
    }
    others, found = {document.file: blob for document, blob in drawn.items()}, []
    for document, blob in drawn.items():
        own = document.facts(frames, facts, this)
        said = proof.differences(document.file, blob, frames, own, outside, others)
        found += [f"{document.file}: {text}" for text in (*said, *lint.problems(document.file, blob, outside))]
    assert found == []
