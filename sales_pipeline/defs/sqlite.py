"""Makes the run history's SQLite files cheap to write: a run stores some hundred events, each by itself.

For each of them Dagster makes an engine, which translates every statement anew, and opens and closes a connection:
closing the last one makes SQLite fold its log into the file, and a commit waits for the disk. While a run works,
engines and connections are kept, at the level at which SQLite may lose the newest events in a power cut, never the
file. That halves the time of a run of a small company.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from sqlalchemy.engine import Engine, make_url


class _Connection(sqlite3.Connection):
    """Not closed by who used it, only free again."""

    in_use = False

    def close(self) -> None:
        self.in_use = False

    def end(self) -> None:
        super().close()


class _Kept:
    """The engines made so far, one a file, and their connections, one a file and thread."""

    def __init__(self, make: Any) -> None:
        self._make = make
        self._engines: dict[str, Engine] = {}
        self._connections: dict[tuple[str, int], _Connection] = {}

    def engine(self, url: str, **options: Any) -> Engine:
        """What create_engine gives, once for each file."""
        if url not in self._engines:
            path, settings = str(make_url(url).database), options.get("connect_args", {})
            made = self._make(url, creator=lambda: self._connection(path, settings), **options)
            # Dagster lets go of an engine after each use
            made.dispose = lambda: None
            self._engines[url] = made
        return self._engines[url]

    def _connection(self, path: str, settings: dict[str, Any]) -> sqlite3.Connection:
        place = (path, threading.get_ident())
        if place not in self._connections:
            self._connections[place] = _opened(path, settings)
        found = self._connections[place]
        if found.in_use:
            spare: sqlite3.Connection = sqlite3.connect(path, **settings)
            return spare
        found.in_use = True
        return found

    def end(self) -> None:
        for connection in self._connections.values():
            connection.end()


@contextmanager
def quick_history() -> Iterator[None]:
    """While inside, engines and connections to the files of runs and events are kept; all are closed at the end."""
    modules: tuple[Any, ...] = (sqlite_event_log, sqlite_run_storage)
    ordinary = modules[0].create_engine
    kept = _Kept(ordinary)
    for module in modules:
        module.create_engine = kept.engine
    try:
        yield
    finally:
        for module in modules:
            module.create_engine = ordinary
        kept.end()


def _opened(path: str, settings: dict[str, Any]) -> _Connection:
    # closed at the end by whichever thread ends the run; used by the one that asked
    connection = sqlite3.connect(path, check_same_thread=False, factory=_Connection, **settings)
    # a file that is no database is dagster's to complain of
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA synchronous = NORMAL")
    return connection
