"""How a file comes into a home: written aside, flushed, moved into its place, so that it is there whole or not at all.

Everything a run leaves goes through here. What a kill leaves aside is `.name.<process>.tmp`; the next run sweeps it.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def put(target: Path, content: bytes) -> None:
    """Make a file hold these bytes, in one move."""
    beside = aside(target)
    with naming(target):
        beside.write_bytes(content)
    move(beside, target)


def aside(target: Path) -> Path:
    """Where to write what `move` will put in the target's place; its folder is made."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f".{target.name}.{os.getpid()}.tmp")


def move(beside: Path, target: Path) -> None:
    """Put what was written aside in the target's place."""
    with naming(target):
        with open(beside, "rb") as file:
            os.fsync(file.fileno())
        os.replace(beside, target)


def sync_folder(folder: Path) -> None:
    """Make a move into a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with naming(folder):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> None:
    """Remove what a killed run left aside, anywhere below a folder."""
    for orphan in [*folder.rglob(".*.tmp")]:
        remove(orphan)


def remove(path: Path) -> None:
    """Take a file or folder away, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Have an error of the system say which file it is about; writing and flushing leave that out."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
