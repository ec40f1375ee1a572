"""What tests share: the sample company in a folder of its own, a week of it published once, and the command.

Hypothesis draws the same examples each time and never judges by the clock.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import settings
from typer.testing import CliRunner

from sales_pipeline import company
from sales_pipeline.cli import app
from sales_pipeline.home import Home
from sales_pipeline.weeks import Weeks

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"

WEEK = date(2026, 11, 16)
REPOSITORY = Path(__file__).parents[1]
DATA = REPOSITORY / "data"
_MADE_BY_RUNS = shutil.ignore_patterns("lake", "outputs", ".dagster", ".run.lock", "*.duckdb", ".*.tmp")


@dataclass(frozen=True)
class Published:
    """A home whose newest week was published by the command, and what the command said."""

    home: Home
    result: Result

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
    shutil.copytree(DATA, folder, ignore=_MADE_BY_RUNS)
    return Home(folder)


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    """A run sets variables for dagster; no test sees those of another."""
    kept = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture
def sample(tmp_path: Path) -> Home:
    """The sample company, for tests that change it or run on it."""
    return copy_sample(tmp_path / "home")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The sample company's newest week, published; for reading only."""
    home = copy_sample(tmp_path_factory.mktemp("published") / "home")
    result = command("run", "--home", str(home.root))
    assert result.exit_code == 0, result.output
    return Published(home, result)
