"""Formulas are calculated anew, in portions where they are many: each is put to the test in one of them."""

import pytest

from sales_pipeline.forecast.proof.formulas import recalculated
from sales_pipeline.render.reading import sheets
from sales_pipeline_tests.forecast.documents.workbook_frames import small_workbook
from sales_pipeline_tests.forecast.proof.tampering import cell, in_sheet

BLOB = small_workbook()[0]
COUNTS = {sheet.name: sheet.book.archive.read(sheet.path).count(b"<f>") for sheet in sheets.book(BLOB)}
MOST = max(COUNTS.values())


def test_a_workbook_calculates_in_portions_as_it_does_whole() -> None:
    assert sum(COUNTS.values()) > 2 * MOST
    assert list(recalculated(BLOB)) == []
    assert list(recalculated(BLOB, most=MOST)) == []


@pytest.mark.parametrize("most", [MOST, 100_000])
@pytest.mark.parametrize(("sheet", "place"), [("Summary", "B5"), ("By node", "I7"), ("Against last forecast", "G5")])
def test_a_remembered_value_is_found_wrong_in_whichever_portion_it_is(sheet: str, place: str, most: int) -> None:
    blob = in_sheet(sheet, cell(place, "<v>[^<]*</v>", "<v>9999</v>"))(BLOB)
    found = [problem for problem in recalculated(blob, most=most) if problem.startswith(f"{sheet}!{place}: ")]
    assert len(found) == 1, found


def test_a_sheet_that_no_portion_holds_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(blob: bytes) -> None:
        raise OSError("recalculate XLSX failed: Unsupported feature: formula cell count limit in workbook")

    monkeypatch.setattr("formualizer.recalculate_xlsx_bytes", refused)
    assert set(recalculated(BLOB)) == {"formulas can't be calculated: formula cell count limit in workbook"}
