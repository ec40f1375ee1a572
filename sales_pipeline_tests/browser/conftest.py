"""One UI for all tests that drive a browser, on a home of six weeks that hold and one that a gate stops.

The same weeks are made by the command on a copy of the home, meanwhile.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from sales_pipeline.home import Home
from sales_pipeline_tests.browser.pages import PATIENCE, Pages, chromium
from sales_pipeline_tests.conftest import Published
from sales_pipeline_tests.ui_home import FIRST, LAST, ONE, STOPPED, six_weeks
from sales_pipeline_tests.ui_server import BIN, running_ui

JOB = "/locations/sales_pipeline/jobs/weekly_forecast"


@dataclass(frozen=True)
class ByCommand:
    """The home in which the command makes the same weeks."""

    home: Home
    running: subprocess.Popen[str]

    def done(self) -> Home:
        output, _ = self.running.communicate(timeout=1800)
        assert self.running.returncode == 0, output
        return self.home


@pytest.fixture(scope="session")
def by_command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ByCommand]:
    home = six_weeks(tmp_path_factory.mktemp("command") / "home")
    arguments = (BIN / "sales-pipeline", "run", "--home", home.root, "--weeks", f"{ONE}..{LAST}")
    with subprocess.Popen(arguments, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        yield ByCommand(home, running)
        running.kill()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, by_command: ByCommand) -> Home:
    return six_weeks(tmp_path_factory.mktemp("browser") / "home")


@pytest.fixture(scope="session")
def browser(published: Published) -> Iterator[Browser]:
    """One for all tests. The sample is published before it opens: a run and a browser's loop don't share a thread."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def pages(home: Home, browser: Browser) -> Iterator[Pages]:
    page = browser.new_page(viewport={"width": 1500, "height": 950})
    page.set_default_timeout(PATIENCE)
    with running_ui(home) as port:
        yield Pages(page, port)
    page.close()


@dataclass(frozen=True)
class Launched:
    """What was launched from the UI: ids of runs and of a backfill. They run one after another, as the home allows."""

    one_week: str
    five_weeks: str
    stopped_week: str


@pytest.fixture(scope="session")
def launched(pages: Pages) -> Launched:
    """Launched at once, so that they run while pages are looked at: tests wait for theirs and depend on no order."""
    return Launched(
        one_week=pages.launch("/asset-groups", ONE),
        five_weeks=pages.launch(JOB, f"[{FIRST}...{LAST}]"),
        stopped_week=pages.launch(JOB, STOPPED),
    )


@pytest.fixture(scope="session")
def command_home(by_command: ByCommand) -> Home:
    return by_command.done()
