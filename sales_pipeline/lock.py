"""One run per home at a time: a file lock that the system frees however the holder ends."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sales_pipeline.home import Home


@contextmanager
def run_lock(home: Home, waiting: Callable[[str], None] = lambda holder: None) -> Iterator[None]:
    """Hold the home's lock; when another run has it, call `waiting` once with who holds it, then wait."""
    home.root.mkdir(parents=True, exist_ok=True)
    with open(home.lock_file, "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            waiting(file.read().strip() or "another process")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}")
        file.flush()
        yield
