"""A page of Markdown as blocks: everything it says is in them, nothing else, and nothing unknown passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.render import markdown
from sales_pipeline.render.blocks import Heading, Items, Paragraph, Quote, Span, Table, parse, plain, text_of

PAGE = """\
# Head *and* `code`

*Quiet, all of it.*

> Waived: one

Plain with **bold** text
over two lines.

- one
- two

1. **A.** first
2. second

| No. | What | $M |
| ---: | --- | ---: |
| 1 | Deal | 1.2 |
| 2 |  | (0.3) |
"""


def test_every_part_of_a_page_has_its_block() -> None:
    head, quiet, quote, text, bullets, numbers, table = parse(PAGE)
    assert head == Heading(1, (Span("Head "), Span("and", quiet=True), Span(" "), Span("code", code=True)))
    assert quiet == Paragraph((Span("Quiet, all of it.", quiet=True),))
    assert quote == Quote(((Span("Waived: one"),),))
    assert text == Paragraph((Span("Plain with "), Span("bold", bold=True), Span(" text over two lines.")))
    assert bullets == Items(((Span("one"),), (Span("two"),)), ordered=False)
    assert numbers == Items(((Span("A.", bold=True), Span(" first")), (Span("second"),)), ordered=True)
    assert isinstance(table, Table)
    assert (table.numeric, table.key) == (frozenset({0, 2}), 1)
    assert [[plain(cell) for cell in row] for row in table.rows] == [["1", "Deal", "1.2"], ["2", "", "(0.3)"]]


@pytest.mark.parametrize("page", ["![a](b)\n", "[a](b)\n", "    code\n", "```\ncode\n```\n", "---\n", "a  \nb\n"])
def test_what_no_block_stands_for_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="of a page of Markdown"):
        parse(page)


@given(st.text(max_size=60), st.text(max_size=60))
def test_outside_text_comes_through_as_it_stands(one: str, other: str) -> None:
    page = f"# {markdown.esc(one) or 'x'}\n\n{markdown.table(['h', markdown.clean(one)], [[other, one]])}\n"
    said = [" ".join(markdown.keep_order(markdown.clean(text)).split()) for text in (other, one)]
    _, table = parse(page)
    assert isinstance(table, Table)
    assert [" ".join(plain(cell).split()) for cell in table.rows[0]] == said


def test_the_text_of_a_page_is_what_its_blocks_say() -> None:
    assert text_of(parse("# A **b**\n\nc\n\n- d\n- e\n")) == "A b\nc\nd e"
