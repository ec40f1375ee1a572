"""Every write, rename and flush of a run fails once: nothing half made is seen, and the next run heals.

The rows are computed once and remembered, so that only what is written is done anew for each of them.
"""

import errno
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from sales_pipeline import sql
from sales_pipeline.documents import Drawer, documents
from sales_pipeline.home import Home
from sales_pipeline.refusals import explain
from sales_pipeline.release import release
from sales_pipeline.weeks import settled
from sales_pipeline_tests.survival import small_run
from sales_pipeline_tests.survival.operations import DUCKDB_WRITES, Half, Operation, watched
from sales_pipeline_tests.survival.small_run import Remembered, Rows, everything, left_aside, published_rows, visible

REASONS = {errno.ENOSPC: "make room on its disk", errno.EIO: "check its disk"}


@dataclass
class FailAt:
    """Fails the n-th operation: a write half done, the disk full at odd numbers and broken at even ones."""

    number: int
    met: list[Operation] = field(default_factory=list)

    def __call__(self, operation: Operation, half: Half) -> None:
        self.met.append(operation)
        if len(self.met) == self.number:
            half()
            raise failure(*operation, self.errno)

    @property
    def errno(self) -> int:
        return errno.ENOSPC if self.number % 2 else errno.EIO


def failure(kind: str, path: str, number: int) -> Exception:
    """The error as Python or DuckDB raises it."""
    said = os.strerror(number)
    if kind in DUCKDB_WRITES:
        return duckdb.IOException(f'IO Error: Could not write file "{path}": {said}')
    # writing and flushing know no name, only an open file
    return OSError(number, said) if kind in ("write", "fsync") else OSError(number, said, path)


@dataclass(frozen=True)
class Seen:
    """What people see of a home: documents, and the published rows."""

    outputs: dict[str, bytes]
    rows: Rows

    @classmethod
    def of(cls, home: Home) -> "Seen":
        return cls(visible(home.root / "outputs"), published_rows(home))


@dataclass
class Case:
    """A home with a week published and an input changed since; what the next run makes of it, unharmed."""

    home: Home
    start: Path
    ready: Path
    "The home when all is made and nothing shown."
    drawer: Drawer
    before: dict[str, bytes]
    old: Seen
    prepared: dict[str, bytes]
    new: Seen
    operations: list[Operation]
    preparing: int
    "How many of the operations come before the release."
    known: set[str]
    "The paths of the home after it, and the home's own."
    remembered: Remembered

    def restart(self, state: Path) -> None:
        """Put the home back as it was before the run, or the release. Links serve: only the log of events is changed
        in place."""
        for path in sorted(self.home.root.rglob("*"), reverse=True):
            twin = state / path.relative_to(self.home.root)
            if path.is_file() and not (twin.exists() and path.samefile(twin)):
                path.unlink()
            elif path.is_dir() and not twin.exists():
                path.rmdir()
        shutil.copytree(state, self.home.root, copy_function=_link, dirs_exist_ok=True)

    def heal(self, run: Callable[[Home], object]) -> None:
        """What the next run does, flushing left out."""
        with watched(self.home.root, FailAt(0)):
            run(self.home)
        assert left_aside(self.home) == []

    def fail(self, number: int) -> None:
        """Run until the operation of this number, which fails: with a sentence, and nothing half made to be seen.

        What comes before the release was done already where the operation is one of the release.
        """
        releases = number > self.preparing
        self.restart(self.ready if releases else self.start)
        failing = FailAt(number, self.operations[: self.preparing] if releases else [])
        with watched(self.home.root, failing), pytest.raises((OSError, duckdb.IOException)) as caught:
            release(self.drawer, small_run.WEEK) if releases else small_run.run(self.home)
        assert failing.met[number - 1] == self.operations[number - 1]
        self.check_sentence(explain(self.home, str(caught.value)), failing.errno)
        for name, content in visible(self.home.lake).items():
            assert content in (self.before.get(f"lake/{name}"), self.prepared[f"lake/{name}"]), name

    def check_sentence(self, said: str | None, number: int) -> None:
        wanted = rf"(.+) can't be written \({os.strerror(number)}\): {REASONS[number]}, then run again\."
        found = re.fullmatch(wanted, said or "")
        assert found, said
        # what it names is a file or folder people know, not one that is written aside
        assert found[1] in self.known, said


