"""The folders tasks/<state>/: a file a task, rebuilt from how the work of the newest week stands.

What people put there themselves is theirs: only files that begin as ours do are written over or removed, each whole. A
new state's file is there before the old one's goes; what a kill leaves is mended by the next time.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sales_pipeline import files
from sales_pipeline.home import Home
from sales_pipeline.intake.files import VIEW
from sales_pipeline.task_view import Row, Shown, file_name, is_untouched, view
from sales_pipeline.weeks import GATE_RESULTS, Weeks

STATES = ("pending", "in_progress", "blocked", "completed")
_TABLES = ("task_states", "task_assignments", "blockers", "escalations", GATE_RESULTS)


def rebuild(weeks: Weeks, week: date) -> None:
    """Have the folders show the tasks of a week, if it is the newest, and say which files had been changed by hand."""
    if week == max(weeks.lake.weeks("task_states"), default=week):
        for name in show(weeks.home, wanted(weeks, week)):
            print(
                f"{name} was changed by hand and is put back: it shows what is known, `task` says more", file=sys.stderr
            )


def wanted(weeks: Weeks, week: date) -> dict[str, bytes]:
    """Every file of a week's tasks by its path under tasks/."""
    rows = {name: table.to_pylist() for name, table in weeks.frames(_TABLES, week).items()}
    assigned = {row["instance_id"]: row for row in rows["task_assignments"]}
    blocked = {row["instance_id"]: row for row in rows["blockers"]}
    told, checks = _by(rows["escalations"], "instance_id"), _by(rows[GATE_RESULTS], "table_name")
    found = {}
    for task in rows["task_states"]:
        name = task["instance_id"]
        shown = Shown(assigned.get(name, {}), blocked.get(name), told[name], checks[task["deliverable"]])
        found[f"{task['state']}/{file_name(name)}"] = view(week, task, shown)
    return found


def show(home: Home, wanted: dict[str, bytes]) -> list[str]:
    """Make the folders hold these files and no other of ours; the names of those that had been changed by hand."""
    changed = edited(home)
    folder = _folder(home)
    for state in STATES:
        (folder / state).mkdir(parents=True, exist_ok=True)
        files.sweep(folder / state)
    kept = {_free(folder / name): content for name, content in wanted.items()}
    for path, content in kept.items():
        if not path.is_file() or path.read_bytes() != content:
            files.put(path, content)
    for path in _ours(home):
        if path not in kept:
            files.remove(path)
    return changed


def edited(home: Home) -> list[str]:
    """The files of ours that were changed or moved by hand."""
    return [home.relative(p) for p in _ours(home) if not is_untouched(p.read_bytes(), p.parent.name)]


def _free(path: Path) -> Path:
    """A path, or one beside it where somebody's own file has the name."""
    return path if not path.exists() or _is_ours(path) else path.with_name(f"{path.stem}-view.yaml")


def _ours(home: Home) -> Iterator[Path]:
    for state in STATES:
        yield from (path for path in sorted((_folder(home) / state).glob("[!.]*.yaml")) if _is_ours(path))


def _is_ours(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(VIEW)) == VIEW


def _folder(home: Home) -> Path:
    return home.requests.parent


def _by(rows: Iterable[Row], column: str) -> defaultdict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found
