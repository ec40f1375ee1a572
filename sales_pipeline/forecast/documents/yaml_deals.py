"""The open deals of weighted_forecast.yaml, each with the rows that lead to what is expected of it.

A deal's kind is the deepest one the past knows; its yield is drawn towards that of the kind one feature less alike, its
parent. Of very many deals those of which most is expected are listed; all stand in deal_yields.
"""

import pyarrow.compute as pc

from sales_pipeline.forecast.contracts.values import CELL_LEVELS, HORIZONS
from sales_pipeline.forecast.documents.frames import Frames, Row

MOST_DEALS = 500
# what tells kinds apart, in the order of the levels; a parent does not look at the last ones
_FEATURES = ("stage_name", "due_bucket", "weeks_left", "age_band", "amount_band")
_ANY = {"weeks_left": -1}


def driven(frames: Frames) -> list[Row]:
    """Per period: how many deals there are, how many are listed, and these with their driver rows."""
    return [found for horizon in HORIZONS if (found := _period(frames, horizon))["deal_count"]]


def _period(frames: Frames, horizon: str) -> Row:
    table = frames.table("deal_yields")
    deals = table.filter(pc.equal(table["horizon"], horizon))
    order = pc.sort_indices(deals, [("expected_amount", "descending"), ("opportunity_id", "ascending")])
    listed = deals.take(order.slice(0, MOST_DEALS)).to_pylist()
    kinds = {_kind(row): row for row in frames.rows("stage_yields", horizon=horizon)}
    return {
        "horizon": horizon, "deal_count": deals.num_rows, "listed_count": len(listed),
        "listed": [{**deal, **_parent(deal, kinds)} for deal in listed],
    }  # fmt: skip


def _kind(row: Row) -> tuple[object, ...]:
    return (row["cell_level"], *(row[name] for name in _FEATURES))


def _parent(deal: Row, kinds: dict[tuple[object, ...], Row]) -> Row:
    """The kind one feature less alike; all deals together have none."""
    depth = CELL_LEVELS.index(deal["cell_level"]) - 1
    known = [deal[name] if at < depth else _ANY.get(name, "*") for at, name in enumerate(_FEATURES)]
    found = kinds.get((CELL_LEVELS[depth], *known)) if depth >= 0 else None
    return {"parent": found} if found else {}
