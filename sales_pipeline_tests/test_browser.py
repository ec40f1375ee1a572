"""The Dagster UI of a home in a real browser, with every network but this machine's closed."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from sales_pipeline_tests.conftest import Published
from sales_pipeline_tests.ui_server import running_ui

pytestmark = pytest.mark.browser
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def port(published: Published) -> Iterator[int]:
    with running_ui(published.home) as found:
        yield found


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    chromium = shutil.which("chromium")
    assert chromium, "these tests drive Chromium: install it, for example with `apt-get install chromium`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        page = browser.new_page(viewport={"width": 1500, "height": 950})
        page.route("**/*", _only_this_machine)
        yield page
        browser.close()


def _only_this_machine(route: Route) -> None:
    address = route.request.url
    if address.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")):
        route.continue_()
    else:
        route.abort()


def test_an_asset_shows_what_it_is_and_its_columns(page: Page, port: int) -> None:
    page.goto(f"http://127.0.0.1:{port}/assets/forecast_rollup?view=overview", wait_until="domcontentloaded")
    page.get_by_text("The forecast of every node").wait_for(timeout=60_000)
    page.get_by_text("expected_attainment_ratio").wait_for(timeout=60_000)
    page.get_by_text("sales-analytics").wait_for(timeout=60_000)


def test_a_gate_that_warned_shows_its_rows(page: Page, port: int) -> None:
    address = f"http://127.0.0.1:{port}/assets/forecast_rollup?view=checks&checkDetail=coverage_is_enough"
    page.goto(address, wait_until="domcontentloaded")
    page.get_by_text("breaking_rows").wait_for(timeout=60_000)


def test_the_graph_shows_its_groups(page: Page, port: int) -> None:
    page.goto(f"http://127.0.0.1:{port}/asset-groups", wait_until="domcontentloaded")
    for group in ("intake", "forecast", "documents"):
        page.get_by_text(group, exact=True).first.wait_for(timeout=60_000)
