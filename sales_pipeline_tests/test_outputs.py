"""A week's documents become visible together; what they replace is kept; a kill in between is healed."""

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sales_pipeline.home import Home
from sales_pipeline.outputs import MESSAGES, heal_documents, show_documents, stage_documents

WEEK, OTHER_WEEK = date(2026, 1, 5), date(2026, 1, 12)
FIRST = {"summary.md": b"first", "deck.pptx": b"deck"}
SECOND = {"summary.md": b"second", "deck.pptx": b"deck"}


def publish_documents(home: Home, week: date, run_id: str, documents: dict[str, bytes]) -> Path:
    stage_documents(home, week, run_id, documents)
    return show_documents(home, week)


class Killed(BaseException):
    """Stands for a kill: nothing after it runs."""


def shown(folder: Path) -> dict[str, bytes]:
    """The files people see below a folder."""
    found = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_documents_appear_in_the_weeks_folder_and_nothing_else(tmp_path: Path) -> None:
    folder = publish_documents(Home(tmp_path), WEEK, "aaa", FIRST)
    assert folder == tmp_path / "outputs" / "2026-01-05"
    assert shown(folder) == FIRST
    assert os.listdir(folder.parent) == ["2026-01-05"]


def test_publishing_the_same_again_keeps_no_version(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish_documents(home, WEEK, "aaa", FIRST)
    assert shown(publish_documents(home, WEEK, "aaa", FIRST)) == FIRST


def test_what_is_replaced_moves_to_versions_under_its_own_run(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish_documents(home, WEEK, "aaa", FIRST)
    publish_documents(home, WEEK, "bbb", SECOND)
    folder = publish_documents(home, WEEK, "ccc", {"summary.md": b"third"})
    found = shown(folder)
    changes = {name: found.pop(name).decode() for name in list(found) if name.endswith("changes.md")}
    assert found == {
        "summary.md": b"third",
        "versions/aaa/summary.md": b"first",
        "versions/aaa/deck.pptx": b"deck",
        "versions/bbb/summary.md": b"second",
        "versions/bbb/deck.pptx": b"deck",
    }
    assert changes["versions/aaa/changes.md"].startswith("# From run aaa to run bbb\n")
    assert "- summary.md: changed\n" in changes["versions/aaa/changes.md"]
    assert "deck.pptx" not in changes["versions/aaa/changes.md"]
    assert "- deck.pptx: gone\n" in changes["versions/bbb/changes.md"]


def test_two_sets_of_one_run_are_both_kept(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for documents in (FIRST, SECOND, FIRST):
        folder = publish_documents(home, WEEK, "aaa", documents)
    kept = shown(folder)
    assert (kept["versions/aaa/summary.md"], kept["versions/aaa-2/summary.md"]) == (b"first", b"second")


def test_what_people_put_beside_the_documents_is_kept(tmp_path: Path) -> None:
    home = Home(tmp_path)
    folder = publish_documents(home, WEEK, "aaa", FIRST)
    (folder / "reviewed" / "versions").mkdir(parents=True)
    (folder / "reviewed" / "versions" / "notes.txt").write_bytes(b"mine")
    publish_documents(home, WEEK, "aaa", FIRST)
    assert shown(folder)["versions/aaa/reviewed/versions/notes.txt"] == b"mine"


def test_messages_are_no_document_make_no_version_and_stay(tmp_path: Path) -> None:
    """B1: what people were told neither vanishes with a new set nor counts as a change of it."""
    home = Home(tmp_path)
    note = home.outputs(WEEK) / MESSAGES / "ann.md"
    note.parent.mkdir(parents=True)
    note.write_bytes(b"call")
    assert shown(publish_documents(home, WEEK, "aaa", FIRST)) == {**FIRST, "messages/ann.md": b"call"}
    note.write_bytes(b"call now")
    assert shown(publish_documents(home, WEEK, "aaa", FIRST)) == {**FIRST, "messages/ann.md": b"call now"}
    found = shown(publish_documents(home, WEEK, "bbb", SECOND))
    assert [name for name in found if "messages" in name] == ["messages/ann.md"]
    assert found["versions/aaa/summary.md"] == b"first"


def test_other_weeks_stay_as_they_are(tmp_path: Path) -> None:
    home = Home(tmp_path)
    other = publish_documents(home, OTHER_WEEK, "aaa", FIRST)
    before = {path: path.stat().st_mtime_ns for path in other.rglob("*")}
    publish_documents(home, WEEK, "bbb", SECOND)
    assert {path: path.stat().st_mtime_ns for path in other.rglob("*")} == before


def killed_at(monkeypatch: pytest.MonkeyPatch, step: int) -> Callable[[], int]:
    """Makes the n-th thing that changes a folder the last thing done."""
    done = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            nonlocal done
            done += 1
            if done == step:
                raise Killed
            return real(*args, **kwargs)

        return call

    monkeypatch.setattr(os, "replace", counted(os.replace))
    monkeypatch.setattr(shutil, "rmtree", counted(shutil.rmtree))
    monkeypatch.setattr(Path, "write_bytes", counted(Path.write_bytes))
    return lambda: done


# two documents, their mark and what changed are written and moved; two moves show them; what they replace is removed
STEPS = 4 * 2 + 2 + 1


@pytest.mark.parametrize("step", range(1, STEPS + 2))
def test_a_kill_at_any_step_shows_one_set_or_is_healed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    home = Home(tmp_path)
    folder = publish_documents(home, WEEK, "aaa", FIRST)
    with monkeypatch.context() as patched:
        done = killed_at(patched, step)
        try:
            publish_documents(home, WEEK, "bbb", SECOND)
        except Killed:
            pass
        else:
            assert done() == STEPS == step - 1
    visible = {name: content for name, content in shown(folder).items() if "/" not in name}
    assert visible in ([FIRST, SECOND, {}] if step == STEPS - 1 else [FIRST, SECOND])
    # the next run of any week heals
    publish_documents(home, OTHER_WEEK, "ccc", FIRST)
    assert {name: content for name, content in shown(folder).items() if "/" not in name} in (FIRST, SECOND)
    assert sorted(os.listdir(folder.parent)) == ["2026-01-05", "2026-01-12"]


def test_healing_where_nothing_is_broken_changes_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    heal_documents(home)
    folder = publish_documents(home, WEEK, "aaa", FIRST)
    heal_documents(home)
    assert shown(folder) == FIRST
