"""The folder outputs/<week>: all documents of a week become visible together, the earlier set moves to versions/."""

import os
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sales_pipeline.home import Home
from sales_pipeline.lake import sync_folder

_MARK = ".run_id"


def publish_documents(home: Home, week: date, run_id: str, documents: Mapping[str, bytes]) -> Path:
    """Show a week's documents together; the set they replace moves to versions/<its run>/."""
    target = home.outputs(week)
    aside, before = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")
    heal_documents(home, week)
    shutil.rmtree(aside, ignore_errors=True)
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


def heal_documents(home: Home, week: date) -> None:
    """Bring back a week's documents that a kill left moved aside."""
    target = home.outputs(week)
    before = target.with_name(f".{target.name}.old")
    if before.exists():
        if target.exists():
            shutil.rmtree(before)
        else:
            os.replace(before, target)


def _keep_versions(target: Path, aside: Path, documents: Mapping[str, bytes]) -> None:
    if (target / "versions").exists():
        shutil.copytree(target / "versions", aside / "versions")
    current = {path.name: path for path in target.iterdir() if path.is_file() and path.name != _MARK}
    if {name: path.read_bytes() for name, path in current.items()} == dict(documents):
        return
    mark = target / _MARK
    earlier = aside / "versions" / (mark.read_text(encoding="ascii").strip() if mark.exists() else "unknown")
    earlier.mkdir(parents=True, exist_ok=True)
    for name, path in current.items():
        shutil.copyfile(path, earlier / name)
