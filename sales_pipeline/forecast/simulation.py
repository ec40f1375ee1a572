"""Draws of how a period may end: deals won or not, deals not yet open, and one shock that moves all of them.

Pure arrays, seeded; money is in the company's currency as floats, rounded once when it leaves. Outcomes have the shape
representatives × periods (running, next) × draws. Which rows they are made of stands in tables/forecast_simulation.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
DRAWS = 1_000
# deals drawn at once: few enough for a processor's cache, enough for numpy
_AT_ONCE = 128


@dataclass(frozen=True)
class Deals:
    """Open deals sorted by representative: whose they are (a place), and per period the chance and the value if won.

    The two chances of a deal add up to 1 at most.
    """

    owner: Places
    chance: Floats
    value: Floats

    @property
    def expected(self) -> Floats:
        """What each brings on average, per period."""
        return self.chance * self.value


@dataclass(frozen=True)
class Wins:
    """How large a win of a deal not yet open is: the mean, and its squared deviation over the squared mean."""

    mean: float
    dispersion: float


def won_of_open(deals: Deals, representatives: int, rng: np.random.Generator, draws: int = DRAWS) -> Floats:
    """What open deals bring. A deal is won once, in one of the two periods."""
    brought = np.zeros((representatives, 2, draws))
    for owner, chance, value in _pieces(deals):
        luck = rng.random((len(chance), draws), dtype=np.float32)
        now = luck < chance[:, :1]
        later = (luck < chance.sum(axis=1, keepdims=True)) & ~now
        brought[owner, 0] += _added(value[:, 0], now)
        brought[owner, 1] += _added(value[:, 1], later)
    return brought


def _pieces(deals: Deals) -> Iterator[tuple[int, Floats, Floats]]:
    """Some deals of one representative at a time: whose they are, chances and values."""
    owners, starts, counts = np.unique(deals.owner, return_index=True, return_counts=True)
    for owner, start, stop in zip(owners, starts, starts + counts, strict=True):
        for begin in range(start, stop, _AT_ONCE):
            piece = slice(begin, min(begin + _AT_ONCE, stop))
            yield owner, deals.chance[piece], deals.value[piece]


def _added(value: Floats, won: NDArray[np.bool_]) -> Floats:
    """What the deals won in each draw bring together; a matrix product would add in an order of the machine's own."""
    sums: Floats = np.einsum("d,dn->n", value, won.astype(np.float64))
    return sums


def won_of_new(expected: Floats, wins: Wins, rng: np.random.Generator, draws: int = DRAWS) -> Floats:
    """What deals not yet open bring, where so much is expected of them: a Poisson number of gamma-distributed wins."""
    shape = (*expected.shape, draws)
    if wins.mean <= 0:
        return np.broadcast_to(expected[..., None], shape).copy()
    count = rng.poisson(np.broadcast_to((expected / wins.mean)[..., None], shape)).astype(np.float64)
    if wins.dispersion <= 0:
        return count * wins.mean
    # the sum of n gammas of one scale is a gamma of n times the shape
    drawn: Floats = rng.standard_gamma(count / wins.dispersion) * (wins.mean * wins.dispersion)
    return drawn


def shocks(deviation: Floats, rng: np.random.Generator, draws: int = DRAWS) -> Floats:
    """Lognormal factors of mean 1 with these standard deviations: periods × draws."""
    log_variance = np.log1p(deviation**2)[:, None]
    normal = rng.standard_normal((len(deviation), draws))
    factors: Floats = np.exp(np.sqrt(log_variance) * normal - log_variance / 2)
    return factors


def added_up(outcomes: Floats, below: Places, above: Places, nodes: int) -> Floats:
    """Outcomes of nodes: for each pair, those of the representative `below` count at the node `above`."""
    sums = np.zeros((nodes, *outcomes.shape[1:]))
    for lower, upper in zip(below, above, strict=True):
        sums[upper] += outcomes[lower]
    return sums
