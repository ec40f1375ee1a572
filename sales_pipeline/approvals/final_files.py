"""The folder outputs/final/<week>: the approved set, shown in one step; earlier ones are kept under versions/<week>/.

A set is staged beside the one it replaces and exchanged with it, so that at every moment one of both is there, whole.
"""

import ctypes
import errno
import os
import shutil
from collections.abc import Mapping
from datetime import date
from itertools import count
from pathlib import Path

import yaml

from sales_pipeline import files
from sales_pipeline.home import Home

HANDOFF = "validator_handoff.yaml"
_VERSIONS, _STAGED, _BEFORE = "versions", ".new", ".old"
_AT_CWD, _EXCHANGE = -100, 2
_UNABLE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV}


def show(home: Home, week: date, documents: Mapping[str, bytes]) -> Path:
    """Make these the final files of a week, unless they are; what they replace is kept first."""
    heal(home)
    target = home.final(week)
    if shown(home, week) == documents:
        return target
    staged = target.with_name(f".{target.name}{_STAGED}")
    for name, content in documents.items():
        files.put(staged / name, content)
    if target.exists():
        _keep(home, week)
        _exchange(staged, target)
    else:
        os.replace(staged, target)
    files.sync_folder(target.parent)
    files.remove(staged)
    return target


def shown(home: Home, week: date) -> dict[str, bytes]:
    """The final files of a week; none where nothing is final."""
    folder = home.final(week)
    found = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def heal(home: Home) -> None:
    """Sweep what a kill left half made or half taken away, and bring back what it had moved aside."""
    for left in home.finals.glob(f".*{_STAGED}"):
        files.remove(left)
    for before in home.finals.glob(f".*{_BEFORE}"):
        target = before.with_name(before.name.removeprefix(".").removesuffix(_BEFORE))
        if target.exists():
            files.remove(before)
        else:
            os.replace(before, target)
    for left in (home.finals / _VERSIONS).glob("*/.*.tmp"):
        files.remove(left)


def final_weeks(home: Home) -> list[date]:
    """The weeks that have final files, the oldest first."""
    return sorted(date.fromisoformat(folder.name) for folder in home.finals.glob("????-??-??"))


def said_of(home: Home, week: str) -> dict[str, str]:
    """Which run and content the handoff of a week names; nothing where it is not there or no YAML."""
    try:
        found = yaml.safe_load((home.finals / week / HANDOFF).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return {}
    known = found if isinstance(found, dict) else {}
    return {name: str(known[name]) for name in ("run_id", "content_digest") if name in known}


def _keep(home: Home, week: date) -> None:
    """Copy what is final now to the versions, by its run, unless it is there."""
    versions, current = home.finals / _VERSIONS / week.isoformat(), shown(home, week)
    run = said_of(home, week.isoformat()).get("run_id", "unknown")
    for name in (run if number == 1 else f"{run}-{number}" for number in count(1)):
        kept = versions / name
        if not kept.exists():
            aside = versions / f".{name}.tmp"
            shutil.copytree(home.final(week), aside)
            os.replace(aside, kept)
            files.sync_folder(versions)
            return
        if {path.name: path.read_bytes() for path in kept.iterdir() if path.is_file()} == current:
            return


def _exchange(staged: Path, target: Path) -> None:
    """Swap two folders at once; where the system can't, by two moves, which the next run completes after a kill."""
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        if library.renameat2(_AT_CWD, os.fsencode(staged), _AT_CWD, os.fsencode(target), _EXCHANGE) == 0:
            return
        if ctypes.get_errno() not in _UNABLE:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(target))
    before = target.with_name(f".{target.name}{_BEFORE}")
    os.replace(target, before)
    try:
        os.replace(staged, target)
    except OSError:
        os.replace(before, target)
        raise
    files.remove(before)
