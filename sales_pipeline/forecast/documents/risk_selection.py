"""Which rows the deal risk assessment shows, and in which order."""

from sales_pipeline.forecast.documents.frames import Frames, Row

ENDS = ("won", "alike_won", "slipped", "alike_slipped", "lost")
_MOST_UNITS = 12


def listed(frames: Frames) -> tuple[Row, ...]:
    """The deals to work on: as many as the settings say, what the forecast counts on first, the costliest on top."""
    return tuple(sorted(frames.rows("deal_risk", is_listed=True), key=lambda row: row["risk_order"]))


def bands(frames: Frames) -> dict[str, int]:
    """How many deals stand at each risk, by the name of its band."""
    counts = frames.table("deal_risk").group_by("band").aggregate([([], "count_all")])
    return {row["band"]: row["count_all"] for row in counts.to_pylist()}


def drivers(frames: Frames, deal: Row) -> tuple[Row, ...]:
    """What speaks against a deal, the strongest first."""
    rows = frames.rows("deal_risk_drivers", opportunity_id=deal["opportunity_id"])
    return tuple(sorted(rows, key=lambda row: (-row["points"], row["driver_order"])))


def company(frames: Frames) -> Row | None:
    """The concentration of the whole company's commit."""
    return next(iter(_units(frames)), None)


def concentration(frames: Frames) -> tuple[Row, ...]:
    """The company and the units with something in commit, in reading order; of many those with most."""
    top, *others = _units(frames) or (None,)
    held = [row for row in others if row is not None and row["deal_count"]]
    most = sorted(held, key=lambda row: (-row["commit_amount"], row["sort_key"], row["node_id"]))[: _MOST_UNITS - 1]
    return (top, *(row for row in held if row in most)) if top is not None else ()


def left_out(frames: Frames) -> int:
    """Units with something in commit that the list has no room for."""
    held = [row for row in _units(frames)[1:] if row["deal_count"]]
    return max(len(held) - _MOST_UNITS + 1, 0)


def _units(frames: Frames) -> tuple[Row, ...]:
    return tuple(sorted(frames.rows("commit_concentration"), key=lambda row: (row["sort_key"], row["node_id"])))


def pushes(frames: Frames) -> tuple[Row, ...]:
    """The outcomes of past deals by pushes; nothing where no past deal is known to have been pushed."""
    rows = frames.rows("push_hazard")
    return rows if any(row["deal_count"] for row in rows if row["push_band"] != "0") else ()


def past_deals(frames: Frames) -> int:
    """How many past deals the chances rest on."""
    return sum(row["deal_count"] for row in frames.rows("push_hazard"))


def problems(frames: Frames) -> dict[str, tuple[Row, ...]]:
    """Per problem of a record, the representatives who have it; the problem of most deals first."""
    found: dict[str, list[Row]] = {}
    for row in frames.rows("hygiene_counts"):
        if row["deal_count"]:
            found.setdefault(row["problem"], []).append(row)
    order = sorted(found, key=lambda problem: (-sum(row["deal_count"] for row in found[problem]), problem))
    return {problem: tuple(sorted(found[problem], key=_worst)) for problem in order}


def _worst(row: Row) -> tuple[object, ...]:
    return (-row["deal_count"], row["node_name"], row["node_id"])
