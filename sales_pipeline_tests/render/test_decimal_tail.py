"""Numbers of a column end so that their points stand under each other; what is no number stays at the edge."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.render.decimal_tail import padding, tail


@pytest.mark.parametrize(
    ("cell", "behind"),
    [("0.25", ".25"), ("(1.9)", ".9)"), ("+4.0", ".0"), ("42%", "%"), ("1,234", ""), ("4", ""), ("2.8x", ".8x"),
     ("−$1.2M", ".2M"), ("$40K", "K"), ("n/a", ""), ("", ""), ("<1%", "%")],
)  # fmt: skip
def test_what_stands_behind_the_point(cell: str, behind: str) -> None:
    assert tail(cell) == behind


def test_a_blank_or_a_word_is_not_moved() -> None:
    assert padding(["1.25", "", "n/a", "3"], len) == [0, 0.0, 0.0, 3]


@given(
    st.lists(st.decimals("0", "99999", places=3).map(lambda value: f"{value:.3f}".rstrip("0").rstrip(".")), min_size=1)
)
def test_points_stand_under_each_other(cells: list[str]) -> None:
    pads = padding(cells, len)
    ends = {pad + len(cell) - len(cell.split(".")[0]) for pad, cell in zip(pads, cells, strict=True)}
    assert len(ends) == 1
    assert min(pads) == 0
    assert all(Decimal(cell) >= 0 for cell in cells)
