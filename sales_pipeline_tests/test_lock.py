"""One run per home at a time: the second waits and names the holder; a holder that is killed frees it."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sales_pipeline.home import Home
from sales_pipeline.lock import run_lock

HOLD = """
import sys
from pathlib import Path
from sales_pipeline.home import Home
from sales_pipeline.lock import run_lock
with run_lock(Home(Path(sys.argv[1])), lambda holder: print(f"waiting for {holder}", flush=True)):
    print("held", flush=True)
    sys.stdin.readline()
print("freed", flush=True)
"""


class Holder:
    """Another process that takes the lock and keeps it until told."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(home)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def let_go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Holder]]:
    started: list[Holder] = []

    def another() -> Holder:
        started.append(Holder(tmp_path / "home"))
        return started[-1]

    yield another
    for holder in started:
        holder.process.kill()
        holder.process.communicate()


def test_the_second_waits_and_names_the_holder_then_has_its_turn(start: Callable[[], Holder]) -> None:
    first = start()
    assert first.says() == "held"
    second = start()
    assert second.says() == f"waiting for process {first.process.pid}"
    first.let_go()
    assert first.says() == "freed"
    assert second.says() == "held"


def test_the_holder_is_named_though_it_signs_late_over_the_name_of_one_that_was_killed(
    start: Callable[[], Holder], tmp_path: Path
) -> None:
    killed = start()
    assert killed.says() == "held"
    killed.process.kill()
    killed.process.wait()
    with open(tmp_path / "home" / ".run.lock", "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        second = start()
        time.sleep(0.5)
        file.truncate()
        file.write(f"process {os.getpid()}")
        file.flush()
        assert second.says() == f"waiting for process {os.getpid()}"


def test_a_holder_that_is_killed_frees_the_lock(start: Callable[[], Holder]) -> None:
    first = start()
    assert first.says() == "held"
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    second = start()
    assert second.says() == "held"


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    waited: list[str] = []
    with pytest.raises(RuntimeError), run_lock(Home(tmp_path), waited.append):
        raise RuntimeError
    with run_lock(Home(tmp_path), waited.append):
        assert (tmp_path / ".run.lock").read_text() == f"process {os.getpid()}"
    assert waited == []
