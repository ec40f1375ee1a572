"""Which rows the documents show and in which order, so that deck, page of text and facts speak of the same ones."""

from collections.abc import Sequence
from decimal import Decimal

from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.documents.wording import LAYERS

REPRESENTATIVE = "representative"
_DIFFERENCES, _NAMED, _RECORD_PERIODS = 10, 3, 8


def company(frames: Frames, horizon: str = "current") -> Row | None:
    """The row of the whole company; None only in a week without an organisation."""
    return frames.first("forecast_rollup", horizon=horizon, depth=0)


def units(frames: Frames, horizon: str = "current") -> tuple[Row, ...]:
    """Units right below the company, in reading order; none in a flat organisation of representatives only."""
    top = company(frames, horizon)
    return tuple(row for row in below(frames, top, horizon) if row["level"] != REPRESENTATIVE) if top else ()


def groups(frames: Frames, horizon: str = "current") -> tuple[Row, ...]:
    """The highest level with at least two nodes: regions, else the teams of the only region, else representatives."""
    level = below(frames, top, horizon) if (top := company(frames, horizon)) else ()
    while len(level) == 1:
        level = below(frames, level[0], horizon)
    return level


def below(frames: Frames, parent: Row, horizon: str = "current") -> tuple[Row, ...]:
    """A node's direct children in reading order. "Unassigned" is left out while nothing lies in it."""
    rows = frames.rows("forecast_rollup", horizon=horizon, parent_node_id=parent["node_id"])
    return tuple(row for row in sorted(rows, key=lambda r: (r["sort_key"], r["node_id"])) if not is_idle(row))


def tree(frames: Frames, top: Row) -> tuple[Row, ...]:
    """Every unit under a node, in reading order; no representatives."""
    found: list[Row] = []
    for row in below(frames, top):
        if row["level"] != REPRESENTATIVE:
            found += [row, *tree(frames, row)]
    return tuple(found)


def representatives(frames: Frames, horizon: str = "current") -> tuple[Row, ...]:
    """Every representative, in reading order of the tree."""
    rows = frames.rows("forecast_rollup", horizon=horizon, level=REPRESENTATIVE)
    return tuple(row for row in sorted(rows, key=lambda r: (r["sort_key"], r["node_id"])) if not is_idle(row))


def by_expected(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Largest expected amount first."""
    return tuple(sorted(rows, key=lambda r: (-r["expected_amount"], r["sort_key"], r["node_id"])))


def by_call(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Largest call first."""
    return tuple(sorted(rows, key=lambda r: (-r["call_amount"], r["sort_key"], r["node_id"])))


def is_idle(row: Row) -> bool:
    amounts = (value for name, value in row.items() if name.endswith("_amount"))
    return row["node_name"].casefold() == "unassigned" and not any(amounts)


def changes(frames: Frames, node: Row | None) -> dict[str, Row]:
    """A node's forecast_change rows by measure, in the order of the documents."""
    if node is None:
        return {}
    rows = frames.rows("forecast_change", node_id=node["node_id"], period_id=node["period_id"])
    return {row["measure"]: row for row in sorted(rows, key=lambda r: r["measure_order"])}


def bridge(frames: Frames, node: Row | None, name: str, against: str) -> tuple[Row, ...]:
    """Steps of a bridge at a node, start to end; empty where the table has none."""
    if node is None:
        return ()
    rows = frames.rows("forecast_bridge", bridge=name, against=against, node_id=node["node_id"])
    return tuple(sorted(rows, key=lambda r: r["bucket_order"]))


def moved(steps: Sequence[Row]) -> tuple[Row, ...]:
    """The buckets of a bridge between its two ends."""
    return tuple(row for row in steps if row["bucket"] not in ("start", "end"))


def keeps(frames: Frames, field: str) -> bool:
    """Whether the source fills a field at all; where it does not, a blank says nothing of a deal."""
    row = frames.first("history_quality", field=field)
    return row is None or bool(row["is_available"])


def calls(frames: Frames) -> tuple[Row, ...]:
    """Calls expected for the current period, in reading order: units first, then representatives."""
    order = {
        row["node_id"]: (row["depth"], row["sort_key"]) for row in frames.rows("forecast_rollup", horizon="current")
    }
    rows = frames.rows("commit_forecast", horizon="current")
    return tuple(sorted(rows, key=lambda r: (*order.get(r["node_id"], (99, "")), r["node_id"], r["layer"])))


def expects_calls(frames: Frames) -> bool:
    """Whether this company submits calls at all: one of this week's or last week's arrived."""
    return any(row["state"] != "missing" for row in calls(frames))


def forecast_method(frames: Frames) -> str | None:
    """The method that stands as the forecast."""
    top = company(frames)
    return top["forecast_method"] if top else None


def record(frames: Frames, method: str | None) -> tuple[Row, ...]:
    """The last eight ended periods of a method, oldest first."""
    rows = frames.rows("method_record", method=method) if method else ()
    return tuple(sorted(rows, key=lambda r: r["period_order"])[-_RECORD_PERIODS:])


def troubled_gates(frames: Frames) -> tuple[Row, ...]:
    """Gates that a week does not keep: errors, waived errors, warnings."""
    order = {"error": 0, "waived": 1, "warn": 2}
    rows = frames.rows("gate_results", state=tuple(order))
    return tuple(sorted(rows, key=lambda r: (order[r["state"]], r["gate"])))


def promise(gate: Row) -> str:
    """What a gate promises, without what follows on how it is measured."""
    return str(gate["promise"]).partition(". ")[0].partition("; ")[0].rstrip(". ")


def unanswered(frames: Frames) -> tuple[Row, ...]:
    """What the source cannot say at all."""
    return frames.rows("history_quality", is_available=False)


def misses(frames: Frames) -> tuple[Row, ...]:
    """Calls of the current period that are missing or came late."""
    return tuple(row for row in calls(frames) if row["state"] != "submitted")


def caller(call: Row) -> str:
    """Whose call it is: a representative by name, a unit with the layer that calls for it."""
    layer = call["layer"]
    return str(call["node_name"]) if layer == REPRESENTATIVE else f"{call['node_name']} ({LAYERS[layer]})"


def differences(frames: Frames) -> tuple[Row, ...]:
    """The calls that lie furthest from closed plus commit in the CRM."""
    rows = [row for row in calls(frames) if row["delta_amount"]]
    return tuple(sorted(rows, key=lambda r: (-abs(r["delta_amount"]), r["node_id"], r["layer"]))[:_DIFFERENCES])


def segments(frames: Frames) -> dict[str, tuple[Row, ...]]:
    """Per dimension with at least two members that have something closed or open: its members, largest expected amount
    first; last, of which only something is expected: deals due later, and those not yet open."""
    found = {}
    for dimension in ("opportunity_type", "segment", "product_family"):
        rows = frames.rows("forecast_by_segment", horizon="current", dimension=dimension)
        if sum(_is_there(row) for row in rows) > 1:
            kept = [row for row in rows if _is_there(row) or row["expected_amount"]]
            found[dimension] = tuple(sorted(kept, key=lambda r: (not _is_there(r), -r["expected_amount"], r["member"])))
    return found


def _is_there(cut: Row) -> bool:
    return bool(cut["closed_amount"] or cut["open_pipeline_amount"])


def total(rows: Sequence[Row], column: str) -> Decimal:
    """Exact sum of a column, blanks as nothing."""
    return sum((row[column] for row in rows if row[column] is not None), Decimal(0))


def named(deals: Sequence[Row]) -> tuple[Row, ...]:
    """The few of a list that a sentence names."""
    return tuple(deals[:_NAMED])
