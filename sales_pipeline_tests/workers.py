"""Two workers share the suite: which tests stay together, what comes first, and what is made once for both.

A file is not divided. Tests that start processes, serve a port or kill are one unit of work, so that no two of them
stand beside each other, whatever else does. The longest units come first, so that none is left over at the end.
"""

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

Made = TypeVar("Made")
PROCESSES = (
    "browser/", "survival/", "test_lock.py", "test_publish.py", "test_quick_history.py",
    "test_reading_while_writing.py", "test_ui.py",
)  # fmt: skip
# the units that take longest, the longest first; `pytest --durations=0` tells
LONGEST = ("processes", "test_laws.py", "execution/test_simulated_team.py", "test_command.py")


def unit(nodeid: str) -> str:
    """The unit of work that a test belongs to: its file, or what brings several files together."""
    file = nodeid.partition("::")[0].removeprefix("sales_pipeline_tests/")
    return "processes" if file.startswith(PROCESSES) else file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(unit(item.nodeid), len(places)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """By units instead of by files; None leaves another way of sharing, asked for by hand, as it is."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByUnit(LoadFileScheduling):  # type: ignore[misc,unused-ignore]
        def _split_scope(self, nodeid: str) -> str:
            return unit(nodeid)

    return ByUnit(config, log)


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder of this run of the tests, the same for all workers."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """What `make` gives for a folder that isn't there yet: made by the worker that asks first, for all of them.

    Nobody changes the folder; who wants to takes a copy.
    """
    shared = shared_folder(factory)
    folder, given = shared / name, shared / f"{name}.pickle"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not given.exists():
            # of a worker that failed at it
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            given.write_bytes(pickle.dumps(make(folder)))
    found: Made = pickle.loads(given.read_bytes())
    return found
