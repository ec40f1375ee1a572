"""Lake files that a disk or a person has damaged: made anew where the damage shows, named and taken out where not."""

import shutil
from pathlib import Path

import pytest

from sales_pipeline.home import Home
from sales_pipeline_tests.survival.homes import Published, Whole, run
from sales_pipeline_tests.survival.small_run import WEEK

HARMS = {
    "half is there": lambda content: content[: len(content) // 2],
    # the footer is intact, the rows before it are short
    "cut in the middle": lambda content: content[:100] + content[200:],
    "empty": lambda content: b"",
    "no table": lambda content: b"garbage" * 100,
}
UNDATED = ["people", "opportunity_history", "stages", "quotas"]
WEEKLY = ["nodes", "pipeline_snapshot", "forecast_rollup", "gate_results"]


@pytest.fixture
def home(published_small: Published, tmp_path: Path) -> Home:
    """A home in which nothing has changed since its last run."""
    return Home(Path(shutil.copytree(published_small.finished, tmp_path / "home")))


def test_a_file_that_cannot_be_whole_is_made_anew(home: Home, published_small: Published) -> None:
    for harm, undated, weekly in zip(HARMS.values(), UNDATED, WEEKLY, strict=True):
        for path in (home.lake / f"{undated}.parquet", home.lake / weekly / f"{WEEK}.parquet"):
            path.write_bytes(harm(path.read_bytes()))
    result = run(home)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    assert Whole.of(home) == published_small.new


def test_rows_that_cannot_be_read_are_taken_out_and_made_anew_by_the_next_run(
    home: Home, published_small: Published
) -> None:
    path = home.lake / "people.parquet"
    content = path.read_bytes()
    # footer and length are intact
    path.write_bytes(content[:60] + b"\x55" * 100 + content[160:])
    result = run(home)
    said = f"Week {WEEK} was not published. lake/people.parquet: damaged, and taken out of the lake; run again, and "
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said + "it is made anew.\n")
    assert not path.exists()
    healed = run(home)
    assert healed.exit_code == 0, healed.output
    assert Whole.of(home) == published_small.new
