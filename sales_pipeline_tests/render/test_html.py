"""HTML shows outside text as it stands."""

import json
import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from sales_pipeline.render import html
from sales_pipeline.render.html import Cell, Head, Html, tag
from sales_pipeline_tests.render.workbooks import HOSTILE

NASTY = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!--",
    "]]>",
    "a\u2028b\u2029c",
    "&amp;",
    *(text for text in HOSTILE if text.encode("utf-8", "ignore").decode() == text),
)


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", NASTY)
def test_outside_text_stays_text_in_elements_and_attributes(text: str) -> None:
    made = tag("p", text, title=text, data_figure=text)
    reader = _Texts()
    reader.feed(made)
    reader.close()
    assert reader.tags == ["p"]
    assert reader.text == html.clean(text)


def test_what_is_html_stays_html_and_void_elements_do_not_close() -> None:
    assert tag("b", Html("<i>x</i>"), "<") == "<b><i>x</i>&lt;</b>"
    assert tag("input", type="search", hidden=True, id=None, disabled=False) == '<input type="search" hidden>'
    assert tag("label", "", for_="a", class_="b") == '<label for="a" class="b"></label>'


@pytest.mark.parametrize("text", NASTY)
def test_json_in_a_page_can_neither_end_its_script_nor_change(text: str) -> None:
    made = html.script_json({"name": text, "amount": Decimal("1.50"), "whole": Decimal("7")})
    assert not re.search("[<>&\u2028\u2029]", made)
    assert json.loads(made) == {"name": text, "amount": 1.5, "whole": 7}


def test_json_refuses_what_has_no_place_in_it() -> None:
    with pytest.raises(TypeError, match="set cannot stand"):
        html.script_json({"a": {1, 2}})
    with pytest.raises(ValueError):
        html.script_json(float("nan"))


def test_a_table_names_its_rows_and_columns_and_each_figure() -> None:
    made = html.table(
        "What", (Head("Unit", False), Head("Won")), [(Cell("<EMEA>"), Cell("1.2", "emea:won", "better"))], id="t"
    )
    assert '<table role="table" id="t"><caption>What</caption>' in made
    assert '<th scope="col" role="columnheader" class="n">Won</th>' in made
    assert '<th scope="row" role="rowheader">&lt;EMEA&gt;</th>' in made
    assert '<td role="cell" class="n better" data-title="Won" data-figure="emea:won">1.2</td>' in made
    with pytest.raises(ValueError, match="table row has 1 cells for 2 heads"):
        html.table("What", (Head("Unit"), Head("Won")), [(Cell("x"),)])
