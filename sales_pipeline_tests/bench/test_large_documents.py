"""Documents of a company of sixty teams and two thousand nodes: drawn, read back and linted within time and memory."""

import shutil
from collections.abc import Callable

import pytest

from sales_pipeline.bench.measure import Measured, Step, stage
from sales_pipeline.documents import documents
from sales_pipeline_tests.conftest import WEEK, Published

# two processes for each document of each size: two minutes
pytestmark = pytest.mark.long
TIMES, GIB, MOST_SLIDES = 15, 1024, 16


@pytest.fixture(scope="module")
def run(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Measured]:
    """Runs a stage on the sample's published week, of which a large company is made once."""
    home = tmp_path_factory.mktemp("large") / "home"
    shutil.copytree(published.home.root, home)
    (home / "bench").mkdir()
    (home / "bench" / "week").write_text(WEEK.isoformat(), encoding="ascii")

    def made(name: str, *arguments: str) -> Measured:
        return stage(Step(name, name, arguments), home)

    rows = made("enlarged").found["rows"]
    assert rows["forecast_rollup"] > 2 * 2_000
    assert rows["pipeline_movements"] > 50_000
    return made


def test_all_files_are_drawn_in_time_and_memory_and_say_what_the_tables_say(run: Callable[..., Measured]) -> None:
    seconds = {"usual": 0.0, "large": 0.0}
    # of a print the page of the same name is read too
    for name in sorted(documents(), key=lambda name: name != "forecast_summary"):
        for size in seconds:
            drawn = run("document", name, size)
            seconds[size] += drawn.cpu_seconds or 0
            judged = run("judged", name, size)
            # what is rounded to the cent in the sample is not when multiplied
            findings = [each for each in judged.found["findings"] if not each.startswith("Drivers!")]
            assert findings == [], f"{name}, {size}"
            assert max(drawn.peak_mib or GIB, judged.peak_mib or GIB) < GIB, f"{name}, {size}"
    assert seconds["large"] < TIMES * seconds["usual"]


def test_the_deck_stays_short(run: Callable[..., Measured]) -> None:
    assert run("document", "forecast_presentation", "large").found["slides"] <= MOST_SLIDES
