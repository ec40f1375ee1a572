"""What tests of approvals share: the small home after everybody approved it, and after its content changed."""

import os
import shutil
from pathlib import Path

import pytest

from sales_pipeline.home import Home
from sales_pipeline_tests.approvals.signing_home import NOON, WEEK, approve_all, change_input
from sales_pipeline_tests.conftest import command, own_environment
from sales_pipeline_tests.workers import made_once


@pytest.fixture
def home(small: Home) -> Home:
    """The small home before anybody decided."""
    return small


@pytest.fixture(scope="session")
def stale_root(small_published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same home approved by everybody, then published again with other content: nothing is approved any more."""

    def make(folder: Path) -> Path:
        home = Home(Path(shutil.copytree(small_published, folder / "home")))
        approve_all(home)
        change_input(home)
        with own_environment():
            os.environ["SALES_PIPELINE_NOW"] = NOON
            done = command("run", "--home", str(home.root), "--week", str(WEEK))
        assert done.exit_code == 0, done.output
        return home.root

    return made_once(tmp_path_factory, "stale", make)


@pytest.fixture(scope="session")
def final_root(small_published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same home after the last approval."""

    def make(folder: Path) -> Path:
        home = Home(Path(shutil.copytree(small_published, folder / "home")))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SALES_PIPELINE_NOW", NOON)
            for person in ("eve", "fay", "cora"):
                said = ("--week", str(WEEK), "--as", person, "--reason", "read and checked")
                done = command("approve", *said, "--home", str(home.root))
                assert done.exit_code == 0, (done.output, done.exception)
        assert done.stdout == f"Week {WEEK} is approved and final: 13 files in outputs/final/{WEEK}.\n"
        return home.root

    return made_once(tmp_path_factory, "final", make)


@pytest.fixture
def final(final_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("SALES_PIPELINE_NOW", NOON)
    return Home(Path(shutil.copytree(final_root, tmp_path / "home")))
