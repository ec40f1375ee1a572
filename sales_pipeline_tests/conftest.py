"""What tests share: the sample company in a folder of its own, a week of it published once, and the command.

How two workers share the tests is in workers.py. Hypothesis draws the same examples each time and never judges by the
clock.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import settings
from typer.testing import CliRunner

from sales_pipeline import company
from sales_pipeline.cli import app
from sales_pipeline.home import CLOCK_VARIABLE, Home
from sales_pipeline.weeks import Weeks
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.approvals import signing_home
from sales_pipeline_tests.sample import committed
from sales_pipeline_tests.workers import (
    made_once,
    pytest_collection_modifyitems,
    pytest_xdist_make_scheduler,
    shared_folder,
)

# hooks of pytest's, found by their names
__all__ = ["pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"

WEEK = date(2026, 11, 16)
REPOSITORY = Path(__file__).parents[1]
DATA = REPOSITORY / "data"
_MADE_BY_RUNS = shutil.ignore_patterns("lake", "outputs", "messages", ".dagster", ".run.lock", "*.duckdb", ".*.tmp")


@dataclass(frozen=True)
class Published:
    """A home whose newest week was published by the command, and what the command said."""

    home: Home
    stdout: str
    stderr: str

    @property
    def folder(self) -> Path:
        return self.home.outputs(WEEK)


def command(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, arguments)


def weeks_of(home: Home) -> Weeks:
    return Weeks(home, company.load(home.company_file))


def copy_sample(folder: Path) -> Home:
    """The sample company as it lies in the repository, without what runs made of it."""
    shutil.copytree(DATA, folder, ignore=_not_of_the_sample)
    return Home(folder)


def _not_of_the_sample(folder: str, names: list[str]) -> set[str]:
    """What runs made: of the days of the log those that the sample doesn't list as its own."""
    if Path(folder) == DATA / "events":
        return set(names) - committed.events()
    return _MADE_BY_RUNS(folder, names)


@contextmanager
def own_environment() -> Iterator[None]:
    """What is set inside is not seen outside."""
    kept = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where nothing may be compiled into the checkout, as in CI, what tests start compiles aside, once for all.

    A process that runs the command otherwise spends most of its start on compiling two thousand modules.
    """
    with own_environment():
        if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
            os.environ["PYTHONPYCACHEPREFIX"] = str(shared_folder(tmp_path_factory) / "compiled")
        yield


@pytest.fixture(autouse=True)
def _own_environment(_compiled_once: None) -> Iterator[None]:
    """A run sets variables for dagster; no test sees those of another."""
    with own_environment():
        yield


@pytest.fixture
def sample(tmp_path: Path) -> Home:
    """The sample company, for tests that change it or run on it."""
    return copy_sample(tmp_path / "home")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The sample company's newest week, published; for reading only."""
    return made_once(tmp_path_factory, "published", publish_sample)


@pytest.fixture
def published_copy(published: Published, tmp_path: Path) -> Home:
    """A copy of the published home, for tests that run on it again: most of a first run is making past weeks."""
    return Home(Path(shutil.copytree(published.home.root, tmp_path / "home")))


@pytest.fixture(scope="module")
def whole(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Weeks:
    """The sample with its newest week made; tests only add weeks to its lake, one file's tests the same."""
    return weeks_of(Home(Path(shutil.copytree(published.home.root, tmp_path_factory.mktemp("whole") / "home"))))


@pytest.fixture(scope="session")
def tiny_weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of six weeks of six deals, made in order, no document drawn; for reading only."""
    return made_once(tmp_path_factory, "tiny", lambda folder: tiny_home.make_weeks(folder / "home"))


@pytest.fixture
def tiny(tiny_weeks: Path, tmp_path: Path) -> Home:
    """A copy of it, for tests that change it: making its weeks again costs more than they do."""
    return Home(Path(shutil.copytree(tiny_weeks, tmp_path / "home")))


@pytest.fixture(scope="session")
def small_published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company of six deals on the Tuesday of its first week, which the command published; for reading only."""
    return made_once(tmp_path_factory, "small", publish_small)


@pytest.fixture
def small(small_published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy of it, and its clock, for tests that run on it again: a run of it is mostly Dagster's own work."""
    monkeypatch.setenv(CLOCK_VARIABLE, signing_home.NOON)
    return Home(Path(shutil.copytree(small_published, tmp_path / "home")))


def publish_small(folder: Path) -> Path:
    home = signing_home.make(folder / "home")
    with own_environment():
        os.environ[CLOCK_VARIABLE] = signing_home.NOON
        done = command("run", "--home", str(home.root), "--week", str(signing_home.WEEK))
    assert done.exit_code == 0, done.output
    return home.root


def publish_sample(folder: Path) -> Published:
    home = copy_sample(folder / "home")
    with own_environment():
        result = command("run", "--home", str(home.root))
    assert result.exit_code == 0, result.output
    return Published(home, result.stdout, result.stderr)
