"""The rows of a benchmark, their ratios against the targets, and how both are printed."""

import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sales_pipeline.bench.measure import LIMIT, SIZES, Measured

GIB = 1024.0


@dataclass(frozen=True)
class Target:
    """A figure that is promised: at most, or at least, so much."""

    name: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        bound = "at least" if self.at_least else "at most"
        return f"{self.name}: {self.value:,.2f} ({bound} {self.limit:g}: {'met' if self.met else 'missed'})"


def targets(rows: Iterable[Measured]) -> list[Target]:
    """The promises for one size."""
    found = {row.key: row for row in rows}

    def ratio(above: str, below: str) -> float:
        return found[above].seconds / found[below].seconds

    peaks = [found[key].peak_mib or 0 for key in ("tables", "tables_limited")]
    return [
        Target("tables of the week / the same SQL bare", ratio("tables", "bare_tables"), 1.5),
        Target("tables of the week / one bare week of the snapshot", ratio("tables", "bare_snapshot"), 4),
        Target("plain pandas / the same through the pipeline", ratio("pandas", "ours"), 3, at_least=True),
        Target("peak memory of the tables, MiB", peaks[0], GIB),
        Target(f"peak memory at a limit of {LIMIT} / without", peaks[1] / peaks[0], 1.1),
    ]


def run_targets(rows: Iterable[Measured]) -> list[Target]:
    """The promise about starting up and dagster: what a run takes beyond its work, in imports of dagster."""
    found = {row.key: row.seconds for row in rows}

    def ratio(start: str) -> float:
        return (found[f"{start}_run"] - found["work"]) / found[f"{start}_import"]

    name = "starting up and dagster / import dagster"
    return [Target(f"{name}, first start", ratio("first"), 6), Target(f"{name}, later starts", ratio("later"), 6)]


def document_targets(rows: Iterable[Measured]) -> list[Target]:
    """The promises about documents: what a large company's take beside the week's own, and their memory."""
    rows = list(rows)
    usual, large = (sum(row.cpu_seconds or 0 for row in _of(rows, "document", size)) for size in SIZES)
    name = "drawing a large company's documents / those of the week, processor"
    peak = max(row.peak_mib or 0 for row in rows if row.key in ("document", "judged"))
    return [Target(name, large / usual, 15), Target("peak memory of one document, MiB", peak, GIB)]


def _of(rows: Iterable[Measured], key: str, size: str) -> list[Measured]:
    return [row for row in rows if row.key == key and row.found["arguments"][-1] == size]


def same_totals(rows: Iterable[Measured]) -> tuple[int, list[str]]:
    """Nodes at which pandas and the pipeline agree to the cent, and those at which they don't."""
    totals = {row.key: row.found["totals"] for row in rows if "totals" in row.found}
    ours, theirs = totals["ours"], totals["pandas"]
    zero = [0, 0, 0]
    names = sorted({*theirs, *ours})
    differ = [name for name in names if theirs.get(name, zero) != ours.get(name, zero)]
    return len(names) - len(differ), differ


def machine() -> dict[str, int]:
    """Cores and memory, nothing that tells one machine from another."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cores": os.cpu_count() or 1, "memory_gib": round(memory / 2**30)}


def as_text(rows: Iterable[Measured]) -> str:
    """A Markdown table of rows."""
    lines = ["| stage | wall s | processor s | peak MiB |", "|---|--:|--:|--:|"]
    for row in rows:
        figures = [f"{row.seconds:,.1f}", _figure(row.cpu_seconds, 1), _figure(row.peak_mib, 0)]
        lines.append(f"| {row.label} | {' | '.join(figures)} |")
    return "\n".join(lines)


def documents_as_text(rows: Iterable[Measured]) -> str:
    """A Markdown table of documents: drawn and judged, at the week's own size and a large company's."""
    rows = list(rows)
    works = [(key, size) for size in SIZES for key in ("document", "judged")]
    titles = [f"{size}: {said} s | MiB" for size in SIZES for said in ("drawn", "judged")]
    lines = [f"| document | {' | '.join(titles)} |", "|---|" + "--:|" * 2 * len(works)]
    each = [_of(rows, key, size) for key, size in works]
    for together in zip(*each, strict=True):
        figures = [f"{row.cpu_seconds or 0:,.1f} | {_figure(row.peak_mib, 0)}" for row in together]
        lines.append(f"| {together[0].label} | {' | '.join(figures)} |")
    return "\n".join(lines)


def _figure(value: float | None, places: int) -> str:
    return "" if value is None else f"{value:,.{places}f}"


def as_data(rows: Iterable[Measured], promised: Iterable[Target]) -> dict[str, Any]:
    return {
        "stages": [asdict(row) for row in rows],
        "targets": [{**asdict(target), "met": target.met} for target in promised],
    }
