"""Every operation by which a process changes a home, counted, so that the n-th can be made to fail or be the last.

Python's own are seen by an audit hook, whoever makes them: opening a file to write, renaming, removing, making a
folder. Writing and flushing, and the statements by which DuckDB writes a file, are seen by replacing the function.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

# kind of operation -> what the system calls it, by the audit event that announces it
ANNOUNCED = {"os.rename": "rename", "os.remove": "remove", "os.mkdir": "mkdir", "os.rmdir": "rmdir"}
TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT
# statements of DuckDB that write: what comes between COMMIT and CHECKPOINT lies in memory
DUCKDB_WRITES = ("COPY", "ATTACH", "COMMIT", "CHECKPOINT")

Operation = tuple[str, str]
"Kind, and the path it changes."
Half = Callable[[], None]
Meet = Callable[[Operation, Half], None]
"Told of each operation before it happens, with a function that does half of it, where there is a half."

_watchers: list[Meet] = []
_hooked: list[bool] = []


@contextmanager
def watched(root: Path, meet: Meet) -> Iterator[None]:
    """While inside, `meet` is called before every operation on `root` and what lies below it."""

    def told(operation: Operation, half: Half) -> None:
        if Path(operation[1]).is_relative_to(root):
            meet(operation, half)

    if not _hooked:
        # an audit hook can't be taken away again
        sys.addaudithook(_announce)
        _hooked.append(True)
    kept = (os.fsync, Path.write_bytes, Path.write_text, duckdb.DuckDBPyConnection.execute)
    os.fsync, Path.write_bytes, Path.write_text = _fsync(), _write(kept[1]), _write(kept[2])  # type: ignore
    duckdb.DuckDBPyConnection.execute = _execute(kept[3])
    _watchers.append(told)
    try:
        yield
    finally:
        _watchers.clear()
        os.fsync, Path.write_bytes, Path.write_text = kept[:3]  # type: ignore[method-assign,assignment]
        duckdb.DuckDBPyConnection.execute = kept[3]


@contextmanager
def unwatched() -> Iterator[None]:
    """While inside, nothing is counted."""
    kept, _watchers[:] = [*_watchers], []
    try:
        yield
    finally:
        _watchers[:] = kept


def _tell(kind: str, path: Any, half: Half = lambda: None) -> None:
    for watcher in [*_watchers]:
        with unwatched():
            # the folder intake works in has a name of its own each time
            watcher((kind, re.sub(r"(\.workspace\.)\w+", r"\1", os.fsdecode(path))), half)


def _announce(event: str, args: tuple[Any, ...]) -> None:
    if not _watchers:
        return
    if event == "open" and isinstance(args[0], (str, bytes)) and args[2] & TO_WRITE:
        _tell("open", args[0])
    elif event == "sqlite3.connect":
        _tell("connect", args[0])
    elif event in ANNOUNCED:
        # of a rename, the place that gets something else; of what is named below an open folder, that folder's path
        path = os.fsdecode(args[1] if event == "os.rename" else args[0])
        if not os.path.isabs(path) and args[-1] not in (-1, None):
            path = os.path.join(os.readlink(f"/proc/self/fd/{args[-1]}"), path)
        if event == "os.mkdir" and os.path.isdir(path):
            return  # asked for in case it is not there
        _tell(ANNOUNCED[event], path)


def _fsync() -> Callable[[int], None]:
    def fsync(descriptor: int) -> None:
        # nothing is really flushed: no power is cut here, and a run flushes often
        _tell("fsync", os.readlink(f"/proc/self/fd/{descriptor}"))

    return fsync


def _write(real: Callable[..., int]) -> Callable[..., int]:
    def write(self: Path, content: Any, *args: Any, **named: Any) -> int:
        _tell("write", self, lambda: real(self, content[: len(content) // 2], *args, **named) and None)
        return real(self, content, *args, **named)

    return write


def _execute(real: Callable[..., Any]) -> Callable[..., Any]:
    def execute(self: Any, query: str, *args: Any, **named: Any) -> Any:
        word = query.split(maxsplit=1)[0]
        if word in DUCKDB_WRITES:
            path = written(real, self, word, query)

            def half() -> None:
                real(self, query, *args, **named)
                if word == "COPY":
                    os.truncate(path, os.path.getsize(path) // 2)

            _tell(word, path, half)
        return real(self, query, *args, **named)

    return execute


def written(real: Callable[..., Any], connection: Any, word: str, query: str) -> str:
    """The file a statement of DuckDB writes."""
    if word in ("COPY", "ATTACH"):
        return query.rpartition(" TO '")[2].split("'")[0] if word == "COPY" else query.split("'")[1]
    found = real(connection, "SELECT path FROM duckdb_databases() WHERE path IS NOT NULL ORDER BY path").fetchall()
    return str(found[-1][0]) if found else ""
