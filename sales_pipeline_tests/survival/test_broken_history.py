"""A broken .dagster: a history that can't be read is kept aside and the run goes on; settings are for a person."""

import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from sales_pipeline.components.house import LOCKED
from sales_pipeline.defs import sqlite
from sales_pipeline.defs.history import KILLED
from sales_pipeline.defs.instance import DAGSTER_YAML, prepare, run_history
from sales_pipeline.defs.serve import make_ready
from sales_pipeline.home import Home
from sales_pipeline.lock import run_lock
from sales_pipeline_tests.survival.homes import Published, Whole, history, run

REMEDY = "; correct it, or remove the file: the next run writes one that works\n"


@pytest.fixture
def home(published_small: Published, tmp_path: Path) -> Home:
    return published_small.copy(tmp_path / "home")


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def overwrite(path: Path) -> None:
    path.write_bytes(b"not a database" * 1000)


def empty_page(path: Path) -> None:
    """Only a look at the whole file finds this."""
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * 4096 + content[12288:])


def test_a_history_that_cannot_be_read_is_kept_and_a_new_one_begun(home: Home, published_small: Published) -> None:
    settings = DAGSTER_YAML + "# mine\n"
    (home.dagster / "dagster.yaml").write_text(settings, encoding="utf-8")
    harms = [
        ("history/runs.db", halve, "database disk image is malformed"),
        ("schedules/schedules.db", overwrite, "file is not a database"),
        ("history/runs/index.db", empty_page, "database disk image is malformed"),
    ]
    for number, (name, harm, reason) in enumerate(harms, 1):
        harm(home.dagster / name)
        harmed = (home.dagster / name).read_bytes()
        said: list[str] = []
        prepare(home, said.append)
        kept = f".dagster.broken-{number}"
        assert said == [
            f".dagster/{name} can't be read ({reason}): the runs so far are kept in {kept}, and a new history begins."
        ]
        assert (home.root / kept / name).read_bytes() == harmed
        assert (home.dagster / "dagster.yaml").read_text(encoding="utf-8") == settings
        assert history(home) == []


def test_a_run_goes_on_with_a_new_history(home: Home, published_small: Published) -> None:
    halve(home.dagster / "history" / "runs.db")
    result = run(home)
    assert (result.exit_code, result.stderr) == (0, (
        ".dagster/history/runs.db can't be read (database disk image is malformed): the runs so far are kept in "
        ".dagster.broken-1, and a new history begins.\n"
    ))  # fmt: skip
    assert history(home) == [("SUCCESS", "")]
    assert Whole.of(home) == published_small.new


def test_folders_that_are_missing_are_made(home: Home, published_small: Published) -> None:
    for name in ("history", "schedules", "storage"):
        shutil.rmtree(home.dagster / name, ignore_errors=True)
    result = run(home)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    assert history(home) == [("SUCCESS", "")]
    assert Whole.of(home) == published_small.new


def test_a_history_that_finds_no_room_is_one_sentence(
    home: Home, published_small: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The room ends amid the run, by SQLite's own limit on its pages."""
    ordinary = sqlite._opened

    def scarce(path: str, settings: dict[str, Any]) -> Any:
        connection = ordinary(path, settings)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 400}")
        return connection

    with monkeypatch.context() as full:
        full.setattr(sqlite, "_opened", scarce)
        result = run(home)
    said = ".dagster can't be written (database or disk is full): make room on its disk, then run again.\n"
    assert (result.exit_code, result.stdout, result.stderr) == (3, "", said)
    seen = Whole.of(home)
    assert (seen.outputs, seen.rows) == (published_small.old.outputs, published_small.old.rows)
    assert run(home).exit_code == 0
    assert Whole.of(home) == published_small.new


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("telemetry: {enabled: false\nnux: 1\n", ", line 2: not YAML (expected ',' or '}', but got ':')"),
        ("colour: blue\n", ': received unexpected config entry "colour" at the root'),
        ("telemetry: 5\n", ": value at path root:telemetry must be dict"),
        ("telemetry: \x00\n", " is no text (unacceptable character #x0000: special characters are not allowed)"),
    ],
)
def test_settings_that_cannot_be_used_are_a_persons_to_correct(home: Home, text: str, said: str) -> None:
    path = home.dagster / "dagster.yaml"
    path.write_text(text, encoding="utf-8")
    result = run(home)
    assert (result.exit_code, result.stdout, result.stderr) == (3, "", f".dagster/dagster.yaml{said}{REMEDY}")
    assert path.read_text(encoding="utf-8") == text
    path.unlink()
    prepare(home)
    assert path.read_text(encoding="utf-8") == DAGSTER_YAML


def leave_open(home: Home, lock: str | None = None) -> None:
    """A run that has begun and will never end; `lock` names the run that held the home's, if another than itself."""

    @dg.job
    def some_job() -> None:
        """Stands for any."""

    run_id = str(uuid.uuid4())
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        instance.create_run_for_job(some_job, run_id=run_id, tags={LOCKED: lock or run_id})
        instance.report_dagster_event(dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, "some_job"), run_id)


def test_a_killed_run_is_closed_by_the_next_one_only_if_it_is_the_commands(home: Home) -> None:
    leave_open(home)
    leave_open(home, lock="of the run it repeats")
    with run_history(home):
        # the other is the UI's own to watch: it may be waiting for the lock
        assert history(home) == [("SUCCESS", ""), ("FAILURE", KILLED), ("STARTED", "")]


def test_the_ui_closes_it_too_unless_a_run_is_working(home: Home) -> None:
    leave_open(home)
    with run_lock(home):
        make_ready(home)
    assert history(home)[-1] == ("STARTED", "")
    make_ready(home)
    assert history(home)[-1] == ("FAILURE", KILLED)
