"""The Dagster UI as a person meets it: opens pages, fills the launch dialog, waits for what was launched."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from sales_pipeline_tests.ui_server import ask

# the proxy that isn't there closes every network but this machine's, which the browser never asks a proxy for
CLOSED = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--proxy-server=http://127.0.0.1:9",
)  # fmt: skip
# the first page of a machine that is busy takes long; every wait ends as soon as what it waits for is there
PATIENCE = 240_000
RUN = "{ runOrError(runId: %r) { ... on Run { status stepStats { stepKey status } tags { key value } } } }"
BACKFILL = "{ partitionBackfillOrError(backfillId: %r) { ... on PartitionBackfill { status } } }"
RUNS_OF = "{ runsOrError(filter: {tags: [{key: %r, value: %r}]}) { ... on Runs { results { runId status } } } }"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium without a network; one for all tests of a process, as Playwright wants it."""
    found = shutil.which("chromium")
    assert found, "these tests drive Chromium: install it, for example with `apt-get install chromium`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(CLOSED))
        yield browser
        browser.close()


@dataclass(frozen=True)
class Pages:
    """A UI in a browser. What a test reads is on the page; GraphQL is asked only whether a run has ended."""

    page: Page
    port: int

    def open(self, path: str) -> Page:
        self.page.goto(f"http://127.0.0.1:{self.port}{path}", wait_until="domcontentloaded")
        return self.page

    def text(self, words: str) -> Locator:
        """Where a text stands, once it does."""
        found = self.page.get_by_text(words).first
        found.wait_for()
        return found

    def launch(self, path: str, weeks: str) -> str:
        """Materialize from a page: fill the dialog, launch, follow the toast; the id of the run or the backfill."""
        page = self.open(path)
        page.get_by_role("button", name="Materialize").first.click()
        self._choose(weeks)
        page.get_by_role("button", name=re.compile("^Launch (1 run|backfill)$")).click()
        page.get_by_text(re.compile("Launched run|Created backfill")).wait_for()
        page.get_by_text("View", exact=True).last.click()
        page.wait_for_url(re.compile("/runs/"))
        return page.url.rsplit("/", 1)[1]

    def _choose(self, weeks: str) -> None:
        """Write partitions into the dialog, which at first shows those of the last 90 days only."""
        older, box = self.page.get_by_text("Show all partitions"), self.page.get_by_placeholder("ex: ")
        older.or_(box).first.wait_for()
        if older.count():
            older.click()
        box.fill(weeks)
        box.press("Enter")

    def run(self, run_id: str, *, within: int = 1200) -> tuple[str, dict[str, str]]:
        """How a run ended, and each of its steps."""
        for _ in range(within):
            found = ask(self.port, _quoted(RUN % run_id))["runOrError"]
            if found["status"] in ("SUCCESS", "FAILURE", "CANCELED"):
                return found["status"], {step["stepKey"]: step["status"] for step in found["stepStats"]}
            time.sleep(1)
        raise AssertionError(f"run {run_id} is {found['status']} after {within} s")

    def status(self, run_id: str) -> str:
        found: str = ask(self.port, _quoted(RUN % run_id))["runOrError"]["status"]
        return found

    def backfill(self, backfill_id: str, *, within: int = 1200) -> list[str]:
        """How each run of a backfill ended."""
        for _ in range(within):
            found = ask(self.port, _quoted(BACKFILL % backfill_id))["partitionBackfillOrError"]["status"]
            if found.startswith("COMPLETED") or found in ("FAILED", "CANCELED"):
                runs = ask(self.port, _quoted(RUNS_OF % ("dagster/backfill", backfill_id)))["runsOrError"]["results"]
                return [run["status"] for run in runs]
            time.sleep(1)
        raise AssertionError(f"backfill {backfill_id} is {found} after {within} s")


def _quoted(query: str) -> str:
    return query.replace("'", '"')
