"""YAML documents compared with the week: every part is a row of a table, every key one of its columns.

A new part needs one entry in PARTS: its path, the table, and the columns that pick its row. A number in a part that no
entry knows is a finding.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import yaml

from sales_pipeline.forecast.contracts.values import CELL_LEVELS
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.proof import rows
from sales_pipeline.forecast.proof.prose import Prose
from sales_pipeline.forecast.proof.values import words

# the same reader in C, where PyYAML was built with it
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Where = Mapping[str, object]
_FEATURES = ("stage_name", "due_bucket", "weeks_left", "age_band", "amount_band")
_RISKS = ("gap_to_quota_amount", "coverage_to_go_ratio", "coverage_needed_ratio", "earlier_overdue_amount")
_LEFT = ("pushed_out", "pulled_out", "lost", "omitted", "removed")


@dataclass(frozen=True)
class Part:
    """What the objects under a path are: rows of a table, found by these columns, of which those above say some.

    rows makes them where no table holds them as they are; wanted says which rows of the table must be there.
    """

    table: str = ""
    key: tuple[str, ...] = ()
    rows: Callable[[Frames], Iterable[Row]] | None = None
    wanted: Callable[[Row], bool] | None = None


def _open_by_stage(frames: Frames) -> Iterator[Row]:
    """Open deals by node, period and stage, added up the tree."""
    parents = {row["node_id"]: row["parent_node_id"] for row in frames.rows("forecast_rollup")}
    periods = {row["period_id"] for row in frames.rows("forecast_rollup")}
    sums: dict[tuple[object, ...], list[Any]] = defaultdict(lambda: [0, rows.ZERO])
    table = frames.table("pipeline_snapshot")
    for deal in table.select(["node_id", "due_period_id", "stage_name", "state", "category", "amount"]).to_pylist():
        if deal["state"] != "open" or deal["category"] == "omitted" or deal["due_period_id"] not in periods:
            continue
        node = deal["node_id"]
        while node is not None:
            found = sums[node, deal["due_period_id"], deal["stage_name"] or None]
            found[0], found[1] = found[0] + 1, found[1] + deal["amount"]
            node = parents.get(node)
    for (node, period, stage), (count, amount) in sums.items():
        yield {"node_id": node, "period_id": period, "stage_name": stage, "deal_count": count, "amount": amount}


def _listed(frames: Frames) -> Iterator[Row]:
    counts: dict[str, int] = {}
    for horizon in frames.table("deal_yields").column("horizon").to_pylist():
        counts[horizon] = counts.get(horizon, 0) + 1
    yield from ({"horizon": h, "deal_count": n, "listed_count": min(n, 500)} for h, n in counts.items())


def _kinds(frames: Frames) -> Iterator[Row]:
    """Kinds of past deals by what a deal of the next finer kind looks like."""
    for row in frames.rows("stage_yields"):
        yield {**row, "kind": _kind(row)}


def _kind(row: Row) -> tuple[object, ...]:
    return (row["horizon"], row["cell_level"], *(row[name] for name in _FEATURES))


def parent_of(deal: Row) -> tuple[object, ...]:
    """The kind one feature less alike than a deal's own."""
    depth = CELL_LEVELS.index(deal["cell_level"]) - 1
    blank = {"weeks_left": -1}
    known = (deal[name] if at < depth else blank.get(name, "*") for at, name in enumerate(_FEATURES))
    return (deal["horizon"], CELL_LEVELS[depth], *known)


def _calls_counted(frames: Frames) -> list[Row]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in frames.rows("commit_forecast"):
        found[row["period_id"], row["layer"]].append(row["state"])
    return [
        {"period_id": period, "layer": layer, "expected_count": len(states),
         **{f"{state}_count": states.count(state) for state in ("submitted", "late", "missing")},
         "share_submitted_ratio": 1 - Decimal(states.count("missing")) / len(states)}
        for (period, layer), states in found.items()
    ]  # fmt: skip


def _risks(frames: Frames) -> list[Row]:
    top = rows.top(frames)
    states = [row["state"] for row in frames.rows("commit_forecast", horizon="current")]
    return [{**{name: top[name] for name in _RISKS}, "missing_call_count": states.count("missing"),
             "late_call_count": states.count("late")}]  # fmt: skip


def _left(frames: Frames) -> list[Row]:
    top = rows.top(frames)
    return [row for row in frames.rows("forecast_bridge", bridge="open_pipeline", node_id=top["node_id"])
            if row["bucket"] in _LEFT]  # fmt: skip


def _all(row: Row) -> bool:
    return True


