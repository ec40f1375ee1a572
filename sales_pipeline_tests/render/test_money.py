"""Amounts in one scale: what is said lies within half a unit of what is meant, in every form and currency."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.render.money import SUFFIXES, Money
from sales_pipeline.render.phrases import MINUS

AMOUNTS = st.decimals(min_value=-(10**13), max_value=10**13, places=2)
SCALES = st.builds(Money, st.sampled_from(["USD", "EUR", "CHF"]), st.sampled_from([0, 3, 6, 9]), st.integers(0, 3))
_POWERS = {suffix: power for power, suffix in SUFFIXES.items()}


def value_of(text: str) -> Decimal:
    """An amount in words, read again."""
    digits, suffix = re.fullmatch(r"[−+<]?\D*?([\d,]+(?:\.\d+)?)([KMB]?)", text).groups()  # type: ignore[union-attr]
    size = Decimal(digits.replace(",", "")).scaleb(_POWERS[suffix])
    return -size if text.startswith(MINUS) else size


@given(AMOUNTS, SCALES)
def test_prose_says_the_amount_within_half_a_unit_of_its_last_place(value: Decimal, money: Money) -> None:
    said = money.text(value)
    unit = Decimal(1).scaleb(money.power - money.places)
    if said.startswith("<"):
        assert 0 < abs(value) < unit
    else:
        unit = max(unit, Decimal(100_000)) if said.endswith("M") and money.power == 3 else unit
        assert abs(value_of(said) - value) <= unit / 2


@given(AMOUNTS, SCALES)
def test_cells_and_labels_agree_with_the_scaled_amount(value: Decimal, money: Money) -> None:
    cell, digits = money.cell(value), money.scaled(value)
    assert Decimal(cell.strip("()").replace(",", "")) == abs(digits)
    assert cell.startswith("(") == (digits < 0)
    assert Decimal(money.label(value).replace(",", "").replace(MINUS, "-")) == digits
    assert money.change_cell(value).startswith("+") == (digits > 0)


@given(st.lists(AMOUNTS, max_size=5))
def test_the_scale_fits_the_largest_amount(amounts: list[Decimal]) -> None:
    money = Money.for_amounts("USD", [*amounts, None])
    largest = max((abs(money.scaled(amount)) for amount in amounts), default=Decimal(0))
    assert largest < (10_000 if money.power == 0 else 1000) or money.power == 9
    assert largest >= 1 or money.power == 0


@pytest.mark.parametrize(
    ("amount", "said"),
    [("40421000", "$40.4M"), ("999950", "$1.00M"), ("999499.99", "$999K"), ("0", "$0"), ("-1250000", "−$1.25M"),
     ("412", "$412"), ("99950", "$100K"), ("1e12", "$1,000.0B"), ("999950000", "$1.00B")],
)  # fmt: skip
def test_usual_amounts_read_as_people_write_them(amount: str, said: str) -> None:
    assert Money.for_amounts("USD", [Decimal(amount)]).text(Decimal(amount)) == said


def test_small_and_unknown_amounts_do_not_read_as_zero() -> None:
    money = Money("USD", 6, 1)
    assert (money.text(4), money.text(None), money.cell(None)) == ("<$0.1M", "n/a", "")
    assert Money("CHF", 6, 1).unit == "CHF\u00a0M"


def test_movement_is_a_verb_and_flat_under_half_a_percent() -> None:
    money = Money("USD", 6, 1)
    said = [
        money.moved(change, base)
        for change, base in ((1_200_000, None), (-800_000, None), (90_000, 40_000_000), (None, 1))
    ]
    assert said == ["rose $1.2M", "fell $0.8M", "was flat", "cannot be compared"]
