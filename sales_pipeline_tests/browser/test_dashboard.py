"""The dashboard as people meet it: opened from a file in a browser without a network, by pointer, keyboard and screen
reader, in light and dark, on paper, at three widths."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sales_pipeline.forecast.documents import forecast_dashboard
from sales_pipeline.forecast.documents.dashboard.week import Week
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.proof.figure_ids import Cells
from sales_pipeline_tests.browser.dashboards import (
    BEYOND,
    CONTRASTS,
    CROWDED,
    EMPTY,
    OPEN,
    Opened,
    broken_rules,
    opened,
)
from sales_pipeline_tests.conftest import WEEK, Published
from sales_pipeline_tests.forecast.documents import fixture_risk, read_back
from sales_pipeline_tests.forecast.documents.dashboard_page import fits, in_words
from sales_pipeline_tests.forecast.documents.fixture_company import Shape
from sales_pipeline_tests.forecast.documents.frames_fixture import run, tables
from sales_pipeline_tests.forecast.documents.shapes import SHAPES

pytestmark = pytest.mark.browser
WIDTHS = (360, 1280, 1920)
SCHEMES = ("light", "dark")
CHARTS = (("coverage", ".mark-rect"), ("open-pipeline-period-start", ".mark-rect"), ("record", ".mark-symbol"))
CONTROLS = """[...document.querySelectorAll("input,#theme,#tree,summary")]
  .filter((at) => at.checkVisibility() && at.offsetHeight).length"""
TABLED = """[...document.querySelectorAll("figure:not([hidden]) table")]
  .every((at) => at.checkVisibility() && at.offsetHeight > 30)"""
HUGE = Shape(regions=6, teams=10, representatives=32, deals=3)
KINDS = (
    "no_targets",
    "monthly",
    "one_region",
    "first_week",
    "flat",
    "bare",
    "no_deals",
    "sixty_teams",
    "one_representative",
    "hostile",
)


@pytest.fixture(scope="module")
def file(published: Published) -> Path:
    return published.folder / forecast_dashboard.FILE


@pytest.fixture
def sample(browser: Browser, file: Path) -> Iterator[Opened]:
    """The sample's page; a test fails when it has said or asked for anything."""
    with opened(browser, file) as found:
        yield found
        assert (found.said, found.asked) == ([], [])


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of companies with parts missing or too large."""
    folder = tmp_path_factory.mktemp("dashboards")
    return {
        name: _draw(folder / f"{name}.html", shape)
        for name, shape in {**SHAPES, "huge": HUGE}.items()
        if name in (*KINDS, "huge")
    }


def _draw(path: Path, shape: Shape) -> Path:
    frames, of = Frames({**tables(shape), **fixture_risk.tables(shape)}), run(shape)
    path.write_bytes(forecast_dashboard.render(frames, build_facts(frames, of), of))
    return path


def test_figures_on_the_page_are_those_of_the_database(sample: Opened, published: Published) -> None:
    frames = read_back.published_frames(published.home, WEEK)
    facts, cells = build_facts(frames, read_back.published_run(published.home, WEEK)), Cells(frames)
    week = Week(Story(frames, facts, run()))
    person = next(node for node in week.nodes if node.is_person and node.row["closed_amount"])
    for node in (week.nodes[0], week.by_id["americas"], week.by_id["us-east"], person):
        sample.choose(node.id) if node.at else None
        figures = sample.figures()
        own = [(id, text) for id, text in figures if ":" in id and text and not id.startswith(":gate_results")]
        assert [
            (id, text) for id, text in own if not fits(cells, node.money, id, text) and not _is_of_the_company(id)
        ] == []
        assert len([id for id, _ in own if id.startswith(f"{node.id}:")]) > 60
        said = [(id, text) for id, text in figures if ":" not in id]
        assert all(in_words(facts, id) == text for id, text in said)
        assert len(said) > 5


def _is_of_the_company(id: str) -> bool:
    """Tables of the company alone, which keep their scale."""
    return id.startswith((":method_scores", ":chance_record"))


def test_the_page_runs_nothing_but_its_own_code(sample: Opened) -> None:
    page = sample.page
    page.evaluate("() => { setTimeout('window.ran = 1', 0); }")
    page.evaluate(
        """() => {
          const added = document.createElement("script");
          added.text = "window.ran = 2";
          document.body.append(added);
        }"""
    )
    page.evaluate("() => { document.body.setAttribute('onclick', 'window.ran = 3'); document.body.click(); }")
    asking = "() => fetch('https://example.invalid/').then(() => 'came', (error) => error.name)"
    assert page.evaluate(asking) == "TypeError"
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran === undefined")
    assert len([words for words in sample.said if "Content Security Policy" in words]) >= 4
    sample.said.clear()
    sample.asked.clear()
    # charts do without eval
    assert page.locator(".chart svg").count() == 8


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_runs_out_of_sight_at_any_width(browser: Browser, file: Path, width: int, scheme: str) -> None:
    with opened(browser, file, width, color_scheme=scheme) as found:
        for node in ("", "emea"):
            if node:
                found.choose(node)
            found.page.evaluate(OPEN)
            assert found.page.evaluate("document.documentElement.scrollWidth") == width
            assert found.page.evaluate(BEYOND) == []
            assert found.page.evaluate(CROWDED) == []
            worst = found.page.evaluate(CONTRASTS)
            assert len(worst) > 300
            assert worst[0][0] >= 4.5, worst[:5]
        assert (found.said, found.asked) == ([], [])


def test_the_button_turns_the_colours(sample: Opened) -> None:
    page, button = sample.page, sample.page.locator("#theme")
    assert button.get_attribute("aria-pressed") == "false"
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    assert page.evaluate(CONTRASTS)[0][0] >= 4.5


def focused(page: Page) -> str:
    """What has the focus, which must be seen."""
    name, outline = page.evaluate(
        """() => {
          const at = document.activeElement, style = getComputedStyle(at.querySelector(":scope > .row") || at);
          return [at.id || at.dataset.at || at.textContent, style.outlineStyle + parseFloat(style.outlineWidth)];
        }"""
    )
    assert name == "node" or (outline.startswith(("solid", "auto")) and not outline.endswith("0")), (name, outline)
    return str(name)


def press(page: Page, *keys: str) -> str:
    for key in keys:
        page.keyboard.press(key)
    return focused(page)


def heading(page: Page) -> str:
    return str(page.locator("#node").inner_text())


def test_the_keyboard_reaches_every_node_and_back(sample: Opened) -> None:
    page = sample.page
    assert press(page, "Tab") == "To the figures"
    assert press(page, "Tab") == "theme"
    assert press(page, "Tab", "Tab") == "find"
    assert press(page, "Tab") == "0"
    assert press(page, "ArrowDown", "ArrowRight", "ArrowRight") not in ("0", "1")
    chosen = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_function("(name) => document.getElementById('node').textContent === name", arg=chosen)
    assert page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
    assert chosen in page.locator("#said").inner_text()
    deep = page.evaluate("Number(document.activeElement.getAttribute('aria-level'))")
    press(page, "ArrowLeft", "ArrowLeft")
    assert page.evaluate("Number(document.activeElement.getAttribute('aria-level'))") < deep
    assert press(page, "Home") == "0"
    assert press(page, "End") == page.locator("#tree [data-at]").last.get_attribute("data-at")
    page.locator("#path button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('#path li').length === 1")
    assert focused(page) == "node"
    page.go_back()
    page.wait_for_function("(name) => document.getElementById('node').textContent === name", arg=chosen)


def test_a_name_is_found_by_a_part_of_it(sample: Opened) -> None:
    page = sample.page
    page.locator("#find").fill("okonj")
    assert page.locator("#tree [data-at]").all_inner_texts() == ["Dashiell Okonjo\nUS East"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('node').textContent === 'Dashiell Okonjo'")
    assert [step.inner_text() for step in page.locator("#path li").all()] == [
        "Fernhollow Systems",
        "Americas",
        "US East",
        "Dashiell Okonjo",
    ]
    page.locator("#find").fill("nobody of this name")
    assert page.locator("#tree").inner_text() == "No name holds this"


def test_a_table_leads_on_to_what_it_names(sample: Opened) -> None:
    page = sample.page
    page.locator("#table-units .go", has_text="EMEA").click()
    page.wait_for_function("() => document.getElementById('node').textContent === 'EMEA'")
    assert focused(page) == "node"
    assert page.url.endswith("#unit=emea")
    assert page.locator("#table-units tbody tr").count() == 3


def test_charts_draw_every_row_of_their_table(sample: Opened) -> None:
    page = sample.page
    for chart, mark in CHARTS:
        rows = page.locator(f"#table-{chart} tbody tr").count()
        drawn = page.locator(f"#chart-{chart} {mark}").first.locator("path").count()
        assert (chart, drawn) == (chart, rows)


def test_a_pointer_is_told_the_words_of_the_table(sample: Opened) -> None:
    page = sample.page
    page.locator("#chart-coverage .mark-rect path").first.hover()
    page.locator("#vg-tooltip-element.visible").wait_for()
    told = page.locator("#vg-tooltip-element").inner_text().split()
    cells = page.evaluate(
        "[...document.querySelector('#table-coverage tbody tr').cells].map((cell) => cell.textContent)"
    )
    assert {cells[1], cells[2]} <= set(told)


def test_a_screen_reader_meets_names_everywhere(browser: Browser, file: Path) -> None:
    for width, scheme in ((1280, "light"), (1280, "dark"), (360, "light")):
        with opened(browser, file, width, color_scheme=scheme, bypass_csp=True) as found:
            for node in ("company", "emea", "005FH0000010010"):
                if node != "company":
                    found.choose(node)
                assert broken_rules(found.page) == []


def test_landmarks_headings_and_charts_have_names(sample: Opened) -> None:
    page = sample.page
    assert [page.locator(name).count() for name in ("header", "main", "footer", "h1", "h2")] == [1, 1, 1, 1, 1]
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map((at) => Number(at.tagName[1]))")
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = page.evaluate("[...document.querySelectorAll('.chart')].map((at) => at.getAttribute('aria-label'))")
    assert all(re.search(r"\. Fernhollow Systems\. |\. The forecast missed", name) for name in names), names


@pytest.mark.parametrize("node", ["company", "emea"])
def test_it_prints_whole_pages_without_controls(browser: Browser, file: Path, node: str) -> None:
    # as wide as the paper between its margins
    with opened(browser, file, 703) as found:
        if node != "company":
            found.choose(node)
        pdf = found.page.pdf(prefer_css_page_size=True, print_background=True)
        assert 5 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 14
        found.page.emulate_media(media="print", color_scheme="dark")
        found.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page = found.page
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate(CONTROLS) == 0
        assert page.evaluate(TABLED)
        assert page.evaluate(BEYOND) == []
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate("[...document.querySelectorAll('figure details')].some((at) => at.open)") is False


def test_without_a_script_the_company_can_be_read(browser: Browser, file: Path) -> None:
    with opened(browser, file, java_script_enabled=False) as found:
        text = found.page.locator("main").inner_text()
        assert "Fernhollow Systems" in text
        assert found.page.locator("#table-course").is_visible()
        assert not found.page.locator("#tree").is_visible()
        assert found.asked == []


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("width", [360, 1280])
def test_every_kind_of_company_has_a_whole_page(
    browser: Browser, drawn: dict[str, Path], name: str, width: int
) -> None:
    with opened(browser, drawn[name], width) as found:
        first, *others = (node["id"] for node in found.nodes)
        for node in dict.fromkeys((first, *others[len(others) // 2 :][:1], *others[-1:])):
            if node != first:
                found.choose(node)
            found.page.evaluate(OPEN)
            assert found.page.evaluate(BEYOND) == []
            assert found.page.evaluate(EMPTY) == []
        assert (found.said, found.asked) == ([], [])


def test_names_that_would_do_harm_are_names(browser: Browser, drawn: dict[str, Path]) -> None:
    with opened(browser, drawn["hostile"]) as found:
        nodes = found.nodes
        assert any("<" in node["name"] for node in nodes)
        for node in nodes[1:12]:
            found.choose(node["id"])
            assert found.page.locator("#node").text_content() == node["name"]
        assert found.page.locator("main img, main script, main iframe").count() == 0
        assert (found.said, found.asked) == ([], [])


def test_two_thousand_nodes_stay_within_reach(browser: Browser, drawn: dict[str, Path]) -> None:
    with opened(browser, drawn["huge"]) as found:
        page = found.page
        assert len(found.nodes) > 1900
        assert page.locator("#tree [data-at]").count() < 100
        page.locator("#find").fill("a")
        assert page.locator("#tree [data-at]").count() == 40
        assert re.fullmatch(r"[\d,]+ more", page.locator("#tree li").last.inner_text())
        assert (found.said, found.asked) == ([], [])
