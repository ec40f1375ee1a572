"""Starting up without looking for garbage: what modules and the graph make stays until the process ends."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_done: set[str] = set()


@contextmanager
def starting(part: str) -> Iterator[None]:
    """Inside, nothing is collected; afterwards all that is there is left out of collections, the last included.

    Saves a sixth of a small company's run, half of it when the process ends. Each part counts once a process, so
    that what later weeks leave behind is collected.
    """
    if part in _done or not gc.isenabled():
        yield
        return
    _done.add(part)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
