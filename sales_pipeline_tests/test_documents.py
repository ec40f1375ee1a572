"""Documents are found by the file tree, and drawn anew exactly when what they show has changed."""

from datetime import date

import pytest

from sales_pipeline import documents as module
from sales_pipeline.documents import Drawer, documents
from sales_pipeline.home import Home
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.tiny_home import put, weeks_of

WEEK = date(2026, 2, 9)
NAME = "pipeline_snapshot_csv"


@pytest.fixture
def home(tiny: Home) -> Home:
    return tiny


def drawer(home: Home) -> Drawer:
    """As another process would have it."""
    return Drawer(weeks_of(home))


def stamp(home: Home) -> int:
    return drawer(home).ensure(NAME, WEEK).stat().st_mtime_ns


def test_every_document_is_found_with_its_file_and_tables() -> None:
    found = documents()[NAME]
    assert (found.file, found.domain, found.kind) == ("pipeline_snapshot.csv", "forecast", "csv")
    assert "pipeline_snapshot" in found.tables
    assert {document.kind for document in documents().values()} >= {"csv", "md", "pptx", "xlsx", "yaml"}


def test_every_document_can_be_drawn_of_a_company_of_six_deals(home: Home) -> None:
    drawing = drawer(home)
    sizes = {name: len(drawing.draw(name, WEEK)) for name in documents()}
    assert all(sizes.values()), sizes


def test_a_document_waits_beside_the_lake_and_is_not_drawn_twice(home: Home) -> None:
    path = drawer(home).ensure(NAME, WEEK)
    assert path == home.drawn(WEEK) / "pipeline_snapshot.csv"
    assert path.read_bytes() == drawer(home).draw(NAME, WEEK)
    assert not home.outputs(WEEK).exists()
    assert stamp(home) == stamp(home)


def test_a_document_is_drawn_anew_when_what_it_shows_has_changed(home: Home) -> None:
    before = stamp(home)
    changed = ("D1", "2026-02-06T09:00:00.000Z", "Proposal", "1300.00", "USD", "2026-03-20", "ann", "false")
    tiny_home.write_deals(home.root, [*tiny_home.CHANGES[:2], changed, *tiny_home.CHANGES[2:]])
    assert stamp(home) != before
    assert b"1300.00" in drawer(home).path(NAME, WEEK).read_bytes()


def test_a_document_of_other_code_is_drawn_anew(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stamp(home)
    monkeypatch.setattr(module, "code_digest", lambda *places: "other")
    assert stamp(home) != before


@pytest.mark.parametrize("lost", [".pipeline_snapshot_csv.fingerprint", "pipeline_snapshot.csv"])
def test_a_drawing_that_a_kill_left_half_is_drawn_anew(home: Home, lost: str) -> None:
    path = drawer(home).ensure(NAME, WEEK)
    whole = path.read_bytes()
    path.write_bytes(whole[:10])
    (home.drawn(WEEK) / lost).unlink()
    assert drawer(home).ensure(NAME, WEEK).read_bytes() == whole


def test_a_waiver_is_said_on_the_documents(home: Home) -> None:
    put(
        home.root,
        "reference/waivers.csv",
        f"gate,week,person_id,reason\nopen_deals_have_an_amount,{WEEK},eve,Amounts follow on Friday\n",
    )
    assert b"Amounts follow on Friday" in drawer(home).draw("forecast_summary", WEEK)
