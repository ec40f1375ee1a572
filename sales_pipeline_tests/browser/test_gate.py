"""A gate that stops a week: the run says so, nothing downstream was made, its rows can be read, no way leads around."""

import duckdb
import pytest

from sales_pipeline.documents import documents
from sales_pipeline.home import Home
from sales_pipeline_tests.browser.conftest import Launched
from sales_pipeline_tests.browser.pages import Pages
from sales_pipeline_tests.ui_home import STOPPED

pytestmark = pytest.mark.browser
GATE = "open_deals_have_an_amount"


@pytest.fixture(scope="module")
def stopped(pages: Pages, launched: Launched) -> dict[str, str]:
    """How each step of the stopped week ended."""
    status, steps = pages.run(launched.stopped_week)
    assert status == "FAILURE"
    return steps


def test_the_run_fails_at_the_gate_and_nothing_downstream_is_made(
    pages: Pages, launched: Launched, stopped: dict[str, str], home: Home
) -> None:
    assert [step for step, status in stopped.items() if status == "FAILURE"] == ["pipeline_snapshot_checks"]
    assert stopped["pipeline_snapshot"] == "SUCCESS"
    made = {step for step, status in stopped.items() if status == "SUCCESS"}
    assert not made & {"deal_forecast", "weighted_forecast", "forecast_rollup", "published_week", *documents()}
    pages.open(f"/runs/{launched.stopped_week}")
    pages.text("Failure")
    pages.text("Not executed (")
    pages.text("2 blocking asset checks failed with ERROR severity")
    assert not published(home)


def test_the_page_of_the_gate_says_the_promise_and_shows_the_rows(pages: Pages, stopped: dict[str, str]) -> None:
    page = pages.open(f"/assets/pipeline_snapshot?view=checks&checkDetail={GATE}")
    pages.text("This is a blocking asset check")
    pages.text("Execution history").click()
    week = page.get_by_role("row").filter(has_text=STOPPED).last
    week.get_by_text("Failed").wait_for()
    week.get_by_text("Every open deal has an amount; without one it counts as nothing. Broken:").wait_for()
    week.get_by_role("button").last.click()
    pages.text(f"forecast/gates/{GATE}.sql")
    page.get_by_text("Show Markdown").click()
    rows = page.get_by_role("table").filter(has_text="opportunity_id").last
    head, row = (rows.locator(kind).all_inner_texts() for kind in ("th", "td"))
    shown = dict(zip(head, row, strict=True))
    assert (shown["opportunity_id"], shown["amount"]) == ("D5", "0.00")
    assert (shown["source_file"], shown["source_line"]) == ("crm/OpportunityHistory.csv", "14")


def test_the_publication_alone_refuses_too(pages: Pages, stopped: dict[str, str], home: Home) -> None:
    run = pages.launch("/assets/published_week", STOPPED)
    assert pages.run(run) == ("FAILURE", {"published_week": "FAILURE"})
    pages.text(f"Week {STOPPED} is not published.")
    pages.text(f"{GATE}: Every open deal has an amount")
    assert not published(home)


def published(home: Home) -> bool:
    """Whether anything of the stopped week can be seen."""
    if (home.root / "outputs" / STOPPED).exists():
        return True
    with duckdb.connect(str(home.database), read_only=True) as connection:
        found = connection.execute("SELECT count(*) FROM pipeline_snapshot WHERE week = ?", [STOPPED]).fetchone()
    return bool(found != (0,))
