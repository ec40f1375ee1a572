"""What was asked for: a figure's id, a node or a deal, and the cells of published tables it stands for."""

import difflib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sales_pipeline.explain import cells, deals, nodes
from sales_pipeline.explain.part import ExplainError, Part
from sales_pipeline.explain.published import FACTS, Published, Row
from sales_pipeline.home import Home
from sales_pipeline.render.figure_id import ROLLUP, parsed

USUAL = "expected_amount"


def explain(home: Home, asked: str, week: date | None = None, most: int = 5) -> Part:
    """Where a published figure comes from, its `most` largest deals down to file and line.

    asked: a figure's id (as in the deck's notes and on the pages), a node's id or name with or without :measure, or a
    deal's id. ExplainError says what is there when it is none of these.
    """
    with Published.open(home, week) as published:
        return explained(published, asked, most)


def explained(published: Published, asked: str, most: int = 5) -> Part:
    """The same of a week that is open already: for many figures opening it takes longer than they do."""
    if asked in published.facts:
        return _fact(published, published.facts[asked], most)
    name, _, measure = asked.partition(":")
    if (found := _cell(published, asked, most)) is not None:
        return found
    if node := _node(published, name):
        return nodes.figure(published, node, measure or USUAL, most)
    if deal := next(iter(published.rows("pipeline_snapshot", opportunity_id=asked)), None):
        return deals.deal(published, deal)
    raise ExplainError(_unknown(asked, published.facts, published))


def _fact(published: Published, fact: Mapping[str, Any], most: int) -> Part:
    sources = [cells.cell(published, s["table"], s["column"], s["key"], most) for s in fact["sources"]]
    value = Decimal(fact["value"]) if fact["unit"] in ("money", "percent", "ratio", "count") and fact["value"] else None
    return Part(f"{fact['id']}, said as {fact['text']!r}", value, f"week {published.week}", tuple(sources))


def _cell(published: Published, asked: str, most: int) -> Part | None:
    """A figure that carries the id of its published cell; None for a node's own measures and what is no id."""
    try:
        figure = parsed(asked)
    except LookupError:
        return None
    columns = published.columns(figure.table)
    if figure.table == ROLLUP or figure.column not in columns:
        return None
    keys = dict(figure.keys)
    if node := _node(published, figure.node) if figure.node else None:
        keys["node_id"] = node["node_id"]
        if "horizon" not in columns and "period_id" in columns:
            keys.setdefault("period_id", str(node["period_id"]))
    if "horizon" in columns:
        keys.setdefault("horizon", "current")
    if "node_id" in keys and not published.rows(figure.table, **keys):
        return nodes.summed(published, figure.table, figure.column, keys)
    return cells.cell(published, figure.table, figure.column, keys, most)


def _node(published: Published, name: str) -> Row | None:
    """A node of the running period by its id, else by its name, if only one has it."""
    for column in ("node_id", "node_name"):
        found = published.rows("forecast_rollup", horizon="current", **{column: name})
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(row["node_id"] for row in found)
            raise ExplainError(f"{len(found)} nodes are called {name!r}: ask for one of their ids, {ids}.")
    return None


def _unknown(asked: str, facts: Mapping[str, Any], published: Published) -> str:
    units = [row["node_name"] for row in published.rows("forecast_rollup", horizon="current")]
    near = difflib.get_close_matches(asked, [*facts, *units], 3, 0.5)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    return (
        f"{asked!r} is no figure, node or deal of week {published.week}.{hint} Figures' ids stand in {FACTS}, in "
        "the deck's notes and on the HTML pages."
    )
