"""Which rows of the learned tables the documents show: range, methods, course, coverage, layers, close."""

from collections.abc import Sequence

from sales_pipeline.forecast.contracts.values import METHODS
from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.frames import Frames, Row

CHECKPOINTS = {"start": "First Monday", "middle": "Middle Monday", "end": "Last Monday"}
MOMENTS = {"now": "Now", "last_period": "Last period", "year_ago": "A year ago"}


def span(frames: Frames, node: Row | None, horizon: str = "current") -> Row | None:
    """The range of a node; None where nothing was simulated."""
    return frames.first("forecast_simulation", node_id=node["node_id"], horizon=horizon) if node else None


def spread(row: Row | None) -> bool:
    """Whether a range says anything: it has two ends."""
    return row is not None and row["p10_amount"] < row["p90_amount"]


def ranged(frames: Frames) -> tuple[Row, ...]:
    """The units that documents compare, each with its range beside its roll-up; empty below two of them."""
    rows = [(row, span(frames, row)) for row in selection.groups(frames)]
    found = tuple({**row, **found} for row, found in rows if found and (spread(found) or row["target_amount"]))
    return found if len(found) > 1 and any(spread(row) for row in found) else ()


def held(frames: Frames) -> dict[str, tuple[Row, ...]]:
    """Past ranges by level, from the top down; without nodes of which nothing was expected and nothing came."""
    found: dict[tuple[bool, int, str], list[Row]] = {}
    for row in frames.rows("range_record"):
        if row["actual_amount"] or row["expected_amount"]:
            place = (row["level"] == selection.REPRESENTATIVE, row["depth"], row["level"])
            found.setdefault(place, []).append(row)
    levels: dict[str, tuple[Row, ...]] = {}
    for (_, _, level), rows in sorted(found.items()):
        levels[level] = (*levels.get(level, ()), *rows)
    return levels


def standing(frames: Frames, level: str = "company", horizon: str = "current") -> Row | None:
    """The method that stands for a level, with its reason."""
    return frames.first("standing_method", level=level, horizon=horizon)


def scores(frames: Frames, level: str = "company", horizon: str = "current") -> tuple[Row, ...]:
    """How each method did at this point of past periods, the nearest first."""
    rows = frames.rows("method_scores", level=level, horizon=horizon)
    known = [row for row in rows if row["wape_ratio"] is not None]
    return tuple(sorted(known, key=lambda r: (r["wape_ratio"], r["method"])))


def chances(frames: Frames) -> tuple[Row, ...]:
    """The bins of chances that were given, the smallest first."""
    return tuple(row for row in frames.rows("chance_record") if row["bin"] >= 0)


def shows_deals(frames: Frames) -> Row | None:
    """By which method, and in which scale, single deals are shown in the running period."""
    return frames.first("standing_forecast", horizon="current")


def course(frames: Frames, node: Row | None) -> tuple[Row, ...]:
    """The weeks of the running period in order of time; empty where no past period has a course."""
    if node is None:
        return ()
    rows = frames.rows("pacing", node_id=node["node_id"])
    known = any(row["past_period_count"] for row in rows)
    return tuple(sorted(rows, key=lambda r: -r["weeks_left"])) if known else ()


def now(frames: Frames, node: Row | None) -> Row | None:
    """The course's row of the week itself."""
    return next((row for row in course(frames, node) if row["is_now"]), None)


def covered(frames: Frames, node: Row | None) -> Row | None:
    """A node's row of coverage; None without a target."""
    row = frames.first("coverage", node_id=node["node_id"], horizon="current") if node else None
    return row if row is not None and row["target_amount"] else None


def levers(frames: Frames) -> tuple[Row, ...]:
    """Velocity of the company now, at this point of the last period, and a year ago; empty while none is known."""
    found = [frames.first("velocity", depth=0, as_of=moment) for moment in MOMENTS]
    known = tuple(row for row in found if row is not None and row["velocity_amount"] is not None)
    return known if known and known[0]["as_of"] == "now" else ()


def layers(frames: Frames, node: Row | None) -> tuple[Row, ...]:
    """The number of a node layer by layer: the system, then each layer that spoke; empty while none has."""
    if node is None:
        return ()
    rows = frames.rows("call_layers", node_id=node["node_id"], horizon="current")
    ordered = sorted(rows, key=lambda r: r["layer_order"])
    spoken = [row for row in ordered if not row["layer_order"] or row["call_count"]]
    return tuple(spoken) if len(spoken) > 1 else ()


def past_calls(frames: Frames) -> tuple[Row, ...]:
    """What the calls of each layer were worth in past periods, in the order of the chain."""
    chain = frames.table("call_layers").group_by(["layer", "layer_order"]).aggregate([])
    order = {row["layer"]: row["layer_order"] for row in chain.to_pylist()}
    rows = frames.rows("override_value", grouped_by="layer")
    return tuple(sorted(rows, key=lambda r: (order.get(r["layer"], 9), r["member_id"])))


def closed(frames: Frames) -> Row | None:
    """The close of the period just ended, at the company; only in the first week of a period."""
    row = frames.first("period_close", depth=0)
    return row if row is not None and (row["actual_amount"] or row["target_amount"]) else None


def closed_units(frames: Frames) -> tuple[Row, ...]:
    """The close of the units right below the company, in reading order."""
    rows = frames.rows("period_close", depth=1)
    rows = tuple(row for row in rows if row["actual_amount"] or row["target_amount"] or row["call_amount"])
    return tuple(sorted(rows, key=lambda r: (r["sort_key"], r["node_id"])))


def closed_forecasts(frames: Frames) -> dict[str, tuple[Row, ...]]:
    """What was forecast of it, by checkpoint in order of time: what stood, the call, then each method."""
    found: dict[str, list[Row]] = {}
    for row in frames.rows("period_close_forecasts", depth=0):
        found.setdefault(row["checkpoint"], []).append(row)
    return {name: tuple(sorted(found[name], key=_said)) for name in CHECKPOINTS if name in found}


def _said(row: Row) -> int:
    """What stood, then the call, then the methods in their own order."""
    return ["standing", "call", *METHODS].index(row["method"])


def called(close: Row) -> str:
    """What a call of a period that closed is named: until somebody called, closed plus commit stood in its place."""
    return "Call" if close["call_source"] != "crm" else "Closed and commit"


def first_said(rows: Sequence[Row], method: str) -> Row | None:
    """The row of a method among forecasts."""
    return next((row for row in rows if row["method"] == method), None)
