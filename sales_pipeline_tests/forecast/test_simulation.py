"""Draws of how a period may end: on average what is expected, as spread as chance has it, and the same every time."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales_pipeline.forecast import simulation
from sales_pipeline.forecast.simulation import Deals, Wins, added_up, shocks, won_of_new, won_of_open

DRAWS = 20_000
# an outcome of more than five standard errors is no chance
ERRORS = 5


def deals(*rows: tuple[int, float, float, float, float]) -> Deals:
    """Rows of representative, chances of the two periods, values of the two."""
    owner = np.array([row[0] for row in rows], dtype=np.int64)
    return Deals(owner, np.array([row[1:3] for row in rows]), np.array([row[3:5] for row in rows]))


def test_open_deals_bring_what_is_expected_of_them_and_vary_as_independent_ones_do() -> None:
    given_deals = deals((0, 0.5, 0.2, 100, 120), (0, 0.1, 0.0, 1000, 0), (1, 0.9, 0.1, 50, 60))
    brought = won_of_open(given_deals, 2, np.random.default_rng(1), DRAWS)
    expected = np.array([[50 + 100, 24], [45, 6]])
    variance = np.array([[2500 + 90_000, 0.2 * 0.8 * 120**2], [0.09 * 2500, 0.09 * 3600]])
    assert np.abs(brought.mean(axis=2) - expected).max() < ERRORS * np.sqrt(variance.max() / DRAWS)
    assert brought.var(axis=2) == pytest.approx(variance, rel=0.05)


def test_a_week_without_open_deals_has_nothing_to_draw() -> None:
    none = Deals(np.zeros(0, dtype=np.int64), np.zeros((0, 2)), np.zeros((0, 2)))
    assert not won_of_open(none, 3, np.random.default_rng(1), 10).any()


def test_a_deal_is_won_once() -> None:
    brought = won_of_open(deals((0, 0.5, 0.5, 1, 1)), 1, np.random.default_rng(2), DRAWS)
    assert set(np.unique(brought[0].sum(axis=0))) == {1.0}


def test_new_deals_come_as_a_poisson_number_of_wins_of_the_usual_spread() -> None:
    drawn = won_of_new(np.array([0.0, 400.0]), Wins(100.0, 0.5), np.random.default_rng(3), DRAWS)
    assert not drawn[0].any()
    assert drawn[1].mean() == pytest.approx(400, rel=0.02)
    assert drawn[1].var() == pytest.approx(4 * 100**2 * 1.5, rel=0.05)
    # one in e⁴ periods brings none
    assert (drawn[1] == 0).mean() == pytest.approx(np.exp(-4), abs=0.005)


def test_new_deals_of_unknown_size_bring_what_is_expected() -> None:
    drawn = won_of_new(np.array([[7.0, 8.0]]), Wins(0.0, 0.0), np.random.default_rng(4), 3)
    assert drawn.tolist() == [[[7, 7, 7], [8, 8, 8]]]


def test_shocks_have_mean_1_and_the_deviation_asked_for() -> None:
    factors = shocks(np.array([0.0, 0.3]), np.random.default_rng(5), DRAWS)
    assert set(factors[0]) == {1.0}
    assert factors[1].mean() == pytest.approx(1, abs=0.01)
    assert factors[1].std() == pytest.approx(0.3, rel=0.05)


def test_a_node_s_outcomes_are_the_sums_of_its_representatives_draw_by_draw() -> None:
    outcomes = np.arange(12, dtype=float).reshape(3, 2, 2)
    nodes = added_up(outcomes, np.array([0, 1, 2, 0]), np.array([0, 0, 1, 1]), 2)
    assert (nodes[0] == outcomes[0] + outcomes[1]).all()
    assert (nodes[1] == outcomes[2] + outcomes[0]).all()


@settings(max_examples=25)
@given(st.integers(1, 40), st.integers(1, 7), st.integers(0, 2**32))
def test_how_many_deals_are_drawn_at_once_changes_nothing(count: int, at_once: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    owner = np.sort(rng.integers(0, 5, count))
    chance = rng.random((count, 2)) / 2
    given_deals = Deals(owner, chance, rng.random((count, 2)))
    whole = won_of_open(given_deals, 5, np.random.default_rng(seed), 10)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simulation, "_AT_ONCE", at_once)
        pieces = won_of_open(given_deals, 5, np.random.default_rng(seed), 10)
    assert pieces == pytest.approx(whole)


MEMORY = """
import resource
import numpy as np
from sales_pipeline.forecast.simulation import Deals, won_of_open
rng = np.random.default_rng(1)
count = 200_000
deals = Deals(np.sort(rng.integers(0, 300, count)), rng.random((count, 2)) / 2, rng.random((count, 2)))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
won_of_open(deals, 300, rng)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_two_hundred_thousand_deals_need_little_memory() -> None:
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)
    # their draws in one piece would be 1,500 MiB
    assert int(done.stdout) < 150
