"""A run of a small home without Dagster, what people can see of the home, and the same run with its rows remembered."""

import os
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sales_pipeline import documents as drawing
from sales_pipeline import sessions, sql, undated
from sales_pipeline.document_checks import _Read
from sales_pipeline.documents import Drawer, documents
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.home import Home
from sales_pipeline.outputs import WORKING
from sales_pipeline.publish import PUBLICATIONS
from sales_pipeline.release import heal, release
from sales_pipeline.weeks import Weeks, lived, settled
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.survival.operations import unwatched

# the company's first: no earlier week has to be made for it
WEEK = date(2026, 1, 5)
Rows = dict[str, list[tuple[Any, ...]]]
# what is found in the bytes of a document
_READINGS = ("_differences", "_problems")


def make_home(root: Path) -> Home:
    return tiny_home.make(root)


def change_input(home: Home) -> None:
    """A quota becomes another, and a setting, so that every table and document has to be made anew."""
    changed = tiny_home.FILES["reference/quotas.csv"].replace("5000.00", "6000.00")
    tiny_home.put(home.root, "reference/quotas.csv", changed)
    tiny_home.put(home.root, "company.yaml", tiny_home.COMPANY + "gates: {stale_days: 29}\n")


def run(home: Home) -> None:
    """What a run does, in its order: Dagster only adds its own history."""
    release(prepare(home), WEEK)


def prepare(home: Home) -> Drawer:
    """All of it up to where something becomes visible."""
    heal(home)
    made = tiny_home.weeks_of(home)
    made.replay(WEEK)
    drawer = Drawer(made)
    for name in documents():
        drawer.ensure(name, WEEK)
    return drawer


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by path."""
    found: dict[str, bytes] = {}
    for place, _, names in os.walk(folder):
        for name in names:
            with open(f"{place}/{name}", "rb") as file:
                found[f"{place}/{name}".removeprefix(f"{folder}/")] = file.read()
    return found


def visible(folder: Path) -> dict[str, bytes]:
    """Those that are not hidden, and don't say how work stands: that is as of when they were made."""
    passing = {*WORKING, *lived()}
    return {
        name: content
        for name, content in everything(folder).items()
        if not re.search(r"(^|/)\.", name) and passing.isdisjoint(Path(name).parts)
    }


def published_rows(home: Home) -> Rows:
    """All rows of the published database, table by table."""
    with duckdb.connect(str(home.database), read_only=True) as connection:
        names = [*sql.undated(), *settled(), PUBLICATIONS]
        return {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names}


def left_aside(home: Home) -> list[str]:
    """What no finished run leaves: files and folders written beside another, a log of the database."""
    beside = re.compile(r".*(\.tmp|\.new|\.old|\.wal)(/.*)?")
    return sorted(home.relative(path) for path in home.root.rglob("*") if beside.fullmatch(home.relative(path)))


@dataclass
class Remembered:
    """The rows that a run computed: with them, a run writes what it writes without computing anything."""

    files: dict[str, bytes] = field(default_factory=dict)
    drawn: dict[str, bytes] = field(default_factory=dict)
    judged: dict[tuple[str, ...], Any] = field(default_factory=dict)
    read: dict[tuple[str, str, bytes], Any] = field(default_factory=dict)
    chains: dict[str, str] = field(default_factory=dict)
    run: Any = None

    def record(self, patch: pytest.MonkeyPatch) -> None:
        """Remember while a run computes."""
        draw, judge, run_of, execute = Drawer.draw, Weeks._judge, drawing.run_of, duckdb.DuckDBPyConnection.execute
        chain, read = undated.chain, {name: getattr(_Read, name) for name in _READINGS}

        def drawn(drawer: Drawer, name: str, week: date) -> bytes:
            return self.drawn.setdefault(name, draw(drawer, name, week))

        def judged(made: Weeks, gates: Any, week: date) -> Any:
            return self.judged.setdefault(tuple(gate.name for gate in gates), judge(made, gates, week))

        def chained(connection: Any, name: str, *args: Any) -> str:
            return self.chains.setdefault(name, chain(connection, name, *args))

        def identified(made: Weeks, week: date) -> Any:
            self.run = run_of(made, week)
            return self.run

        def found(what: str) -> Any:
            return lambda reader, name, blob, *args: self.read.setdefault(
                (what, name, blob), read[what](reader, name, blob, *args)
            )

        def executed(connection: Any, query: str, *args: Any) -> Any:
            done = execute(connection, query, *args)
            if query.startswith("COPY"):
                self.files[_what(query)] = _target(query).read_bytes()
            return done

        patch.setattr(Drawer, "draw", drawn)
        patch.setattr(Weeks, "_judge", judged)
        patch.setattr(undated, "chain", chained)
        patch.setattr(drawing, "run_of", identified)
        patch.setattr(duckdb.DuckDBPyConnection, "execute", executed)
        for what in _READINGS:
            patch.setattr(_Read, what, found(what))

    def replay(self, patch: pytest.MonkeyPatch) -> None:
        """Write what was remembered; a table or document that was not, or other bytes of one, fail the run."""
        execute = duckdb.DuckDBPyConnection.execute

        def executed(connection: Any, query: str, *args: Any) -> Any:
            if not query.startswith("COPY"):
                return execute(connection, query, *args)
            with unwatched():
                _target(query).write_bytes(self.files[_what(query)])
            return connection

        patch.setattr(duckdb.DuckDBPyConnection, "execute", executed)
        patch.setattr(Drawer, "draw", lambda drawer, name, week: self.drawn[name])
        for what in _READINGS:
            patch.setattr(_Read, what, lambda _, name, blob, *__, what=what: self.read[what, name, blob])
        patch.setattr(Weeks, "_judge", lambda made, gates, week: self.judged[tuple(gate.name for gate in gates)])
        patch.setattr(drawing, "run_of", lambda made, week: self.run)
        patch.setattr(undated.intake, "build", lambda *_: None)
        patch.setattr(undated, "chain", lambda connection, name, *_: self.chains[name])
        patch.setattr(sessions, "week_tables", lambda *_: {})
        patch.setattr(engine, "query", lambda connection, table, read: table.name)
        patch.setattr(engine, "typed", lambda connection, name, text: name)
        patch.setattr(engine, "offer", lambda *_: None)


def _what(query: str) -> str:
    """File and fingerprint: what a COPY of a lake makes does not depend on anything else."""
    return query.rpartition(") TO '")[2]


def _target(query: str) -> Path:
    return Path(_what(query).split("'")[0])
