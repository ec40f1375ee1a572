"""The rows of the week that tables in files are about, put together anew from the published tables."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

import pyarrow
import pyarrow.compute as pc

from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.proof import values
from sales_pipeline.render.reading.said import Grid

# so many deals are compared name by name
_FEW = 5_000
_SAID_OF_DEALS = [
    "week",
    "opportunity_id",
    "opportunity_name",
    "account_name",
    "node_name",
    "amount",
    "category",
    "stage_name",
    "close_date",
    "push_count",
    "last_changed_date",
]
CENT, ZERO = Decimal("0.01"), Decimal(0)
_SPAN = ("p10_amount", "p50_amount", "p90_amount", "quota_probability")
_COVERED = ("to_go_amount", "needed_amount", "gap_amount", "coverage_to_go_ratio")


def nodes(frames: Frames, horizon: str = "current") -> list[Row]:
    """Every node of a period with its range, changes since last week, layers of its call, and who stands above it."""
    return frames.once(f"proof.nodes.{horizon}", lambda f: _nodes(f, horizon))  # type: ignore[no-any-return]


def _nodes(frames: Frames, horizon: str) -> list[Row]:
    rows = frames.rows("forecast_rollup", horizon=horizon)
    # right below the company the name above goes without saying
    names = {row["node_id"]: row["node_name"] for row in rows if row["depth"]}
    parents = {row["parent_node_id"] for row in rows}
    spans = {row["node_id"]: row for row in _of(frames, "forecast_simulation", horizon)}
    changes: dict[tuple[str, str], dict[str, Row]] = {}
    for row in _of(frames, "forecast_change"):
        changes.setdefault((row["node_id"], row["period_id"]), {})[row["measure"]] = row
    return [
        {
            **row, **{name: spans[row["node_id"]][name] if row["node_id"] in spans else None for name in _SPAN},
            "is_leaf": "no" if row["node_id"] in parents else "yes", "parent_name": names.get(row["parent_node_id"]),
            "changes": changes.get((row["node_id"], row["period_id"]), {}),
        }
        for row in rows
    ]  # fmt: skip


def _of(frames: Frames, table: str, horizon: str = "") -> Iterable[Row]:
    if table not in frames:
        return ()
    return frames.rows(table, **({"horizon": horizon} if horizon else {}))


def top(frames: Frames) -> Row:
    """The company in the running period."""
    return next(row for row in nodes(frames) if not row["depth"])


def siblings(frames: Frames, seen: Iterable[Row]) -> Iterator[Row]:
    """The nodes beside the last of those shown that are not shown themselves."""
    shown = list(seen)
    ids = {row["node_id"] for row in shown}
    parent = shown[-1]["parent_node_id"] if shown else None
    yield from (row for row in nodes(frames) if row["parent_node_id"] == parent and row["node_id"] not in ids)


def layers(frames: Frames) -> dict[str, dict[str, Row]]:
    """The layers of the call of each node, running period."""
    return frames.once("proof.layers", _layers)  # type: ignore[no-any-return]


def _layers(frames: Frames) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for row in frames.read("call_layers", horizon="current"):
        found.setdefault(row["node_id"], {})[row["layer"]] = row
    return found


def covered(frames: Frames) -> list[Row]:
    """Nodes with a target, and what is to go."""
    return [row for row in frames.rows("coverage", horizon="current") if row["target_amount"] is not None]


def segments(frames: Frames) -> list[Row]:
    """Members of each cut with their share of what is expected of it."""
    rows, wholes = frames.rows("forecast_by_segment", horizon="current"), dict[str, Decimal]()
    for row in rows:
        wholes[row["dimension"]] = wholes.get(row["dimension"], ZERO) + row["expected_amount"]
    return [{**row, "share": ratio(row["expected_amount"], wholes[row["dimension"]])} for row in rows]


def rest_of_cut(frames: Frames, seen: Iterable[Row]) -> Iterator[Row]:
    """The members of the cut shown last that are not shown."""
    shown = list(seen)
    ids = {(row["dimension"], row["member"]) for row in shown}
    cut = shown[-1]["dimension"] if shown else None
    rows = (row for row in segments(frames) if row["dimension"] == cut)
    yield from (row for row in rows if (row["dimension"], row["member"]) not in ids)


def deals(frames: Frames, grid: Grid) -> list[Row]:
    """Open deals that a table names in its first columns, with what the forecast that stands expects of each."""
    found = _named(frames.table("pipeline_snapshot"), grid)
    expected = _expected(frames, [row["opportunity_id"] for row in found])
    return [{**row, **expected.get(row["opportunity_id"], {})} for row in found]


def _named(table: pyarrow.Table, grid: Grid) -> list[Row]:
    """Rows whose name may be one of those shown: by its first word, since the rest may be cut."""
    table = table.filter(pc.equal(table["state"], "open")).select(_SAID_OF_DEALS)
    if table.num_rows <= _FEW:
        return list(table.to_pylist())
    firsts = sorted({word for line in grid.rows for cell in line[:3] if (word := _first_word(cell))})
    masks = [
        pc.fill_null(pc.starts_with(table[column], word), False)
        for word in firsts for column in ("opportunity_name", "account_name", "opportunity_id")
    ]  # fmt: skip
    mask = masks[0] if masks else None
    for each in masks[1:]:
        mask = pc.or_(mask, each)
    rows: list[Row] = table.filter(mask).to_pylist() if mask is not None else []
    known = {values.words(row[name]) for row in rows for name in ("opportunity_name", "account_name", "opportunity_id")}
    shown = [values.words(cell) for line in grid.rows for cell in line[:1]]
    lost = [cell for cell in shown if not any(k == cell or k.startswith(cell.rstrip("…").rstrip()) for k in known)]
    # a name that was cleaned on its way into the file is found only by cleaning them all
    return table.to_pylist() if lost else rows


def _first_word(cell: object) -> str:
    words = str(cell or "").split()
    return words[0].rstrip("…") if words and not words[0].rstrip("…").isdigit() else ""


def _expected(frames: Frames, ids: list[str]) -> dict[str, Row]:
    """By deal: its amount, chance, what is counted of it, and what it would bring on top."""
    if "standing_forecast" not in frames:
        return {}
    scale = frames.first("standing_forecast", horizon="current")
    if scale is None:
        return {}
    method, period = scale["deal_method"], top(frames)["period_id"]
    table = frames.table("deal_forecast")
    table = table.filter(pc.is_in(table["opportunity_id"], value_set=pyarrow.array(ids, pyarrow.string())))
    rows = [row for row in table.to_pylist() if row["method"] == method and row["period_id"] == period]
    return {row["opportunity_id"]: counted(row, scale["deal_scale_ratio"]) for row in rows}


def counted(deal: Row, scale: Decimal) -> Row:
    """What a deal of deal_forecast brings in the scale of the forecast that stands."""
    amount = (deal["expected_amount"] * scale).quantize(CENT, ROUND_HALF_UP)
    return {"amount": deal["amount"], "probability": deal["probability"], "counted": amount,
            "gain": deal["amount"] - amount}  # fmt: skip


def ratio(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """A share; None where there is nothing to have one of."""
    return part / whole if part is not None and whole else None


def positive_ratio(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """A share of something above zero."""
    return ratio(part, whole) if whole is not None and whole > 0 else None


def less(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def changed_share(now: Decimal | None, before: Decimal | None) -> object:
    """A change as a share of what was: n/m from zero or across it."""
    if now is None or before is None:
        return None
    if now == before:
        return ZERO
    return "n/m" if not before or before * now < 0 else (now - before) / abs(before)
