"""Homes for runs of the real command: one with a week published and an input changed since, and what comes of it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from sales_pipeline.home import Home
from sales_pipeline_tests.conftest import command
from sales_pipeline_tests.survival.small_run import WEEK, Rows, change_input, make_home, published_rows, visible


@dataclass(frozen=True)
class Whole:
    """Everything a finished run leaves that does not depend on when it ran."""

    outputs: dict[str, bytes]
    lake: dict[str, bytes]
    rows: Rows

    @classmethod
    def of(cls, home: Home) -> "Whole":
        return cls(visible(home.root / "outputs"), visible(home.lake), published_rows(home))


@dataclass(frozen=True)
class Published:
    """A home with a week published and an input changed since; a copy of it after the run that took that in."""

    root: Path
    finished: Path
    old: Whole
    new: Whole

    def copy(self, root: Path) -> Home:
        return Home(Path(shutil.copytree(self.root, root)))


def run(home: Home) -> Any:
    """The command in this process, for the small home's one week."""
    return command("run", "--home", str(home.root), "--week", str(WEEK))


def start(home: Home, *before: str, week: date = WEEK, **named: Any) -> "subprocess.Popen[str]":
    """The command as a process of its own; `before` stands in place of the installed script."""
    script = before or (str(Path(sys.executable).with_name("sales-pipeline")),)
    arguments = [*script, "run", "--home", str(home.root), "--week", str(week)]
    environment = {**os.environ, "DAGSTER_DISABLE_TELEMETRY": "1"}
    return subprocess.Popen(
        arguments, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, **named
    )


def publish_and_change(folder: Path) -> Published:
    """Make such a home, and run a copy of it unharmed."""
    home = make_home(folder / "home")
    first = run(home)
    assert first.exit_code == 0, (first.output, first.exception)
    old = Whole.of(home)
    change_input(home)
    unharmed = Home(Path(shutil.copytree(home.root, folder / "unharmed")))
    second = run(unharmed)
    assert second.exit_code == 0, (second.output, second.exception)
    new = Whole.of(unharmed)
    assert new.outputs != old.outputs
    assert new.rows != old.rows
    return Published(home.root, unharmed.root, old, new)


def history(home: Home) -> list[tuple[str, str]]:
    """Status of every run, the oldest first, and what was said of those that failed."""
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        found = []
        for run in reversed(instance.get_runs()):
            events = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.RUN_FAILURE)
            found.append((run.status.value, events[-1].message if events else ""))
    return found
