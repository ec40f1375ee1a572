"""Whether a run history can be used, what becomes and is said of one that can't, and of runs in it that were killed.

A week's forecast does not wait for its history to be mended: a broken one is kept under another name and a new
one begun. Settings a person has written are never replaced.
"""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from itertools import count
from pathlib import Path
from typing import Any

import dagster as dg
import yaml

from sales_pipeline.components.house import LOCKED
from sales_pipeline.home import Home, HomeError

DATABASES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_ALIVE = [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
_COMPLAINT = "Exception while writing logger call to event log"
KILLED = "The process of this run ended before the run did: it was killed, or the machine stopped. Run the week again."


def fault_of(history: Path) -> str | None:
    """The first database of a history that can't be read, in words."""
    return next(_faults(history), None)


def place_for_broken(home: Home) -> Path:
    """The name under which a broken history is kept."""
    return next(path for path in (home.root / f".dagster.broken-{n}" for n in count(1)) if not path.exists())


def refuse_settings(home: Home) -> None:
    """HomeError when dagster.yaml is no YAML."""
    path = home.dagster / "dagster.yaml"
    try:
        yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise HomeError(_remedy(f".dagster/dagster.yaml, line {line}: not YAML ({error.problem})")) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise HomeError(_remedy(f".dagster/dagster.yaml is no text ({str(error).splitlines()[0]})")) from error


def unknown_settings(error: dg.DagsterInvalidConfigError) -> HomeError:
    """What to say of settings that Dagster does not know."""
    first = str(error).partition("Error 1: ")[2].splitlines()[0].split(" Expected:")[0].rstrip(".")
    return HomeError(_remedy(f".dagster/dagster.yaml: {first[:1].lower()}{first[1:]}"))


def close_killed_runs(instance: dg.DagsterInstance) -> int:
    """Mark the command's runs that still look alive as failed, and count them: the caller holds their lock."""
    killed = [r for r in instance.get_runs(dg.RunsFilter(statuses=_ALIVE)) if r.tags.get(LOCKED) == r.run_id]
    for run in killed:
        instance.report_run_failed(run, KILLED)
    return len(killed)


@contextmanager
def said_once() -> Iterator[None]:
    """While inside, a history that can't be written is not also told of by Dagster: the error has the sentence."""
    with redirect_stderr(_WithoutComplaints(sys.stderr)):
        yield


class _WithoutComplaints:
    """A stream that takes everything but what Dagster writes before it raises."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return len(text) if text.startswith(_COMPLAINT) else self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _remedy(said: str) -> str:
    return f"{said}; correct it, or remove the file: the next run writes one that works"


def _faults(folder: Path) -> Iterator[str]:
    for name in DATABASES:
        path = folder / name
        if path.is_file():
            said = _complaint(path)
            if said:
                yield f".dagster/{name} can't be read ({said})"


def _complaint(path: Path) -> str | None:
    """What SQLite finds wrong with a file; what it can't open at all is for others to explain."""
    connection = sqlite3.connect(path)
    try:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        return None if found == "ok" else "database disk image is malformed"
    except sqlite3.DatabaseError as error:
        return str(error) if error.sqlite_errorcode in _BROKEN else None
    finally:
        connection.close()
