"""A hash of this package's own text, so that what other code made is made again. Knows nothing of what it does."""

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def code_digest(*places: str) -> str:
    """Hash of every file below the given folders and modules of the package, in a fixed order."""
    whole = hashlib.sha256()
    for path in sorted({path for place in places for path in _files(_PACKAGE / place)}):
        whole.update(f"{path.relative_to(_PACKAGE).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return whole.hexdigest()


def _files(place: Path) -> list[Path]:
    if not place.exists():
        raise FileNotFoundError(f"{place} is no part of the package: name a folder or a module of it")
    found = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    return [path for path in found if "__pycache__" not in path.parts]
