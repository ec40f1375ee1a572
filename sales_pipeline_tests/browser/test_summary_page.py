"""The page of text in a browser: nothing is asked of any network, nothing runs off the screen, dark where that is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from sales_pipeline.forecast.documents import forecast_summary_html
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.render.theme import DARK, rgb
from sales_pipeline_tests.browser.dashboards import broken_rules
from sales_pipeline_tests.forecast.documents.frames_fixture import frames, run
from sales_pipeline_tests.forecast.documents.shapes import SHAPES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1500, "height": 950})
    yield page
    page.close()


def opened(reader: Page, folder: Path, name: str) -> list[str]:
    """Open the page of a shape from a file; what it asked for besides itself, and what the browser complained of."""
    shape = SHAPES[name]
    file = folder / f"{name}.html"
    file.write_bytes(forecast_summary_html.render(frames(shape), build_facts(frames(shape), run(shape)), run(shape)))
    found: list[str] = []
    reader.on("request", lambda request: found.append(request.url))
    reader.on("console", lambda message: found.append(message.text))
    reader.on("pageerror", lambda error: found.append(str(error)))
    reader.goto(file.as_uri())
    return [said for said in found if said != file.as_uri()]


@pytest.mark.parametrize("name", ["usual", "hostile", "forty_regions"])
@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_the_page_fits_the_screen_and_asks_for_nothing(reader: Page, tmp_path: Path, name: str, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    assert opened(reader, tmp_path, name) == []
    assert reader.evaluate("document.documentElement.scrollWidth") <= width
    wide = reader.evaluate(
        "[...document.querySelectorAll('.wide')].filter(b => b.scrollWidth > b.clientWidth + 1).length"
    )
    assert width < 1000 or name != "usual" or wide == 0


def test_the_page_is_dark_where_the_reader_is_and_light_on_paper(reader: Page, tmp_path: Path) -> None:
    opened(reader, tmp_path, "usual")

    def background() -> str:
        return str(reader.evaluate("getComputedStyle(document.body).backgroundColor"))

    def shown(colour: str) -> str:
        return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (0, 2, 4))})"

    reader.emulate_media(color_scheme="dark")
    assert background() == shown(DARK["white"])
    reader.emulate_media(color_scheme="dark", media="print")
    assert background() == shown(rgb("white"))
    reader.emulate_media(color_scheme="light", media="screen")
    assert background() == shown(rgb("white"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_screen_reader_meets_names_everywhere(
    browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)
    page = context.new_page()
    opened(page, tmp_path, "usual")
    assert broken_rules(page) == []
    context.close()


def test_tables_are_reached_by_keyboard_and_named(reader: Page, tmp_path: Path) -> None:
    opened(reader, tmp_path, "usual")
    assert reader.get_by_role("region").count() > 5
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.className") == "wide"
    for role in ("region", "group"):  # the section and its table
        assert reader.get_by_role(role, name="Recommendations, ranked").count() == 1
    assert reader.get_by_role("columnheader", name="At stake").count() == 1
