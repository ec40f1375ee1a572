"""Plain words for figures: no minus zero, no float digits, the same words for the same number."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.render import phrases
from sales_pipeline.render.phrases import MINUS

AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
RATIOS = st.decimals(min_value=-100, max_value=100, places=6)
PARTS = st.lists(st.tuples(st.text(min_size=1, max_size=3), AMOUNTS), max_size=8, unique_by=lambda part: part[0])


@given(AMOUNTS, st.integers(0, 4))
def test_a_number_reads_back_as_the_number_rounded_half_up(value: Decimal, places: int) -> None:
    said = phrases.number(value, places)
    back = Decimal(said.replace(",", "").replace(MINUS, "-"))
    assert back == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert not (said.startswith(MINUS) and back == 0)


@given(RATIOS, st.integers(0, 1))
def test_a_percentage_is_never_a_rounded_zero_of_something(ratio: Decimal, places: int) -> None:
    said = phrases.percent(ratio, places, signed=True)
    assert said.endswith("%")
    assert (said.startswith("<")) == (ratio != 0 and phrases.rounded(ratio * 100, places) == 0)
    assert MINUS + "0%" not in said
    assert "E" not in said


@given(PARTS)
def test_drivers_go_with_the_change_and_the_offset_against_it(parts: list[tuple[str, Decimal]]) -> None:
    found, change = phrases.largest_drivers(parts), sum((amount for _, amount in parts), Decimal(0))
    assert len(found.main) <= 3
    assert all((amount > 0) == (change >= 0) and amount != 0 for _, amount in found.main)
    assert all(abs(amount) * 10 >= abs(change) for _, amount in found.main)
    assert found.offset is None or (found.offset[1] > 0) != (change >= 0)
    assert [amount for _, amount in found.main] == sorted((a for _, a in found.main), key=abs, reverse=True)


@pytest.mark.parametrize(
    ("now", "base", "said"),
    [(103, 100, "+3.0%"), (100, 103, MINUS + "2.9%"), (1, 0, "n/m"), (0, 0, "flat"), (-1, 1, "n/m"),
     (1004, 1000, "flat"), (None, 1, "n/a"), (1, None, "n/a")],
)  # fmt: skip
def test_a_change_in_percent_says_when_it_means_nothing(now: int | None, base: int | None, said: str) -> None:
    assert phrases.percent_change(now, base) == said


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_read_as_lists(items: list[str], said: str) -> None:
    assert phrases.join_words(items) == said


def test_counts_take_the_noun_s_number() -> None:
    assert [phrases.n_of(n, "deal") for n in (0, 1, 1234)] == ["0 deals", "1 deal", "1,234 deals"]
    assert [phrases.n_of(n, "deal", words=True) for n in (1, 10, 11)] == ["one deal", "ten deals", "11 deals"]
    assert phrases.n_of(2, "territory", "territories") == "2 territories"
