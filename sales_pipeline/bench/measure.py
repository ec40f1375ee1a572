"""Runs stages, each in a process of its own, and gathers what they report."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sales_pipeline.documents import documents

Tell = Callable[[str], None]
LIMIT = "1GB"
RUN_DEALS = 1500
SIZES = ("usual", "large")
DRAWN = 200_000


class BenchError(Exception):
    """A stage that could not be run, with what it said."""


@dataclass(frozen=True)
class Measured:
    """One row: what ran, how long, how much of the processor, how much memory at most; `key` names it for ratios."""

    key: str
    label: str
    seconds: float
    cpu_seconds: float | None = None
    peak_mib: float | None = None
    found: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Step:
    """A stage with its arguments, and what is printed for it."""

    key: str
    label: str
    arguments: tuple[str, ...] = ()

    @property
    def stage(self) -> str:
        return self.key.removesuffix("_limited")


BEFORE = (
    Step("intake", "intake: files to opportunity_history"),
    Step("received_contracts", "contracts of what was received"),
    Step("week_before", "tables of earlier weeks, which a weekly run finds made"),
    Step("changes", "history as changes, for the last two rows"),
)
# set side by side, so taken in turn, several times; the fastest counts, since a machine is rarely idle
COMPARED = (
    Step("tables", "tables of the week"),
    Step("tables_limited", f"tables of the week, memory limit {LIMIT}", (LIMIT,)),
    Step("bare_tables", "the same SQL bare"),
    Step("bare_snapshot", "one bare week of the snapshot"),
    Step("ours", "ranges, snapshot, weighting, roll-up"),
    Step("pandas", "the same in plain pandas"),
)
AFTER = (
    Step("simulation", "ranges of the week: a thousand draws of its open deals"),
    Step("draws", f"a thousand draws of {DRAWN:,} open deals, nothing else", (str(DRAWN),)),
    Step("contracts", "contracts of the week"),
    Step("gates", "gates of the week"),
    Step("documents", "documents"),
)


def measure_size(root: Path, opportunities: int, rounds: int, tell: Tell) -> Iterator[Measured]:
    """Every stage at one size, in a home made for it; a home that is there already is used."""
    if not (root / "company.yaml").exists():
        tell("generate")
        yield stage(Step("generate", "generate", (str(opportunities),)), root)
    yield from _each(BEFORE, root, tell)
    taken = [list(_each(COMPARED, root, tell)) for _ in range(rounds)]
    yield from (_fastest(rows) for rows in zip(*taken, strict=True))
    yield from _each(AFTER, root, tell)


def _each(steps: Iterable[Step], root: Path, tell: Tell) -> Iterator[Measured]:
    for step in steps:
        tell(step.label)
        yield stage(step, root)


def _fastest(rows: Sequence[Measured]) -> Measured:
    """The fastest of several, with the highest peak of all."""
    best = min(rows, key=lambda row: row.seconds)
    peaks = [row.peak_mib for row in rows if row.peak_mib is not None]
    return replace(best, peak_mib=max(peaks, default=None))


def measure_run(folder: Path, rounds: int, tell: Tell) -> Iterator[Measured]:
    """What dagster and starting up cost: a whole run, beside the same work without them, on a sample like data/.

    Twice: as a first start, which compiles every module, and as every later one, where Python may keep them compiled.
    """
    tell("a run of the command")
    home, other = folder / "run", folder / "work"
    for each in (home, other):
        stage(Step("generate", "generate", (str(RUN_DEALS),)), each)
    kept = ("-X", f"pycache_prefix={folder / 'modules'}")
    _run(home, kept)
    taken = [
        [
            *_start("first", "first start", home, ("-B", "-X", f"pycache_prefix={folder / 'none'}")),
            *_start("later", "later start", home, kept),
            _work(other),
        ]
        for _ in range(rounds)
    ]
    yield from (_fastest(rows) for rows in zip(*taken, strict=True))


def _start(key: str, label: str, home: Path, flags: tuple[str, ...]) -> Iterator[Measured]:
    yield Measured(f"{key}_import", f"import dagster, {label}", _timed(*flags, "-c", "import dagster"))
    yield Measured(f"{key}_run", f"sales-pipeline run, {label}", _run(home, flags))


def _run(home: Path, flags: tuple[str, ...]) -> float:
    """A run that has everything to make; its history of runs stays, as it does from week to week."""
    _forget(home)
    return _timed(*flags, "-m", "sales_pipeline", "run", "--home", str(home))


def _work(home: Path) -> Measured:
    _forget(home)
    return stage(Step("work", "the same work, without dagster and starting up"), home)


def _forget(home: Path) -> None:
    for name in ("lake", "outputs"):
        shutil.rmtree(home / name, ignore_errors=True)
    (home / "analytics.duckdb").unlink(missing_ok=True)


def stage(step: Step, root: Path) -> Measured:
    """Run a stage in a process of its own."""
    said = _child("-m", "sales_pipeline.bench.stages", step.stage, str(root), *step.arguments)
    found = {"arguments": list(step.arguments), **json.loads(said.splitlines()[-1])}
    return Measured(step.key, step.label, found.pop("seconds"), found.pop("cpu_seconds"), found.pop("peak_mib"), found)


def measure_documents(home: Path, week: str, tell: Tell) -> Iterator[Measured]:
    """Each document drawn and judged, from the tables of a week and from those grown to a large company's."""
    (home / "bench").mkdir(exist_ok=True)
    (home / "bench" / "week").write_text(week, encoding="ascii")
    tell("tables of a large company")
    yield stage(Step("enlarged", "tables of a large company"), home)
    for name in in_reading_order():
        for size in SIZES:
            tell(f"{name}, {size}")
            yield stage(Step("document", name, (name, size)), home)
            yield stage(Step("judged", name, (name, size)), home)


def in_reading_order() -> list[str]:
    """Documents, the summary before its print: of a print the page of the same name is read too."""
    return sorted(documents(), key=lambda name: name != "forecast_summary")


def _timed(*arguments: str) -> float:
    started = time.perf_counter()
    _child(*arguments)
    return time.perf_counter() - started


def _child(*arguments: str) -> str:
    # -E: whether modules are kept compiled must not depend on the caller's shell
    done = subprocess.run([sys.executable, "-E", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise BenchError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
    return done.stdout
