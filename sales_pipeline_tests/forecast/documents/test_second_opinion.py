"""LibreOffice's opinion of the sample's workbook: every formula calculated by it, none remembered."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sales_pipeline.render.reading import sheets
from sales_pipeline_tests.conftest import Published
from sales_pipeline_tests.forecast.proof.tampering import cell, in_member, in_sheet
from sales_pipeline_tests.render.workbooks import opened

BOOK = "variance_analysis.xlsx"
_REMEMBERED = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")

pytestmark = pytest.mark.long


def forgetful(blob: bytes) -> bytes:
    """The workbook without a single remembered value: whoever shows one must have calculated it."""
    for sheet in sheets.book(blob):
        if b"<f>" in sheet.book.archive.read(sheet.path):
            blob = in_member(re.escape(sheet.path), lambda data: _REMEMBERED.sub(rb"\1", data))(blob)
    return blob


def differences(blob: bytes, folder: Path) -> tuple[int, list[str]]:
    """How many formulas there are, and those of which LibreOffice thinks otherwise."""
    assert shutil.which("soffice"), "these tests ask LibreOffice: install it, for example `apt-get install libreoffice`"
    (folder / "asked").mkdir(parents=True)
    (folder / "asked" / BOOK).write_bytes(forgetful(blob))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    places = [str(folder / "told"), str(folder / "asked" / BOOK)]
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", *places]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    formulas, known = opened(blob, formulas=True), opened(blob)
    told = opened((folder / "told" / BOOK).read_bytes())
    count, found = 0, []
    for sheet in formulas:
        for row in sheet.iter_rows():
            for each in row:
                if each.data_type == "f":
                    count += 1
                    here, theirs = known[sheet.title][each.coordinate].value, told[sheet.title][each.coordinate].value
                    if not same(here, theirs):
                        found.append(f"{sheet.title}!{each.coordinate}: {here!r}, LibreOffice says {theirs!r}")
    return count, found


def same(one: object, other: object) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= 1e-4 + 1e-9 * abs(one)
    return (one or "") == (other or "")


def test_libreoffice_calculates_every_formula_to_the_value_beside_it(published: Published, tmp_path: Path) -> None:
    blob = (published.folder / BOOK).read_bytes()
    count, found = differences(blob, tmp_path / "as_published")
    assert found == []
    assert count > 3_000


def test_libreoffice_does_calculate(published: Published, tmp_path: Path) -> None:
    """A value that no formula gives is found, so the opinion is its own."""
    blob = in_sheet("Summary", cell("B5", "<v>[^<]*</v>", "<v>9999</v>"))((published.folder / BOOK).read_bytes())
    _, found = differences(blob, tmp_path / "tampered")
    assert [place.partition(": ")[0] for place in found] == ["Summary!B5"]
