"""Charts hold no data, no address and no colour of their own, and say figures only in words they were given."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sales_pipeline.render import theme, vega, vega_code
from sales_pipeline.render.vega import Mark

LOW, HIGH, AT = Mark("p10", "P10", "soft"), Mark("p90", "P90", "soft"), Mark("expected", "Expected")
CHARTS: dict[str, Any] = {
    "lines": lambda: vega.lines([AT], "$M", ("5 Oct", "12 Oct"), (LOW, HIGH)),
    "lines_alone": lambda: vega.lines([AT, Mark("target", "Target", dashed=True)], "$M", ("5 Oct",)),
    "waterfall": lambda: vega.waterfall("$M"),
    "spans": lambda: vega.spans(LOW, HIGH, [Mark("target", "Target")], [AT], "$M"),
    "bars": lambda: vega.bars(AT, [Mark("needed", "Needed")], "$M"),
    "columns_between": lambda: vega.columns_between(LOW, HIGH, [AT], [Mark("won", "Won")], "$M"),
    "against_diagonal": lambda: vega.against_diagonal(AT, Mark("came", "Came"), Mark("deals", "Deals")),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_reads_the_rows_it_is_given_and_nothing_else(name: str) -> None:
    made = CHARTS[name]()
    said = json.dumps(made)
    assert made["data"] == {"name": "rows"}
    assert re.findall(r"https?://[^\"]*", said) == [made["$schema"]]
    assert '"url"' not in said
    assert json.dumps(CHARTS[name]()) == said


@pytest.mark.parametrize("name", CHARTS)
def test_colours_are_roles_of_the_page(name: str) -> None:
    colours = re.findall(r"(?:color|fill|stroke)\": \"([^\"]+)\"", json.dumps(CHARTS[name]()))
    assert colours
    assert all(c == "transparent" or re.fullmatch(r"var\(--(\w+)\)", c)[1] in theme.COLOURS for c in colours)  # type: ignore[index]


@pytest.mark.parametrize("name", CHARTS)
def test_what_a_pointer_shows_are_words_never_numbers(name: str) -> None:
    tips = [tip for tips in _tooltips(CHARTS[name]()) for tip in tips]
    assert tips
    assert all(tip["type"] == "nominal" and (tip["field"] == "label" or tip["field"].endswith("_text")) for tip in tips)


def _tooltips(part: Any) -> Iterator[list[dict[str, Any]]]:
    if isinstance(part, dict):
        if isinstance(part.get("tooltip"), list):
            yield part["tooltip"]
        for value in part.values():
            yield from _tooltips(value)
    elif isinstance(part, list):
        for value in part:
            yield from _tooltips(value)


def test_the_code_is_whole_and_can_stand_in_a_page() -> None:
    code = vega_code.code()
    assert code == vega_code.code()
    assert "window.vegaEmbed" in code
    assert "\r" not in code
    assert "</script" not in code.lower()
    assert "import(" not in code
    assert "WITHOUT WARRANT" not in code or "Copyright" in code
    assert all(name in vega_code.NOTICE for name in ("Vega-Lite", "Vega-Embed", "D3", "Redistribution", "Mike Bostock"))


def test_the_dark_palette_has_every_role_and_reads_as_well() -> None:
    assert theme.DARK.keys() == theme.COLOURS.keys()
    for role in theme.TEXT_ROLES:
        for ground in ("white", "band"):
            assert theme.contrast(theme.DARK[role], theme.DARK[ground]) >= 4.5, (role, ground)
    assert theme.contrast(theme.DARK["strong"], theme.DARK["pale"]) >= 4.5
    assert theme.contrast(theme.rgb("strong"), theme.rgb("pale")) >= 4.5
