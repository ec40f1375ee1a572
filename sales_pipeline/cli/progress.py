"""A line on a terminal that says how far a long command is; nothing elsewhere."""

import os
import sys
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


class ProgressLine:
    """Shown while its block runs."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._terminal = _own_terminal()
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
        console = Console(file=self._terminal or sys.stderr)
        self._bar = Progress(
            *columns, TimeElapsedColumn(), console=console, transient=True, disable=self._terminal is None
        )
        self._task = self._bar.add_task(f"{title}: starting", total=None)

    def __enter__(self) -> "ProgressLine":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
        if self._terminal:
            self._terminal.close()

    def step(self, name: str, total: int) -> None:
        """One more of `total` is done, or begun."""
        self._bar.update(self._task, advance=1, total=total, description=f"{self._title}: {name}")


def _own_terminal() -> TextIO | None:
    """The terminal behind stderr under a number of its own: dagster keeps what steps print to stderr for itself."""
    return os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8") if sys.stderr.isatty() else None
