"""Files of a sample home: written aside, then moved in, so that a folder never holds half a sample.

A folder may be written when it is empty, or when it holds an earlier sample (truth/sample.yaml says so and
lists that sample's files): those files are replaced or removed, everything else in the folder stays.
"""

import csv
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

import yaml

from sales_pipeline.sample.dirt import Dirt

MARKER = "truth/sample.yaml"
_STAGING = ".sample"
_IGNORED = {_STAGING, ".gitkeep", ".DS_Store"}


class SampleError(Exception):
    """A sample that can't be made; the message says what to do."""


class Table:
    """One CSV file, streamed."""

    def __init__(self, path: Path, header: Sequence[str], dirt: Dirt | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(header)
        self._dirt = dirt

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Rows of one thing together: dirt may depend on where in them a row stands."""
        if self._dirt is None:
            self._writer.writerows(rows)
        else:
            self._writer.writerows(self._dirt.spread([list(row) for row in rows]))

    def close(self) -> None:
        self._file.close()


class Files:
    """The files of one sample while they are written; leaving the block without an error moves them in."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._staging = home / _STAGING
        self._tables: list[Table] = []
        self._names: list[str] = []
        self._earlier = _earlier(home)

    def __enter__(self) -> "Files":
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir(parents=True)
        return self

    def table(self, name: str, header: str, dirt: Dirt | None = None) -> Table:
        """A new CSV file; `header` is the comma-separated list of its columns."""
        table = Table(self._path(name), header.split(","), dirt)
        self._tables.append(table)
        return table

    def stays(self, name: str) -> None:
        """A file of this sample that lies in the home already, with more in it that is not the sample's."""
        self._names.append(name)

    def text(self, name: str, text: str) -> None:
        self._path(name).write_text(text, encoding="utf-8", newline="\n")

    def _path(self, name: str) -> Path:
        self._names.append(name)
        path = self._staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for table in self._tables:
            table.close()
        if kind is None:
            self._move_in()
        shutil.rmtree(self._staging, ignore_errors=True)

    def mark(self, **facts: int) -> None:
        """The file that says what made this home."""
        names = sorted([*self._names, MARKER])
        text = "# Made by `sales-pipeline sample`. Running it again replaces these files and touches no others.\n"
        self.text(MARKER, text + yaml.safe_dump({**facts, "files": names}, sort_keys=False))

    def _move_in(self) -> None:
        for name in sorted(set(self._earlier) - set(self._names)):
            (self._home / name).unlink(missing_ok=True)
        # the marker first: a move that was cut short can be made good by running again
        for name in [MARKER, *self._names]:
            if not (self._staging / name).exists():
                continue
            target = self._home / name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._staging / name, target)


def _earlier(home: Path) -> list[str]:
    """Files of the sample the folder holds; SampleError when it holds something else."""
    if home.exists() and not home.is_dir():
        raise SampleError(f"{home} is a file: name a folder for the sample.")
    if (home / MARKER).is_file():
        return _listed(home / MARKER)
    if home.is_dir() and any(item.name not in _IGNORED for item in home.iterdir()):
        raise SampleError(
            f"{home} is not empty and holds no earlier sample ({MARKER} is missing): name a new or empty folder."
        )
    return []


def marked(home: Path, fact: str) -> int:
    """A number that the marker of an earlier sample tells, such as its seed; 0 where it doesn't."""
    if not (home / MARKER).is_file():
        return 0
    told = yaml.safe_load((home / MARKER).read_text(encoding="utf-8")).get(fact)
    return told if isinstance(told, int) else 0


def _listed(marker: Path) -> list[str]:
    """The files that a marker lists; never one outside the folder."""
    try:
        names = [str(name) for name in yaml.safe_load(marker.read_text(encoding="utf-8"))["files"]]
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise SampleError(f"{marker} doesn't list a sample's files: delete the folder or name another.") from error
    return [name for name in names if not Path(name).is_absolute() and ".." not in Path(name).parts]
