"""What shows only in many deals: seasons, growth, shares of territories; and that many deals need no memory."""

import tracemalloc
from collections import defaultdict
from pathlib import Path

import pytest

from sales_pipeline.sample import generate
from sales_pipeline.sample.accounts import Accounts
from sales_pipeline.sample.days import NOW, iso
from sales_pipeline.sample.deals import Deals
from sales_pipeline.sample.organisation import Organisation
from sales_pipeline.sample.places import TERRITORIES
from sales_pipeline.sample.quotas import company_target, planned_quarters
from sales_pipeline.sample.rates import Rates

MANY = 12_000


@pytest.fixture(scope="module")
def won() -> dict[tuple[str, str], int]:
    """Dollar cents of the deals that will be won, by quarter and territory, at their amount when created."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for seed in (1, 2):
        organisation = Organisation(seed, MANY)
        deals, rates = Deals(seed, MANY, organisation, Accounts(seed, MANY, organisation)), Rates(seed)
        for number in range(MANY):
            deal, _ = deals.deal(number)
            if deal.is_won and deal.close < NOW - 46:
                name = f"{iso(deal.close)[:4]}-Q{(int(iso(deal.close)[5:7]) + 2) // 3}"
                found[name, deal.account.territory.id] += rates.dollars(deal.amount, deal.currency, deal.close)
    return found


def total(won: dict[tuple[str, str], int], part: str) -> int:
    return sum(cents for (quarter, territory), cents in won.items() if part in (quarter, quarter[-2:], territory))


def test_the_fourth_quarter_is_strong_and_the_third_weak(won: dict[tuple[str, str], int]) -> None:
    for year in ("2024", "2025"):
        quarters = [total(won, f"{year}-Q{n}") for n in (1, 2, 3, 4)]
        assert quarters[3] > 1.2 * max(quarters[:3])
        assert quarters[2] < 1.08 * quarters[1]


def test_it_grows(won: dict[tuple[str, str], int]) -> None:
    years = [sum(total(won, f"{year}-Q{n}") for n in (1, 2, 3)) for year in (2024, 2025, 2026)]
    assert 1.03 < years[1] / years[0] < 1.35
    assert 1.03 < years[2] / years[1] < 1.25


def test_targets_can_just_be_missed(won: dict[tuple[str, str], int]) -> None:
    """Amounts shrink by about an eighth from what they were when created, so this is an attainment near 0.95."""
    for quarter in planned_quarters()[:11]:
        name = f"{quarter.start.year}-Q{(quarter.start.month + 2) // 3}"
        attainment = total(won, name) / 100 / 2 / company_target(MANY, quarter)
        assert 0.85 < attainment < 1.35, name


def test_quotas_are_shared_as_sales_are(won: dict[tuple[str, str], int]) -> None:
    everything = sum(won.values())
    for territory in TERRITORIES:
        assert abs(1000 * total(won, territory.id) / everything - territory.weight) < 0.4 * territory.weight
    assert sum(territory.weight for territory in TERRITORIES) == sum(t.share for t in TERRITORIES) == 1000


@pytest.mark.long
def test_memory_does_not_grow_with_the_deals(tmp_path: Path) -> None:
    peaks = []
    for opportunities in (2_000, 10_000):
        tracemalloc.start()
        generate(tmp_path / str(opportunities), opportunities, 1)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.6 * peaks[0]