def _link(source: str, target: str) -> None:
    if Path(source).parent.name == "events":
        # the one place where a file is added to
        shutil.copyfile(source, target)
    elif not os.path.exists(target):
        os.link(source, target)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("faults")
    home = small_run.make_home(folder / "home")
    small_run.run(home)
    old = Seen.of(home)
    small_run.change_input(home)
    before = everything(home.root)
    shutil.copytree(home.root, folder / "start")
    counted, remembered = FailAt(0), Remembered()
    with pytest.MonkeyPatch.context() as patch:
        remembered.record(patch)
        with watched(home.root, counted):
            drawer = small_run.prepare(home)
            preparing, prepared = len(counted.met), everything(home.root)
            shutil.copytree(home.root, folder / "ready")
            small_run.release(drawer, small_run.WEEK)
    new = Seen.of(home)
    assert old.outputs != new.outputs
    assert old.rows != new.rows
    known = {str(home.root), *(home.relative(path) for path in home.root.rglob("*"))}
    yield Case(
        home, folder / "start", folder / "ready", drawer, before, old, prepared, new, counted.met, preparing, known,
        remembered,
    )  # fmt: skip
    for state, held in (("start", before), ("ready", prepared)):
        assert everything(folder / state) == held, "a run changed a file in place"


def test_a_run_is_made_of_these_operations(case: Case) -> None:
    kinds = Counter(kind for kind, _ in case.operations)
    tables, papers = len(sql.undated()) + len(settled()), len(documents())
    # every table; every document and what it was drawn from; the set that is shown, its run, what changed; the database
    written = tables + 2 * papers + papers + 2 + 1
    assert [kinds[each] for each in DUCKDB_WRITES] == [tables, 1, 1, 1]
    # the set is shown by two moves; its folder and the database's are flushed, and the event that tells of it
    assert (kinds["rename"], kinds["fsync"]) == (written + 2, written + 3)
    assert kinds["open"] > kinds["write"] > 2 * papers


EACH = pytest.mark.parametrize("each", [12, pytest.param(1, marks=pytest.mark.long)])


def operations(case: Case, each: int) -> list[int]:
    """The operations by number: all, but of tables and of documents, each written alike, one in so many."""
    undated = [f"{name}.parquet" for name in sql.undated()]
    files = [document.file for document in documents().values()]
    marks = [f".{name}.fingerprint" for name in documents()]
    alike = (undated, settled(), files, marks)
    others = {name for names in alike for place, name in enumerate(names) if place % each}
    return [n for n, (_, path) in enumerate(case.operations, 1) if not others & {*_names(Path(path))}]


def _names(path: Path) -> Iterator[str]:
    """The table or document that an operation is on, as far as its path tells."""
    yield path.parent.name
    yield path.name
    # written aside as .name.number.tmp
    yield path.name.removeprefix(".").removesuffix(".tmp").rpartition(".")[0]


@EACH
def test_a_fault_before_the_release_is_not_seen_and_the_next_run_makes_the_rest(
    case: Case, monkeypatch: pytest.MonkeyPatch, each: int
) -> None:
    case.remembered.replay(monkeypatch)
    published = case.home.database.name
    for number in (n for n in operations(case, each) if n <= case.preparing):
        case.fail(number)
        assert visible(case.home.root / "outputs") == case.old.outputs
        assert case.home.database.read_bytes() == case.before[published]
        case.heal(small_run.prepare)
        # the release of this home is the release of the unharmed one: it reads nothing else
        assert everything(case.home.root) == case.prepared


@EACH
def test_a_fault_in_the_release_shows_old_or_new_and_the_next_run_releases(
    case: Case, monkeypatch: pytest.MonkeyPatch, each: int
) -> None:
    case.remembered.replay(monkeypatch)
    for number in (n for n in operations(case, each) if n > case.preparing):
        case.fail(number)
        assert visible(case.home.root / "outputs") in (case.old.outputs, case.new.outputs)
        if case.home.database.read_bytes() != case.before[case.home.database.name]:
            assert published_rows(case.home) == case.new.rows
        case.heal(small_run.run)
        assert Seen.of(case.home) == case.new


@pytest.mark.parametrize("part", [0.2, 0.6, pytest.param(0.4, marks=pytest.mark.long), 0.97])
def test_rows_that_are_computed_anew_are_the_same(case: Case, part: float) -> None:
    case.fail(int(part * len(case.operations)))
    case.heal(small_run.run)
    assert Seen.of(case.home) == case.new