_NODE = ("node_id", "period_id")
PARTS: Mapping[str, Part] = {
    "methods": Part("standing_method", ("horizon", "level"), wanted=_all),
    "scales": Part("standing_forecast", ("horizon",)),
    "shocks": Part("forecast_shock", ("horizon",), wanted=_all),
    "corrections": Part("stated_correction", ("horizon",), wanted=_all),
    "new_business": Part("new_business", ("horizon",), wanted=_all),
    "evidence": Part("stated_record", ("horizon", "period_id"), wanted=_all),
    "stage_probabilities": Part("stage_probabilities", ("stage_name",), wanted=_all),
    "nodes": Part("forecast_rollup", ("node_id",), wanted=_all),
    "nodes.periods": Part("forecast_rollup", _NODE, wanted=_all),
    "nodes.periods.range": Part("forecast_simulation", _NODE, wanted=_all),
    "nodes.periods.methods": Part("weighted_forecast", (*_NODE, "method"), wanted=_all),
    "nodes.periods.open_by_stage": Part(key=(*_NODE, "stage_name"), rows=_open_by_stage, wanted=_all),
    "nodes.periods.layers": Part("commit_forecast", (*_NODE, "layer"), wanted=_all),
    "deals": Part(key=("horizon",), rows=_listed, wanted=_all),
    "deals.listed": Part("deal_yields", ("horizon", "opportunity_id")),
    "deals.listed.parent": Part(key=("kind",), rows=_kinds),
    "summary": Part(key=("period_id", "layer"), rows=_calls_counted, wanted=_all),
    "missing": Part("commit_forecast", (*_NODE, "layer"), wanted=lambda r: r["state"] == "missing"),
    "late": Part("commit_forecast", (*_NODE, "layer"), wanted=lambda r: r["state"] == "late"),
    "overrides": Part("commit_forecast", (*_NODE, "layer"), wanted=lambda r: bool(r["delta_amount"])),
    "risk_summary": Part(key=(), rows=_risks),
    "risk_summary.left_the_period": Part(key=("against", "bucket"), rows=_left, wanted=_all),
    "gates": Part("gate_results", ("gate",), wanted=_all),
    "waivers": Part("gate_results", ("gate",), wanted=lambda r: r["waived_by"] is not None),
}


def differences(text: str, frames: Frames, prose: Prose) -> list[str]:
    """Every figure and key of a document that the week's tables do not bear out."""
    reader = _Reader(frames)
    found: list[str] = []
    content = yaml.load(text, _LOADER)
    # what was compared is let go: a large company's file takes half a gigabyte beside its rows
    for name in list(content):
        value = content.pop(name)
        items = value[::-1] if isinstance(value, list) else [value]
        while items and name not in ("meta", "approvals"):
            found += reader.part(name, name, items.pop(), {})
    return found + list(reader.missing())


class _Reader:
    """Compares a document part by part and remembers which rows it saw."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        self._indexed: dict[str, dict[tuple[object, ...], Row]] = {}
        self._seen: dict[str, set[tuple[object, ...]]] = defaultdict(set)

    def part(self, path: str, place: str, value: Any, above: Where) -> Iterator[str]:
        """What is wrong with an object and those within it."""
        part = PARTS.get(path)
        if part is None:
            yield from (f"{place}: nothing says what {name} {number} must be" for name, number in _numbers(value))
            return
        known = {**above, **dict(_scalars(value))}
        key = (parent_of(above),) if part.key == ("kind",) else tuple(_plain(known.get(name)) for name in part.key)
        row, here = self._rows(path, part).get(key), f"{place} {' '.join(str(k) for k in key if k is not None)}"[:120]
        self._seen[path].add(key)
        if row is None:
            yield f"{here}: no row of the week is that"
            return
        yield from self._scalars(here, value, row)
        for name, inner in _inner(value):
            for item in inner if isinstance(inner, list) else [inner]:
                if f"{path}.{name}" in PARTS:
                    yield from self.part(f"{path}.{name}", f"{here}, {name}", item, {**known, **_keys(row, known)})
                elif isinstance(item, Mapping):
                    yield from self._scalars(f"{here}, {name}", item, row)
                else:
                    yield from (f"{here}: nothing says what {name} {n} must be" for _, n in _numbers({name: item}))

    def missing(self) -> Iterator[str]:
        """Rows that a list should hold and does not."""
        for path, seen in self._seen.items():
            part = PARTS[path]
            if part.wanted is None or not seen:
                continue
            lacking = [k for k, row in self._rows(path, part).items() if k not in seen and part.wanted(row)]
            for key in lacking[:3]:
                yield f"{path}: lacks {' '.join(map(str, key))}"
            if len(lacking) > 3:
                yield f"{path}: lacks {len(lacking) - 3} more"

    def _rows(self, path: str, part: Part) -> dict[tuple[object, ...], Row]:
        if path not in self._indexed:
            found = part.rows(self.frames) if part.rows else self.frames.rows(part.table)
            self._indexed[path] = {tuple(_plain(row[name]) for name in part.key): row for row in found}
        return self._indexed[path]

    def _scalars(self, place: str, value: Mapping[str, Any], row: Row) -> Iterator[str]:
        for name, shown in _scalars(value):
            if name in row:
                if not _same(shown, row[name]):
                    yield f"{place}: {name} is {shown}, not {row[name]}"
            elif isinstance(shown, (int, float)) and not isinstance(shown, bool):
                yield f"{place}: nothing says what {name} {shown} must be"


def _scalars(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((str(name), each) for name, each in value.items() if not isinstance(each, (list, Mapping)))


def _inner(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((str(name), each) for name, each in value.items() if isinstance(each, (list, Mapping)))


def _keys(row: Row, known: Where) -> Where:
    """What tells rows apart below: ids and periods of the row itself."""
    return {name: value for name, value in row.items() if name.endswith(("_id", "horizon")) and name not in known}


def _plain(value: object) -> object:
    """A value as it tells rows apart, in a file and in a table alike."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return words(value) if isinstance(value, str) else value


def _same(shown: Any, value: object) -> bool:
    if isinstance(value, Decimal) and isinstance(shown, (int, float)):
        return abs(float(value) - shown) <= 0.5000001e-6 + abs(shown) * 1e-12
    if isinstance(value, (date, datetime)):
        # an instant may be written with its zone
        return str(shown).replace("Z", "").startswith(value.isoformat()[:19])
    if isinstance(value, str):
        return bool(shown == value or words(shown) == words(value))
    return bool(shown == value)


def _numbers(part: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Every number within a part."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from _numbers(value, str(key))
    elif isinstance(part, list):
        for value in part:
            yield from _numbers(value, name)
    elif isinstance(part, (int, float)) and not isinstance(part, bool):
        yield name, part
