"""The folder outputs/<week>: all documents of a week become visible together, the earlier set moves to versions/."""

import os
import shutil
from collections.abc import Mapping
from datetime import date
from itertools import count
from pathlib import Path

from sales_pipeline.home import Home
from sales_pipeline.lake import sync_folder

_MARK, _VERSIONS = ".run_id", "versions"


def publish_documents(home: Home, week: date, run_id: str, documents: Mapping[str, bytes]) -> Path:
    """Show a week's documents together; the set they replace moves to versions/<its run>/."""
    target = home.outputs(week)
    aside, before = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")
    heal_documents(home)
    aside.mkdir(parents=True)
    for name, content in documents.items():
        (aside / name).write_bytes(content)
    (aside / _MARK).write_text(run_id + "\n", encoding="ascii")
    if target.exists():
        _keep_versions(target, aside, documents)
        os.replace(target, before)
    os.replace(aside, target)
    sync_folder(target.parent)
    shutil.rmtree(before, ignore_errors=True)
    return target


def published_run(home: Home, week: date) -> str | None:
    """The run whose documents a week shows; None where there are none."""
    mark = home.outputs(week) / _MARK
    return mark.read_text(encoding="ascii").strip() if mark.exists() else None


def heal_documents(home: Home) -> None:
    """Bring back the documents of any week that a kill left moved aside, and sweep what it left half made."""
    folder = home.outputs(date.min).parent
    for half_made in folder.glob(".*.new"):
        shutil.rmtree(half_made)
    for before in folder.glob(".*.old"):
        target = before.with_name(before.name.removeprefix(".").removesuffix(".old"))
        if target.exists():
            shutil.rmtree(before)
        else:
            os.replace(before, target)


def _keep_versions(target: Path, aside: Path, documents: Mapping[str, bytes]) -> None:
    versions = aside / _VERSIONS
    if (target / _VERSIONS).exists():
        shutil.copytree(target / _VERSIONS, versions)
    current = [path for path in target.iterdir() if path.name not in (_MARK, _VERSIONS)]
    if {path.name: path.read_bytes() if path.is_file() else None for path in current} == dict(documents):
        return
    mark = target / _MARK
    run_id = mark.read_text(encoding="ascii").strip() if mark.exists() else "unknown"
    names = (run_id if number == 1 else f"{run_id}-{number}" for number in count(1))
    earlier = next(versions / name for name in names if not (versions / name).exists())
    # whatever people put beside the documents moves with them
    shutil.copytree(target, earlier, ignore=lambda folder, _: (_MARK, _VERSIONS) if folder == str(target) else ())
