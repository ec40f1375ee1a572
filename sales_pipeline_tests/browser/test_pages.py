"""What the UI tells of the graph: groups that read as a story, and of an asset what it is, whose and what it holds."""

import pytest

from sales_pipeline_tests.browser.conftest import JOB, Launched
from sales_pipeline_tests.browser.pages import Pages
from sales_pipeline_tests.ui_home import ONE

pytestmark = pytest.mark.browser


def test_the_groups_read_as_a_story_from_left_to_right(pages: Pages) -> None:
    page = pages.open("/asset-groups")
    places = []
    for group in ("intake", "forecast", "documents"):
        node = page.locator("svg").get_by_text(group, exact=True).first
        node.wait_for()
        box = node.bounding_box()
        assert box
        places.append(box["x"])
    assert places == sorted(places)
    assert places[2] - places[0] > 300


@pytest.mark.parametrize(
    ("asset", "words", "owner", "kind", "column", "link", "last"),
    [
        ("forecast_rollup", "The forecast of every node", "sales-analytics", "DuckDB", "expected_attainment_ratio",
         "forecast_rollup.sql", "course_of_expected"),
        ("opportunity_history", "the store of record", "sales-operations", "DuckDB", "change_seq",
         "contracts/__init__.py", "files_changed"),
        ("commit_forecast_yaml", "who called which number", "sales-analytics", "Columns", "Who has not called",
         "commit_forecast_yaml.py", "commit_forecast.yaml"),
        ("forecast_presentation", "the deck of the weekly forecast call", "sales-analytics", "pptx", "shows",
         "forecast_presentation.py", "forecast_presentation.pptx"),
        ("published_week", "moved into place when all its gates hold", "sales-analytics", "DuckDB", "settings_hash",
         "publication.py", "run_id"),
    ],
)  # fmt: skip
def test_an_asset_shows_what_it_is_whose_what_it_holds_and_its_last_run(
    pages: Pages, launched: Launched, asset: str, words: str, owner: str, kind: str, column: str, link: str, last: str
) -> None:
    assert pages.run(launched.one_week)[0] == "SUCCESS"
    pages.open(f"/assets/{asset}?view=overview")
    for text in (words, owner, kind, column, f"Open {link}", last):
        pages.text(text)


def test_words_are_shown_as_they_are_written(pages: Pages) -> None:
    """A cell that begins with a plus is no list."""
    page = pages.open("/assets/forecast_rollup?view=overview")
    pages.text("+ most likely (company currency)")
    assert page.get_by_role("listitem").filter(has_text="most likely").count() == 0


def test_the_text_of_a_table_can_be_read(pages: Pages) -> None:
    page = pages.open("/assets/forecast_rollup?view=overview")
    page.get_by_text("Show Markdown").first.click()
    pages.text("-- grain: week, node_id")
    page.get_by_role("button", name="Close", exact=True).last.click()


def test_the_job_shows_its_schedule_and_sensor_and_the_timeline_its_runs(pages: Pages, launched: Launched) -> None:
    pages.open(JOB)
    pages.text("2 schedules/sensors")
    pages.open(f"/runs/{launched.one_week}")
    pages.text(f"partition: {ONE}")
    pages.open("/automation")
    pages.text("At 06:30 AM")
