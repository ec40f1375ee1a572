"""Equal content gives equal bytes, whenever and in whatever order a library wrote it."""

import io
import zipfile
from datetime import UTC, datetime

from sales_pipeline.render.ooxml import normalise_ooxml

CREATED = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
TYPES = "[Content_Types].xml"


def package(stamp: tuple[int, int, int, int, int, int], names: list[str], extra: bytes = b"") -> bytes:
    core = (
        f"<cp:coreProperties><dcterms:created xsi:type='t'>{stamp[0]}-01-01T00:00:00Z</dcterms:created>"
        f"<dcterms:modified xsi:type='t'>{stamp[0]}-02-02T00:00:00Z</dcterms:modified></cp:coreProperties>"
    )
    content = {TYPES: b"<Types/>", "docProps/core.xml": core.encode(), "xl/a.xml": b"<a/>", "xl/embedded.xlsx": extra}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in names:
            target.writestr(zipfile.ZipInfo(name, stamp), content[name])
    return out.getvalue()


def test_stamps_and_order_do_not_matter() -> None:
    early = package((2020, 1, 1, 0, 0, 0), ["xl/a.xml", TYPES, "docProps/core.xml"])
    late = package((2026, 5, 5, 5, 5, 4), [TYPES, "docProps/core.xml", "xl/a.xml"])
    assert normalise_ooxml(early, CREATED) == normalise_ooxml(late, CREATED)


def test_both_dates_are_those_of_the_run_and_content_types_come_first() -> None:
    blob = normalise_ooxml(package((2020, 1, 1, 0, 0, 0), ["xl/a.xml", "docProps/core.xml", TYPES]), CREATED)
    with zipfile.ZipFile(io.BytesIO(blob)) as read:
        assert read.namelist() == [TYPES, "docProps/core.xml", "xl/a.xml"]
        assert {info.date_time for info in read.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert read.read("docProps/core.xml").count(b"2026-11-23T07:30:00Z") == 2
        assert read.read("xl/a.xml") == b"<a/>"


def test_an_embedded_workbook_is_made_equal_too() -> None:
    inner = [package((year, 1, 1, 0, 0, 0), [TYPES, "docProps/core.xml"]) for year in (2001, 2002)]
    outer = [package((2020, 1, 1, 0, 0, 0), [TYPES, "xl/embedded.xlsx"], blob) for blob in inner]
    assert normalise_ooxml(outer[0], CREATED) == normalise_ooxml(outer[1], CREATED)
