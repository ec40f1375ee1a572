"""Ids of figures that are no facts: the published cell that an element of a page shows.

    NODE:COLUMN                      a column of forecast_rollup, of the running period
    NODE:TABLE.COLUMN                the node's row of another table
    NODE:TABLE.COLUMN@KEY=VALUE;…    that of its rows which the keys pick
    :TABLE.COLUMN@KEY=VALUE;…        a row of a table that does not go by node

What an id leads to is looked up by forecast/proof and by explain. Other ids are those of facts.
"""

import re
from dataclasses import dataclass, field

ROLLUP = "forecast_rollup"
_ID = re.compile(r"(?P<node>.*?):(?:(?P<table>[a-z_0-9]+)\.)?(?P<column>[a-z_0-9]+)(?:@(?P<keys>.*))?", re.DOTALL)


@dataclass(frozen=True)
class FigureId:
    """An id taken apart."""

    node: str
    table: str
    column: str
    keys: dict[str, str] = field(default_factory=dict)


def parsed(id: str) -> FigureId:
    """LookupError when it is no id of a cell."""
    found = _ID.fullmatch(id)
    pairs = [part.split("=", 1) for part in (found["keys"] or "").split(";") if part] if found else []
    if found is None or any(len(pair) < 2 for pair in pairs):
        raise LookupError(f"{id!r} is no id of a figure: write NODE:COLUMN or NODE:TABLE.COLUMN@KEY=VALUE")
    return FigureId(found["node"], found["table"] or ROLLUP, found["column"], dict(pairs))


def suffix(**keys: object) -> str:
    """The end of an id that picks a row: "@as_of_date=2026-11-09"."""
    return "@" + ";".join(f"{name}={value}" for name, value in keys.items()) if keys else ""


def figure_id(node: object, measure: str, end: str = "") -> str:
    return f"{node}:{measure}{end}"
