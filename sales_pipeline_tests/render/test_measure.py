"""Text measured without fonts: lines stay inside their width, cut text says so, nothing overflows unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.render import measure
from sales_pipeline.render.measure import LayoutError

TEXTS = st.text(max_size=200)
WIDTHS = st.floats(0.5, 8)


@given(TEXTS, WIDTHS, st.booleans())
def test_wrapped_lines_are_no_wider_than_their_place(text: str, width: float, bold: bool) -> None:
    lines = measure.wrap(text, 12, width, bold)
    assert all(measure.text_width(line, 12, bold) <= width or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(TEXTS.map(lambda text: text.replace("\n", " ")), WIDTHS)
def test_a_shortened_line_fits_and_ends_in_an_ellipsis_when_cut(text: str, width: float) -> None:
    short = measure.shorten_to_width(text, 12, width)
    assert measure.text_width(short, 12) <= width + 1e-9
    assert short == text or short.endswith("…")


@given(st.text(alphabet="abc xyz-", max_size=300), WIDTHS, st.integers(1, 3))
def test_a_text_cut_to_lines_wraps_into_that_many(text: str, width: float, lines: int) -> None:
    assert len(measure.wrap(measure.shorten_to_lines(text, 12, width, lines), 12, width)) <= lines


def test_the_largest_size_that_fits_is_taken_and_none_raises() -> None:
    assert measure.fit("Short", 5, 1, (12, 24, 18)) == 24
    with pytest.raises(LayoutError, match="even at 9 pt, shorten it: 'word word"):
        measure.fit("word " * 400, 2, 0.5, (9, 12))


def test_widths_are_those_of_the_font() -> None:
    # Carlito's digits are 1038 of 2048 units wide; at 72 pt an em is an inch.
    assert measure.text_width("0", 72) == pytest.approx(1038 / 2048, abs=1e-3)
    assert measure.text_width("漢", 72) == 1.0
    assert measure.text_width("e\u0301", 72) == measure.text_width("e", 72)
