"""Bridges that add up, charts that have data, boxes that fill their page, colours that can be read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.render import figures, theme
from sales_pipeline.render.figures import Figure, Series, Step
from sales_pipeline.render.layout import BODY, Box
from sales_pipeline.render.measure import LayoutError

CHANGES = st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=2), min_size=1, max_size=10)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), CHANGES)
def test_the_bars_of_a_bridge_span_each_step_and_nothing_else(start: Decimal, changes: list[Decimal]) -> None:
    end = start + sum(changes)
    steps = [Step("start", start, True), *(Step(f"s{i}", c) for i, c in enumerate(changes)), Step("end", end, True)]
    shape = figures.waterfall(steps)
    for i, step in enumerate(steps):
        low, high = sorted((shape.start[i], shape.end[i]))
        above = shape.increase_above[i] + shape.decrease_above[i]
        below = shape.increase_below[i] + shape.decrease_below[i]
        assert (shape.total[i] if step.is_total else above - below) == (step.value if step.is_total else high - low)
        if not step.is_total and low >= 0:
            assert (shape.base[i], shape.base[i] + above) == (low, high)
        if not step.is_total and high <= 0:
            assert (shape.base[i], shape.base[i] + below) == (high, low)
    assert shape.end[-1] == end


def test_a_total_that_its_steps_do_not_reach_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'end' is 12 but its steps add to 11, 1 off"):
        figures.waterfall([Step("start", Decimal(10), True), Step("new", Decimal(1)), Step("end", Decimal(12), True)])


def test_a_bridge_figure_gives_its_steps_back_and_colours_neutral_ones() -> None:
    steps = [Step("start", Decimal(10), True), Step("won", Decimal(-4), role="main"), Step("end", Decimal(6), True)]
    figure = figures.bridge_figure("b", steps, "$M", 0)
    assert figure.point_roles == ("strong", "main", "strong")
    assert [(s.name, s.value, s.is_total) for s in figures.bridge_steps(figure)] == [
        (s.name, s.value, s.is_total) for s in steps
    ]


def test_a_figure_without_data_or_of_uneven_length_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        Figure("f", "column", (), (), "$M")
    with pytest.raises(ValueError, match="'s' has 1 values for 2 categories"):
        Figure("f", "column", ("a", "b"), (Series("s", (1,)),), "$M")


def test_alternative_text_is_made_from_the_data() -> None:
    figure = Figure("f", "column", ("East", "West"), (Series("Call", (Decimal("1.25"), None)),), "$M", 1)
    assert figure.alt_text == "Column chart, $M. Call: East 1.3, West n/a"


@given(st.lists(st.none() | st.floats(0.1, 1), min_size=1, max_size=4))
def test_rows_and_columns_stay_inside_their_box(parts: list[float | None]) -> None:
    box = Box(1, 1, 6, 6)
    for made, size in ((box.rows(*parts), "h"), (box.columns(*parts), "w")):
        assert all(getattr(part, size) > 0 for part in made)
        assert max(part.x + part.w for part in made) <= 7 + 1e-9
        assert max(part.y + part.h for part in made) <= 7 + 1e-9


def test_parts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(LayoutError, match="2 parts of"):
        BODY.rows(4.0, 4.0)


def test_text_colours_can_be_read_on_white_and_on_the_band() -> None:
    for role in theme.TEXT_ROLES:
        assert theme.contrast(theme.rgb(role), theme.rgb("white")) >= 4.5
        assert theme.contrast(theme.rgb(role), theme.rgb("band")) >= 4.5
    for role in ("strong", "main", "soft", "pale", "line", "better", "worse"):
        assert theme.contrast(theme.rgb(role), theme.rgb(theme.text_on(role))) >= 4.5
