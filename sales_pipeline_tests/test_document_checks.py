"""A document that disagrees with the tables, does not read well or was written into is not published."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from sales_pipeline import document_checks
from sales_pipeline.document_checks import AGREES, READS, DocumentError, DocumentVerdict, verdicts
from sales_pipeline.documents import Drawer, documents
from sales_pipeline.home import Home
from sales_pipeline.release import release
from sales_pipeline_tests.conftest import command
from sales_pipeline_tests.survival.small_run import WEEK as SMALL_WEEK
from sales_pipeline_tests.tiny_home import weeks_of

WEEK = date(2026, 2, 9)
NAME = "forecast_summary"


@pytest.fixture(scope="module")
def made(tiny_weeks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the tables and documents of the week; copied by every test."""
    home = Home(Path(shutil.copytree(tiny_weeks, tmp_path_factory.mktemp("made") / "home")))
    for name in documents():
        Drawer(weeks_of(home)).ensure(name, WEEK)
    return home.root


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Home:
    shutil.copytree(made, tmp_path / "home")
    return Home(tmp_path / "home")


def judged(drawer: Drawer, *names: str) -> dict[tuple[str, str], DocumentVerdict]:
    drawn = {name: drawer.path(name, WEEK).read_bytes() for name in names or documents()}
    return {(verdict.document, verdict.check): verdict for verdict in verdicts(drawer, WEEK, drawn)}


def tamper(drawer: Drawer, name: str, old: bytes, new: bytes) -> None:
    path = drawer.path(name, WEEK)
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))


def test_a_file_that_somebody_wrote_into_fails_and_is_drawn_anew_next_time(home: Home) -> None:
    drawer = Drawer(weeks_of(home))
    whole = drawer.path(NAME, WEEK).read_bytes()
    tamper(drawer, NAME, b"Amounts in", b"Amounts at")
    verdict = judged(drawer, NAME)[NAME, AGREES]
    assert verdict.findings == ("the file is not the one that was drawn",)
    assert drawer.ensure(NAME, WEEK).read_bytes() == whole
    assert judged(drawer, NAME)[NAME, AGREES].holds


def test_a_drawing_that_disagrees_says_where_and_what_to_do(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    module, drawer = documents()[NAME].module, Drawer(weeks_of(home))
    drawn = module.render
    wrong = "".join(f"- Line {letter} says $9{n}.9M\n" for n, letter in enumerate("abcdefghijkl")).encode()
    monkeypatch.setattr(module, "render", lambda *given: drawn(*given) + wrong)
    drawer.discard(NAME, WEEK)
    drawer.ensure(NAME, WEEK)
    verdict = judged(drawer, NAME)[NAME, AGREES]
    assert len(verdict.findings) == 12
    assert "Broken in forecast_summary.md: page: no fact says $90.9M in 'Line a says" in verdict.sentence
    assert verdict.sentence.endswith("; and 9 more. " + document_checks._ADVICE)


def test_a_file_that_no_reader_opens_fails_both_checks(home: Home) -> None:
    drawer = Drawer(weeks_of(home))
    path = drawer.path("forecast_presentation", WEEK)
    path.write_bytes(path.read_bytes()[:5000])
    found = judged(drawer, "forecast_presentation")
    assert all("it can't be read" in " ".join(verdict.findings) for verdict in found.values())


def test_nothing_is_published_while_a_document_disagrees(home: Home) -> None:
    drawer = Drawer(weeks_of(home))
    tamper(drawer, "pipeline_snapshot_csv", b"1200.00", b"1300.00")
    with pytest.raises(DocumentError, match=r"not published.* row 2, amount: 1300\.00 is not 1200\.00"):
        release(drawer, WEEK)
    assert not home.outputs(WEEK).exists()
    assert not home.database.exists()
    release(drawer, WEEK)
    assert home.database.exists()


def test_documents_of_a_company_of_six_deals_hold_and_are_judged_once(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawer, asked = Drawer(weeks_of(home)), list[str]()
    known = document_checks.proof.differences

    def counted(file: str, *given: object) -> list[str]:
        asked.append(file)
        return known(file, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(document_checks.proof, "differences", counted)
    found = judged(drawer)
    assert {(document, check) for document, check in found} == {
        (name, c) for name in documents() for c in (AGREES, READS)
    }
    assert [verdict.sentence for verdict in found.values() if not verdict.holds] == []
    release(drawer, WEEK)
    assert sorted(asked) == sorted(document.file for document in documents().values())


def test_a_run_ends_with_one_sentence_and_the_earlier_week_stays(small: Home) -> None:
    """Between drawing and publishing somebody changes a number: the run stops as at a gate; the next mends it."""
    shown, drawn = (folder(SMALL_WEEK) / f"{NAME}.md" for folder in (small.outputs, small.drawn))
    before = shown.read_bytes()
    right, wrong = b"$1,520", b"$1,250"
    assert right in before
    drawn.write_bytes(before.replace(right, wrong))
    stopped = command("run", "--home", str(small.root), "--week", str(SMALL_WEEK))
    assert stopped.exit_code == 4
    assert f"agrees_with_tables on {NAME}: Every figure in the file" in stopped.stderr
    assert f"no fact says {wrong.decode()}" in stopped.stderr
    assert shown.read_bytes() == before
    again = command("run", "--home", str(small.root), "--week", str(SMALL_WEEK))
    assert again.exit_code == 0, again.output
    assert shown.read_bytes() == before
