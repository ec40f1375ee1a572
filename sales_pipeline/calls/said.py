"""What one person says in a file, gathered by node, layer and period; and whether it is of one piece."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from sales_pipeline.calls.reading import Problem, Row
from sales_pipeline.calls.words import FIGURES


@dataclass(frozen=True)
class Figure:
    """One landing number."""

    row: Row
    amount: Decimal


@dataclass
class Call:
    """What one person says for a node, layer and period."""

    submitter_id: str
    node_id: str
    layer: str
    period_id: str
    figures: dict[str, Figure] = field(default_factory=dict)
    deals: dict[str, Row] = field(default_factory=dict)


def in_order(call: Call) -> Iterator[Problem]:
    """Most likely is at least the call, best case at least most likely; neither stands without a call."""
    if call.figures and "commit" not in call.figures:
        row = next(iter(call.figures.values())).row
        yield Problem(row.place("amount"), f"is a figure without a call for {call.period_id}", "type the call too")
    said = [(category, call.figures[category]) for category in FIGURES if category in call.figures]
    by_currency: dict[str, list[tuple[str, Figure]]] = defaultdict(list)
    for category, figure in said:
        by_currency[figure.row.get("currency")].append((category, figure))
    for each in by_currency.values():
        for (lower, low), (higher, high) in pairwise(each):
            if high.amount < low.amount:
                what = f"{FIGURES[higher]} {high.amount:,.2f} is below {FIGURES[lower].lower()} {low.amount:,.2f}"
                yield Problem(high.row.place("amount"), what, "raise it, or lower the other")
