"""Marks tell which figure is which and never change what is shown."""

from sales_pipeline.render import blocks
from sales_pipeline.render.blocks import Block, Items, Paragraph, Span, Table
from sales_pipeline.render.marks import Marks


def told(plain: str, marked: str, marks: Marks) -> tuple[Block, ...]:
    return marks.onto(blocks.parse(plain), blocks.parse(marked))


def test_figures_are_cut_out_of_the_plain_text_with_their_ids() -> None:
    marks = Marks()
    call, deals = marks.around("call", "$1.2M"), marks.around("deals", "three deals")
    [found] = told("**We call $1.2M**, of three deals.", f"**We call {call}**, of {deals}.", marks)
    assert found == Paragraph((
        Span("We call ", bold=True), Span("$1.2M", bold=True, figure="call"), Span(", of "),
        Span("three deals", figure="deals"), Span("."),
    ))  # fmt: skip


def test_a_sentence_may_begin_with_a_figure() -> None:
    marks = Marks()
    [found] = told("Three deals.", f"{marks.around('deals', 'three deals')}.", marks)
    assert found == Paragraph((Span("Three deals", figure="deals"), Span(".")))


def test_lists_and_tables_are_told_too_and_the_inner_id_counts() -> None:
    marks = Marks()
    one, two = marks.around("one", "1"), marks.around("two", f"2 {marks.around('three', '3')}")
    listed, table = told("- 1\n\n| a |\n| --- |\n| 2 3 |", f"- {one}\n\n| a |\n| --- |\n| {two} |", marks)
    assert isinstance(listed, Items)
    assert listed.items == ((Span("1", figure="one"),),)
    assert isinstance(table, Table)
    assert table.rows == (((Span("2 ", figure="two"), Span("3", figure="three")),),)


def test_what_does_not_say_the_same_stays_as_it_is() -> None:
    marks = Marks()
    figure = marks.around("one", "1")
    for plain, marked in (("near 1", f"between {figure} and 2"), ("1", f"{figure}\n\nmore"), ("- 1", figure)):
        assert told(plain, marked, marks) == blocks.parse(plain)


def test_a_text_that_holds_marks_of_its_own_is_shown_as_it_stands() -> None:
    marks = Marks()
    own = f"{chr(0xF0000)}x\U000ffffd 1"
    figure = marks.around("one", "1")
    [found] = told(own, own.replace("1", figure), marks)
    assert found == Paragraph((Span(own),))
    assert marks.around("blank", " ") == " "
