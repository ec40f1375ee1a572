"""What the system refused, in one sentence: which file or folder of the home, why, what to do.

Understands errors by their text, because a run keeps no more of them. What is no refusal of the system is not
explained here: it is a fault of ours and deserves its traceback.
"""

import errno
import os
import re
from pathlib import Path

from sales_pipeline.home import Home

_ROOM = "make room on its disk"
_ALLOW = "let this user write there"
_LIMIT = "raise the limit on the size of files (ulimit -f)"
_DISK = "check its disk"
_ADVICE = {
    errno.ENOSPC: _ROOM, errno.EDQUOT: _ROOM, errno.EFBIG: _LIMIT, errno.EROFS: _ALLOW,
    errno.EACCES: _ALLOW, errno.EPERM: _ALLOW, errno.EIO: _DISK,
}  # fmt: skip
_REASONS = {os.strerror(number): advice for number, advice in _ADVICE.items()}
# SQLite, which keeps the run history, names no file
_HISTORY = {
    "database or disk is full": _ROOM, "disk I/O error": _DISK,
    "attempt to write a readonly database": _ALLOW, "unable to open database file": _ALLOW,
}  # fmt: skip
_IN_THE_WAY = [os.strerror(number) for number in (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY)]


def explain(home: Home, error: str) -> str | None:
    """The sentence for an error's text, without the way to it; None where the system refused nothing."""
    found = re.findall(r"""(?:'|\\?")(/[^'"\\]+)""", error)
    path = next((Path(each) for each in found if Path(each).is_relative_to(home.root)), home.root)
    for reason, advice in _REASONS.items():
        if reason in error:
            return f"{_shown(home, path)} can't be written ({reason}): {advice}, then run again."
    if "sqlite3" in error:
        for reason, advice in _HISTORY.items():
            if reason in error:
                return f"{_shown(home, home.dagster)} can't be written ({reason}): {advice}, then run again."
    if any(reason in error for reason in _IN_THE_WAY):
        return _obstacle(home, path)
    return None


def _obstacle(home: Home, path: Path) -> str | None:
    """Something stands where a folder or a file of ours has its place."""
    for place in (*reversed(path.parents), path):
        if not place.is_relative_to(home.root):
            continue
        if place.is_symlink() and not place.exists():
            return (
                f"{_shown(home, place)} is a link to {os.readlink(place)}, which is not there: make that folder or "
                "remove the link, then run again."
            )
        if place != path and place.exists() and not place.is_dir():
            return f"{_shown(home, place)} is no folder: move it away, then run again."
    if path.is_dir():
        return f"{_shown(home, path)} is a folder where a file belongs: move it away, then run again."
    return f"{_shown(home, path)} is no folder: move it away, then run again." if path.exists() else None


def _shown(home: Home, path: Path) -> str:
    """A path as people know it: what is written aside goes by the name of what it is to become."""
    known: list[str] = []
    for part in path.relative_to(home.root).parts if path.is_relative_to(home.root) else ():
        if part.startswith(".workspace."):
            break
        part = part.removesuffix(".wal")
        aside = re.fullmatch(r"\.(.+?)(\.\d+\.tmp|\.new|\.old)", part)
        known.append(aside[1] if aside else part)
    return "/".join(known) or str(home.root)
