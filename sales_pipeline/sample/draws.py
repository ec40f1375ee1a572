"""Chance in whole numbers only, so that a seed gives the same company on every machine and Python.

Every thing drawn for (an account, a deal, a call) has its own stream, named by its key: what one of them
draws never moves another. No floats, no shuffles, no distributions of the standard library: their
algorithms may change, getrandbits does not.
"""

import hashlib
import random
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Draws:
    """The stream of one key, such as Draws(seed, "deal", 17)."""

    __slots__ = ("_bits",)

    def __init__(self, *key: object) -> None:
        text = "/".join(str(part) for part in key)
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        self._bits = random.Random(int.from_bytes(digest, "big")).getrandbits

    def below(self, count: int) -> int:
        """0 … count − 1."""
        return self._bits(32) * count >> 32

    def between(self, low: int, high: int) -> int:
        """low … high, both included."""
        return low + (self._bits(32) * (high - low + 1) >> 32)

    def chance(self, permille: int) -> bool:
        """True in `permille` of 1000 cases."""
        return self._bits(32) * 1000 >> 32 < permille

    def pick(self, items: Sequence[Item]) -> Item:
        return items[self._bits(32) * len(items) >> 32]


class Weighted(Generic[Item]):
    """Items with whole-number weights."""

    __slots__ = ("_bounds", "_items", "_total")

    def __init__(self, weights: dict[Item, int]) -> None:
        self._items = tuple(weights)
        self._bounds = list(accumulate(weights.values()))
        self._total = self._bounds[-1]

    def draw(self, draws: Draws) -> Item:
        return self._items[bisect_right(self._bounds, draws.below(self._total))]
