"""One run per home at a time: a file lock that the system frees however the holder ends."""

import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from sales_pipeline import files
from sales_pipeline.home import Home


@contextmanager
def run_lock(home: Home, waiting: Callable[[str], None] = lambda holder: None) -> Iterator[None]:
    """Hold the home's lock; when another run has it, call `waiting` once with who holds it, then wait."""
    with _lock_file(home) as file:
        if not _taken(file):
            waiting(_holder(file))
            fcntl.flock(file, fcntl.LOCK_EX)
            _sign(file)
        yield


@contextmanager
def lock_if_free(home: Home) -> Iterator[bool]:
    """Hold the home's lock unless another run has it; whether it is held."""
    with _lock_file(home) as file:
        yield _taken(file)


def _lock_file(home: Home) -> TextIO:
    home.root.mkdir(parents=True, exist_ok=True)
    return open(home.lock_file, "a+", encoding="utf-8")


def _taken(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    _sign(file)
    return True


def _holder(file: TextIO, patience_seconds: float = 2) -> str:
    # the lock is taken a moment before it is signed, and a holder that was killed leaves its name
    until = time.monotonic() + patience_seconds
    while time.monotonic() < until:
        file.seek(0)
        signed = re.fullmatch(r"process (\d+)", file.read())
        if signed and _lives(int(signed[1])):
            return signed[0]
        time.sleep(0.01)
    return "another process"


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:
        return True  # somebody else's
    except ProcessLookupError:
        return False
    return True


def _sign(file: TextIO) -> None:
    with files.naming(Path(file.name)):
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}")
        file.flush()
