# Between what amounts each node will probably end the running period and the next, and how likely it reaches its
# target. A thousand times: every open deal is won in one of them or in neither, by its learned chance, and worth what
# it brings if won; deals not yet open come as a random number of wins; one shock moves all of a period.
# Representatives are scaled to the forecast that stands and summed up the tree, and each node's outcomes are read off:
# so ranges fit together. The week is the seed.
# grain: week, node_id, period_id
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sales_pipeline import contract
from sales_pipeline.forecast.simulation import Deals, Floats, Places, Wins, added_up, shocks, won_of_new, won_of_open

HORIZONS = ("current", "next")


def forecast_simulation(
    this_week: pa.Table,
    deal_forecast: pa.Table,
    weighted_forecast: pa.Table,
    standing_forecast: pa.Table,
    forecast_spread: pa.Table,
    forecast_shock: pa.Table,
    node_ancestors: pa.Table,
    forecast_rollup: pa.Table,
) -> pa.Table:
    """The ranges of every node of the roll-up."""
    [week] = this_week.to_pylist()
    rng = np.random.default_rng(week["week"].toordinal())
    grid = _Grid(np.unique(_texts(standing_forecast, "node_id")), (week["period_id"], week["next_period_id"]))
    methods = standing_forecast["deal_method"].unique().to_pylist()
    shown = pc.field("method").isin(methods)
    deals = _deals(deal_forecast.filter(shown), grid)
    new = grid.filled(weighted_forecast.filter(shown), "expected_new_amount")
    brought = won_of_open(deals, len(grid.people), rng) + won_of_new(new, _wins(forecast_spread), rng)
    won = grid.filled(standing_forecast, "closed_won_amount")
    wanted = grid.filled(standing_forecast, "expected_amount") - won
    mean = new + _by_owner(deals, len(grid.people))
    brought *= np.divide(wanted, mean, out=np.zeros_like(mean), where=mean > 0)[..., None]
    # who has neither open deals nor a share of the new ones is expected to win as from new ones
    brought += won_of_new(np.where(mean > 0, 0, wanted), _wins(forecast_spread), rng)
    brought *= shocks(_deviations(forecast_shock), rng)
    return _ranges(week, brought + won[..., None], grid, node_ancestors, forecast_rollup)


@dataclass(frozen=True)
class _Grid:
    """The representatives, sorted, and the two periods: where the amounts of a table stand."""

    people: Any
    periods: tuple[str, str]

    def place(self, table: pa.Table) -> tuple[Places, Places]:
        return np.searchsorted(self.people, _texts(table, "node_id")), (
            _texts(table, "period_id") == self.periods[1]
        ).astype(np.int64)

    def filled(self, table: pa.Table, column: str) -> Floats:
        amounts = np.zeros((len(self.people), 2))
        amounts[self.place(table)] = _floats(table, column)
        return amounts


def _deals(deal_forecast: pa.Table, grid: _Grid) -> Deals:
    """A row per open deal, by representative, with what each of the two periods may bring."""
    owner, period = grid.place(deal_forecast)
    _, first, deal = np.unique(_texts(deal_forecast, "opportunity_id"), return_index=True, return_inverse=True)
    chance, expected = np.zeros((len(first), 2)), np.zeros((len(first), 2))
    chance[deal, period] = np.minimum(_floats(deal_forecast, "probability"), 1)
    expected[deal, period] = _floats(deal_forecast, "expected_amount")
    # a deal can't be won twice: the next period has what the running one leaves
    chance[:, 1] = np.minimum(chance[:, 1], 1 - chance[:, 0])
    value = np.divide(expected, chance, out=np.zeros_like(chance), where=chance > 0)
    order = np.argsort(owner[first], kind="stable")
    return Deals(owner[first][order], chance[order], value[order])


def _by_owner(deals: Deals, people: int) -> Floats:
    sums = [np.bincount(deals.owner, deals.expected[:, period], people) for period in (0, 1)]
    return np.stack(sums, axis=1)


def _wins(forecast_spread: pa.Table) -> Wins:
    for row in forecast_spread.slice(0, 1).to_pylist():
        return Wins(float(row["typical_win_amount"] or 0), float(row["dispersion_ratio"]))
    return Wins(0.0, 0.0)


def _deviations(forecast_shock: pa.Table) -> Floats:
    fitted = {row["horizon"]: float(row["shock_deviation_ratio"]) for row in forecast_shock.to_pylist()}
    # without a past to learn from, what the fit is drawn towards
    return np.array([fitted.get(horizon, 0.15) for horizon in HORIZONS])


def _ranges(
    week: dict[str, Any], ended: Floats, grid: _Grid, node_ancestors: pa.Table, forecast_rollup: pa.Table
) -> pa.Table:
    """Each node's outcomes, read off."""
    nodes = np.unique(_texts(forecast_rollup, "node_id"))
    known = np.isin(_texts(node_ancestors, "node_id"), grid.people) & (_texts(node_ancestors, "instant") == "now")
    pairs = node_ancestors.filter(pa.array(known))
    below = np.searchsorted(grid.people, _texts(pairs, "node_id"))
    outcomes = added_up(ended, below, np.searchsorted(nodes, _texts(pairs, "ancestor_node_id")), len(nodes))
    node = np.searchsorted(nodes, _texts(forecast_rollup, "node_id"))
    period = (_texts(forecast_rollup, "period_id") == grid.periods[1]).astype(np.int64)
    # of all nodes at once: numpy takes longer to begin than to find a thousand draws' quantiles
    low, middle, high = np.quantile(outcomes, (0.1, 0.5, 0.9), axis=-1)
    amounts = np.stack((low, middle, high, outcomes.mean(axis=-1)), axis=-1)[node, period]
    asked = zip(forecast_rollup.to_pylist(), outcomes[node, period], amounts, strict=True)
    rows = [_range(row, drawn, found, week) for row, drawn, found in asked]
    return pa.Table.from_pylist(rows, schema=contract.arrow_schema(contract.catalogue()["forecast_simulation"]))


def _range(row: dict[str, Any], drawn: Floats, amounts: Floats, week: dict[str, Any]) -> dict[str, Any]:
    low, middle, high, mean = (_money(amount) for amount in amounts)
    target = row["target_amount"]
    return {
        "week": week["week"], "node_id": row["node_id"], "period_id": row["period_id"], "horizon": row["horizon"],
        "p10_amount": low, "p50_amount": middle, "p90_amount": high, "simulated_mean_amount": mean,
        "quota_probability": None if target is None else round(Decimal(float((drawn >= float(target)).mean())), 6),
    }  # fmt: skip


def _money(amount: float) -> Decimal:
    return Decimal(int(np.floor(amount * 100 + 0.5))) / 100


def _texts(table: pa.Table, column: str) -> Any:
    return table[column].to_numpy(zero_copy_only=False).astype(str)


def _floats(table: pa.Table, column: str) -> Floats:
    values: Floats = table[column].cast(pa.float64()).to_numpy()
    return values
