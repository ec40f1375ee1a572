"""Whatever the tree and whoever calls: layers are what they are defined to be, and lead to the call of the roll-up."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_pipeline_tests.forecast.chain import Row, Rows
from sales_pipeline_tests.forecast.random_company import WEEK
from sales_pipeline_tests.sql_case import run_sql

LAYERS = ["representative", "manager", "region", "cro"]
PERIOD = "FY2026-Q1"


@dataclass(frozen=True)
class Tree:
    """Nodes by number, 0 the top: parents, and the system's number of those below whom nobody stands."""

    parents: tuple[int, ...]
    system: tuple[int, ...]
    calls: dict[tuple[int, int], int]

    def children(self, node: int) -> list[int]:
        return [child for child, parent in enumerate(self.parents, 1) if parent == node]

    def up(self, node: int) -> list[int]:
        return [node] if node == 0 else [node, *self.up(self.parents[node - 1])]

    def number(self, node: int, layers: int) -> int:
        """The definition: the top-most call up to a layer, else the children's numbers, else the system's."""
        own = [self.calls[node, layer] for layer in range(layers) if (node, layer) in self.calls]
        if own:
            return own[-1]
        below = self.children(node)
        return sum(self.number(child, layers) for child in below) if below else self.system[node]


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    size = draw(st.integers(2, 8))
    parents = tuple(draw(st.integers(0, node - 1)) for node in range(1, size))
    money = st.integers(0, 10**9)
    system = tuple(draw(money) for _ in range(size))
    keys = st.tuples(st.integers(0, size - 1), st.integers(0, 3))
    return Tree(parents, system, draw(st.dictionaries(keys, money, max_size=10)))


def given_rows(tree: Tree) -> Rows:
    size = len(tree.system)
    nodes = range(size)
    return {
        "nodes": [
            {
                "instant": "now", "node_id": f"n{n}", "level": "unit" if tree.children(n) else "representative",
                "is_representative": not tree.children(n), "sort_key": f"{n}",
            }
            for n in nodes
        ],
        "node_ancestors": [
            {"instant": "now", "node_id": f"n{n}", "ancestor_node_id": f"n{above}", "distance": steps}
            for n in nodes
            for steps, above in enumerate(tree.up(n))
        ],
        "node_positions": [
            {
                "node_id": f"n{n}", "period_id": PERIOD, "horizon": "current",
                "commit_cumulative_amount": cents(tree.number(n, 0)),
            }
            for n in nodes
        ],
        "commit_forecast": [
            {"node_id": f"n{n}", "period_id": PERIOD, "layer": LAYERS[layer], "call_amount": cents(amount)}
            for (n, layer), amount in tree.calls.items()
        ],
    }  # fmt: skip


def cents(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-2)


def rows_of(name: str, given: Rows, folder: str) -> list[Row]:
    return run_sql(name, WEEK, given, Path(folder))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees())
def test_system_and_all_deltas_make_the_call(tree: Tree) -> None:
    given = given_rows(tree)
    with TemporaryDirectory() as folder:
        layers = rows_of("call_layers", given, folder)
        methods = {
            "stated_correction": [{"horizon": "current"}],
            "standing_method": [{"horizon": "current", "level": "company", "forecast_method": "stated"}],
        }
        calls = rows_of("node_calls", given, folder)
        del given["commit_forecast"]
        rollup = rows_of("forecast_rollup", {**given, **methods, "node_calls": calls}, folder)
        assert rows_of("call_chain_adds_up", {"call_layers": layers, "forecast_rollup": rollup}, folder) == []
    assert {row["node_id"]: row["call_amount"] for row in rollup} == {
        node: sum((r["delta_amount"] for r in layers if r["node_id"] == node), cents(tree.number(int(node[1:]), 0)))
        for node in {row["node_id"] for row in layers}
    }
    for row in layers:
        node, order = int(row["node_id"][1:]), row["layer_order"]
        assert row["amount"] == cents(tree.number(node, order))
        assert row["below_amount"] == cents(tree.number(node, max(order - 1, 0)))
        assert row["is_submitted"] == ((node, order - 1) in tree.calls)
