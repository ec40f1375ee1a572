"""Documents of a company of sixty teams and two thousand nodes: drawn, read back and linted within time and memory."""

import shutil

import pytest

from sales_pipeline.bench.measure import SIZES, Measured, in_reading_order, measure_documents
from sales_pipeline.bench.table import document_targets, documents_as_text
from sales_pipeline_tests.conftest import WEEK, Published

# two processes for each document of each size: two minutes
pytestmark = pytest.mark.long
MOST_SLIDES = 16


@pytest.fixture(scope="module")
def measured(published: Published, tmp_path_factory: pytest.TempPathFactory) -> list[Measured]:
    """Every document of the sample's published week, of which a large company is made once."""
    home = tmp_path_factory.mktemp("large") / "home"
    shutil.copytree(published.home.root, home)
    return list(measure_documents(home, WEEK.isoformat(), lambda step: None))


def test_a_large_company_has_its_size(measured: list[Measured]) -> None:
    rows = measured[0].found["rows"]
    assert rows["forecast_rollup"] > 2 * 2_000
    assert rows["pipeline_movements"] > 50_000


def test_all_files_are_drawn_in_time_and_memory(measured: list[Measured]) -> None:
    assert [target.limit for target in document_targets(measured)] == [15, 1024]
    missed = [str(target) for target in document_targets(measured) if not target.met]
    assert missed == [], documents_as_text(measured)


def test_what_is_drawn_says_what_the_tables_say(measured: list[Measured]) -> None:
    judged = [row for row in measured if row.key == "judged"]
    assert [row.found["arguments"] for row in judged] == [[n, size] for n in in_reading_order() for size in SIZES]
    for row in judged:
        # what is rounded to the cent in the sample is not when multiplied
        findings = [each for each in row.found["findings"] if not each.startswith("Drivers!")]
        assert findings == [], row.found["arguments"]


def test_the_deck_stays_short(measured: list[Measured]) -> None:
    decks = [row for row in measured if row.key == "document" and row.label == "forecast_presentation"]
    assert max(row.found["slides"] for row in decks) <= MOST_SLIDES
