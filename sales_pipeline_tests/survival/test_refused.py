"""A full disk, a folder that may not be written, something in the way: one sentence, nothing half seen, then healed."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sales_pipeline.home import Home
from sales_pipeline_tests.conftest import command
from sales_pipeline_tests.survival.homes import Published, Whole, run, start
from sales_pipeline_tests.survival.small_run import WEEK, left_aside

SKIPPED = f"Week {WEEK} was not published. "
LIMITED = (sys.executable, "-m", "sales_pipeline_tests.survival.limited")
Repair = Callable[[], None]


@pytest.fixture
def home(published_small: Published, tmp_path: Path) -> Home:
    return published_small.copy(tmp_path / "home")


def limited(home: Home, limit: str) -> tuple[int, str, str]:
    """Exit code, results and messages of the command under a limit of the system."""
    process = start(home, *LIMITED, limit, cwd=Path(__file__).parents[2])
    printed, errors = process.communicate()
    return process.returncode, printed, errors


def check_untouched(home: Home, published: Published) -> None:
    """People see the week as it was published before."""
    seen = Whole.of(home)
    assert (seen.outputs, seen.rows) == (published.old.outputs, published.old.rows)


def check_healed(home: Home, published: Published) -> None:
    """Once the causes are gone, the next run does all that those before could not."""
    healed = run(home)
    assert healed.exit_code == 0, healed.output
    assert Whole.of(home) == published.new
    assert left_aside(home) == []


def test_a_folder_that_may_not_be_written_and_a_file_that_finds_no_room_are_named(
    home: Home, published_small: Published
) -> None:
    check_folder(home, published_small, "lake")
    check_folder(home, published_small, "outputs")
    # the largest files of a run: its database, and before it its history
    room = "can't be written (File too large): raise the limit on the size of files (ulimit -f), then run again.\n"
    assert limited(home, "20000000") == (3, "", f"{SKIPPED}analytics.duckdb {room}")
    check_untouched(home, published_small)
    history = ".dagster can't be written (disk I/O error): check its disk, then run again.\n"
    assert limited(home, "60000") == (3, "", history)
    check_untouched(home, published_small)
    check_healed(home, published_small)


FOLDERS = {
    "lake": "lake",
    "outputs": f"outputs/{WEEK}",
    "lake/nodes": f"lake/nodes/{WEEK}.parquet",
    f"lake/documents/{WEEK}": f"lake/documents/{WEEK}/.commit_forecast_yaml.fingerprint",
    ".": "analytics.duckdb",
}  # fmt: skip


def check_folder(home: Home, published: Published, folder: str) -> None:
    (home.root / folder).chmod(0o555)
    said = (
        f"{SKIPPED}{FOLDERS[folder]} can't be written (Permission denied): let this user write there, then run again."
    )
    assert limited(home, "bound") == (3, "", f"{said}\n")
    (home.root / folder).chmod(0o755)
    check_untouched(home, published)


@pytest.mark.long
def test_a_folder_within_that_may_not_be_written_is_named(home: Home, published_small: Published) -> None:
    # in the order of a run, for what is made stays made
    for folder in ("lake/nodes", f"lake/documents/{WEEK}", "."):
        check_folder(home, published_small, folder)
    check_healed(home, published_small)


def put(place: Path, what: Callable[[Path], object]) -> Repair:
    """Something else in a place, which is moved away for it."""
    kept = place.with_name("kept")
    place.rename(kept)
    what(place)

    def repair() -> None:
        place.rmdir() if place.is_dir() else place.unlink()
        kept.rename(place)

    return repair


def a_file(place: Path) -> None:
    place.write_text("mine", encoding="utf-8")


def a_loose_link(place: Path) -> None:
    place.symlink_to("/nowhere/shared")


NO_FOLDER = "is no folder: move it away, then run again."
IN_THE_WAY = [
    (".dagster", a_file, f".dagster {NO_FOLDER}"),
    ("lake", a_file, f"{SKIPPED}lake {NO_FOLDER}"),
    ("outputs", a_loose_link, f"{SKIPPED}outputs is a link to /nowhere/shared, which is not there: make that folder or "
     "remove the link, then run again."),
]  # fmt: skip
MORE_IN_THE_WAY = [
    ("analytics.duckdb", Path.mkdir, f"{SKIPPED}analytics.duckdb is a folder where a file belongs: move it away, then "
     "run again."),
    ("outputs", a_file, f"{SKIPPED}outputs {NO_FOLDER}"),
    (f"outputs/{WEEK}", a_file, f"{SKIPPED}outputs/{WEEK} {NO_FOLDER}"),
    ("lake/nodes", a_file, f"{SKIPPED}lake/nodes {NO_FOLDER}"),
]  # fmt: skip


@pytest.mark.parametrize(
    "cases", [IN_THE_WAY, pytest.param(MORE_IN_THE_WAY, marks=pytest.mark.long)], ids=["few", "more"]
)
def test_what_is_in_the_way_is_named(
    home: Home, published_small: Published, cases: list[tuple[str, object, str]]
) -> None:
    for place, what, said in cases:
        repair = put(home.root / place, what)
        result = command("run", "--home", str(home.root), "--week", str(WEEK), "--json")
        assert (result.exit_code, result.stderr) == (3, said + "\n")
        assert json.loads(result.stdout) == {"error": "input", "message": said}
        repair()
        check_untouched(home, published_small)
    check_healed(home, published_small)


def test_a_published_database_that_is_damaged_is_made_anew_by_publish(home: Home, published_small: Published) -> None:
    os.truncate(home.database, 5000)
    result = run(home)
    assert result.exit_code == 3
    assert result.stderr.startswith(f"{SKIPPED}analytics.duckdb is damaged (")
    assert result.stderr.endswith("): make it anew from the lake with `sales-pipeline publish`, then run again\n")
    assert command("publish", "--home", str(home.root)).exit_code == 0
    check_healed(home, published_small)
