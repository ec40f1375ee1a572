"""Outside text: what no file may hold is taken out, and Markdown shows the rest as it was written."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sales_pipeline.render import markdown, text
from sales_pipeline_tests.render.workbooks import HOSTILE

ANY = st.text(alphabet=st.characters(), max_size=60)


def shown(source: str) -> list[str]:
    """The texts a Markdown reader shows; anything that is not plain text in a paragraph or cell fails."""
    found = []
    for token in MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").parse(source):
        assert token.type in ("inline", "paragraph_open", "paragraph_close"), token.type
        for child in token.children or ():
            assert child.type in ("text", "text_special", "softbreak"), child.type
            found.append(child.content)
    return found


@given(ANY)
def test_clean_text_can_stand_in_xml(value: str) -> None:
    cleaned = text.clean(value)
    root = ElementTree.Element("t")
    root.text = cleaned
    back = ElementTree.fromstring(ElementTree.tostring(root)).text or ""
    assert back == cleaned.replace("\r", "\n")
    assert text.clean(cleaned) == cleaned


@given(ANY)
def test_escaped_text_reads_as_it_was_written(value: str) -> None:
    escaped = markdown.esc(value)
    assert " ".join("".join(shown(f"Name: {escaped}")).split()) == " ".join(
        f"Name: {text.keep_order(text.one_line(value))}".split()
    )


@pytest.mark.parametrize("value", [v for v in HOSTILE if len(v) < 100], ids=lambda v: repr(v[:12]))
def test_hostile_text_is_a_cell_and_nothing_else(value: str) -> None:
    made = markdown.table(["Account", "Amount"], [[value, "1.0"]], numeric=[1])
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(made)
    assert html.count("<td") == 2
    assert "<a " not in html
    assert "<b>" not in html


def test_a_table_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="has 1 cells for 2 headers"):
        markdown.table(["a", "b"], [["1"]])


def test_right_to_left_text_keeps_the_figures_behind_it_in_place() -> None:
    assert text.keep_order("שלום") == "שלום\u200e"
    assert text.keep_order("plain") == "plain"


def test_long_text_is_cut_at_characters_not_inside_them() -> None:
    assert text.shorten("abcdef", 4) == "abc…"
    family = "\U0001f468\u200d\U0001f469"
    assert not text.shorten(family + "x" * 9, 3).rstrip("…").endswith("\u200d")


def test_tidy_leaves_one_blank_line_and_one_newline() -> None:
    assert markdown.tidy("# A  \n\n\n\nb\n\n") == "# A\n\nb\n"
