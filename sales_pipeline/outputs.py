"""The folder outputs/<week>: all documents of a week become visible together, the earlier set moves to versions/
with a list of what changed.

A week's set is staged beside the one it replaces, then shown by two moves: the one there goes aside, the new one
takes its place. A kill between the two is healed by the next run.
"""

import os
import shutil
from collections.abc import Mapping
from datetime import date
from itertools import count
from pathlib import Path

from sales_pipeline import files
from sales_pipeline.home import Home
from sales_pipeline.versions import CHANGES, what_changed

# folders of what lives on while the week is worked on: moved along, and no part of what is published
MESSAGES, CHECKPOINTS = "messages", "checkpoints"
WORKING = (MESSAGES, CHECKPOINTS)
_MARK, _VERSIONS = ".run_id", "versions"
_STAGED, _BEFORE = ".new", ".old"


def stage_documents(home: Home, week: date, run_id: str, documents: Mapping[str, bytes]) -> None:
    """Write a week's documents beside those it shows, with the versions kept so far; nothing visible changes."""
    heal_documents(home)
    target = home.outputs(week)
    staged = _beside(target, _STAGED)
    for name, content in documents.items():
        files.put(staged / name, content)
    files.put(staged / _MARK, f"{run_id}\n".encode("ascii"))
    if target.exists():
        _keep_versions(target, staged, documents, run_id)


def show_documents(home: Home, week: date) -> Path:
    """Put the staged documents of a week in the place of those it shows."""
    target = home.outputs(week)
    staged, before = _beside(target, _STAGED), _beside(target, _BEFORE)
    if target.exists():
        os.replace(target, before)
    try:
        os.replace(staged, target)
    except OSError:
        _bring_back(before, target)
        raise
    _move_working(before, target)
    files.sync_folder(target.parent)
    files.remove(before)
    return target


def published_run(home: Home, week: date) -> str | None:
    """The run whose documents a week shows; None where there are none."""
    mark = home.outputs(week) / _MARK
    return mark.read_text(encoding="ascii").strip() if mark.exists() else None


def published_weeks(home: Home) -> list[date]:
    """The weeks whose documents are shown, the oldest first."""
    marks = home.outputs(date.min).parent.glob(f"????-??-??/{_MARK}")
    return sorted(date.fromisoformat(mark.parent.name) for mark in marks)


def heal_documents(home: Home) -> None:
    """Bring back the documents of any week that a kill left moved aside, and sweep what it left half made."""
    folder = home.outputs(date.min).parent
    for half_made in folder.glob(f".*{_STAGED}"):
        files.remove(half_made)
    for before in folder.glob(f".*{_BEFORE}"):
        target = before.with_name(before.name.removeprefix(".").removesuffix(_BEFORE))
        if target.exists():
            _move_working(before, target)
            files.remove(before)
        else:
            os.replace(before, target)


def _bring_back(before: Path, target: Path) -> None:
    if before.exists():
        os.replace(before, target)


def _move_working(before: Path, target: Path) -> None:
    """What lives on goes from the earlier set to the one shown; a kill in between is healed the same way."""
    for name in WORKING:
        if (before / name).exists() and not (target / name).exists():
            os.replace(before / name, target / name)


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(f".{target.name}{suffix}")


def _keep_versions(target: Path, staged: Path, documents: Mapping[str, bytes], run_id: str) -> None:
    versions = staged / _VERSIONS
    if (target / _VERSIONS).exists():
        shutil.copytree(target / _VERSIONS, versions)
    beside = (_MARK, _VERSIONS, *WORKING)
    current = [path for path in target.iterdir() if path.name not in beside]
    shown = {path.name: path.read_bytes() for path in current if path.is_file()}
    if not current or (len(shown) == len(current) and shown == dict(documents)):
        return
    mark = target / _MARK
    before = mark.read_text(encoding="ascii").strip() if mark.exists() else "unknown"
    names = (before if number == 1 else f"{before}-{number}" for number in count(1))
    earlier = next(versions / name for name in names if not (versions / name).exists())
    # whatever people put beside the documents moves with them
    shutil.copytree(target, earlier, ignore=lambda folder, _: beside if folder == str(target) else ())
    files.put(earlier / CHANGES, what_changed(shown, documents, (before, run_id)).encode("utf-8"))
