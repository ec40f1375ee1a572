"""The shell of a page runs nothing it was not given, asks for nothing, and says whose page it is."""

import base64
import hashlib
import re

import pytest

from sales_pipeline.render import html_shell
from sales_pipeline.render.html import Html, tag
from sales_pipeline.render.theme import DARK, rgb
from sales_pipeline_tests.forecast.documents.frames_fixture import run


def test_a_page_lets_itself_run_its_own_styles_and_scripts_and_nothing_else() -> None:
    made = html_shell.page("A <title>", run(), "p{}", tag("p", "x"), ["let a = 1", "let b"], "by -- somebody").decode()
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', made)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.replace("&#x27;", "'").split(";"))

    [style] = re.findall("<style>(.*?)</style>", made, re.DOTALL)
    assert style.endswith("p{}")

    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert rules == {
        "default-src": "'none'", "style-src": digest(style), "script-src": f"{digest('let a = 1')} {digest('let b')}",
        "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip
    assert "<title>A &lt;title&gt;</title>" in made
    assert "<!--\nby – somebody\n-->" in made
    assert made.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')


@pytest.mark.parametrize("text", ["a\r\nb", "'</SCRIPT>'", "/*</style>*/"])
def test_a_script_that_would_end_itself_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="end of its own element"):
        html_shell.page("x", run(), "", Html(""), [text])


def test_the_head_says_whose_page_it_is_and_escapes_it() -> None:
    made = html_shell.page("x", run(), "", tag("p", "x")).decode()
    assert f'<meta name="author" content="{html_shell.esc(run().company)}">' in made
    assert f"run {run().run_id}" in made


def test_paper_is_light_whatever_the_reader_chose() -> None:
    before, on_screen = html_shell.colours().split("@media screen", 1)
    assert f"--white:#{rgb('white')}" in before
    assert on_screen.count(f"--white:#{DARK['white']}") == 2
