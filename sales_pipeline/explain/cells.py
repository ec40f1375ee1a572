"""A cell of a published table: its rows, and for tables that add something up, what they add up."""

from collections.abc import Callable, Mapping

from sales_pipeline import sql
from sales_pipeline.explain import deals, nodes
from sales_pipeline.explain.part import Part
from sales_pipeline.explain.published import Published, Row

_SHOWN = 10


def cell(published: Published, table: str, column: str, key: Mapping[str, str], most: int) -> Part:
    """The rows a key picks, each with the value and what it rests on."""
    rows = published.rows(table, **key)
    where = ", ".join(f"{name}={value}" for name, value in key.items())
    label = f"{table}.{column}[{where}]" if where else f"{table}.{column}"
    if len(rows) == 1:
        parts = rests_on(published, table, column, rows[0], most)
        return Part(label, rows[0][column], "", parts)
    shown = tuple(Part(_name(row, key), row[column]) for row in rows[:_SHOWN])
    more = (Part(f"{len(rows) - _SHOWN} more rows"),) if len(rows) > _SHOWN else ()
    return Part(label, None, f"{len(rows)} rows", (*shown, *more, *_made_from(table)))


def rests_on(published: Published, table: str, column: str, row: Row, most: int) -> tuple[Part, ...]:
    below = _BELOW.get(table)
    found = below(published, column, row, most) if below else ()
    return found or _made_from(table)


def _made_from(table: str) -> tuple[Part, ...]:
    """The tables a table is made from, for those that have no shorter way down."""
    made = sql.tables().get(table)
    return (Part(f"made from {', '.join(dict.fromkeys(i.name for i in made.inputs))}"),) if made else ()


def _name(row: Row, key: Mapping[str, str]) -> str:
    """A row by its first texts and dates that the key does not say."""
    told = [str(value) for name, value in row.items() if name not in {"week", *key} and isinstance(value, str)]
    return ", ".join(told[:3]) or "row"


def _node(published: Published, column: str, row: Row, most: int) -> tuple[Part, ...]:
    return nodes.parts(published, row, column, most)


def _bucket(published: Published, column: str, row: Row, most: int) -> tuple[Part, ...]:
    """The deals that moved, the largest first."""
    return deals.moves(published, row, most)


def _deal(published: Published, column: str, row: Row, most: int) -> tuple[Part, ...]:
    found = published.rows("pipeline_snapshot", opportunity_id=row["opportunity_id"])
    return (deals.deal(published, found[0]),) if found else ()


def _change(published: Published, column: str, row: Row, most: int) -> tuple[Part, ...]:
    """This week's figure below last week's."""
    key = {"node_id": row["node_id"], "period_id": row["period_id"]}
    now = published.rows("forecast_rollup", **key)
    before = Part("last week, as published then", row.get("last_week_amount"))
    return (before, *(nodes.figure(published, each, row["measure"], most) for each in now))


_BELOW: dict[str, Callable[[Published, str, Row, int], tuple[Part, ...]]] = {
    "forecast_rollup": _node, "forecast_bridge": _bucket, "forecast_change": _change, "pipeline_snapshot": _deal,
    "deal_forecast": _deal, "deal_yields": _deal, "deal_risk": _deal, "pipeline_movements": _deal,
}  # fmt: skip
