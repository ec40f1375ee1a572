"""The run history of a home, shared by the command and the UI: <home>/.dagster, made whole or not at all."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from sales_pipeline import files
from sales_pipeline.defs.data_versions import versions_kept
from sales_pipeline.defs.history import (
    close_killed_runs,
    fault_of,
    place_for_broken,
    refuse_settings,
    said_once,
    unknown_settings,
)
from sales_pipeline.defs.sqlite import quick_history
from sales_pipeline.home import ENVIRONMENT_VARIABLE, Home

# one run at a time keeps the weeks of a backfill in order; the lock file covers runs of the command
DAGSTER_YAML = """\
telemetry: {enabled: false}
nux: {enabled: false}
python_logs: {python_log_level: CRITICAL}
concurrency:
  runs: {max_concurrent_runs: 1}
run_monitoring: {enabled: true, start_timeout_seconds: 180, free_slots_after_run_end_seconds: 30}
run_retries: {enabled: true, max_retries: 1, retry_on_asset_or_op_failure: false}
retention:
  schedule: {purge_after_days: 30}
  sensor: {purge_after_days: {skipped: 7, started: 30, success: 30, failure: 30}}
"""
WORKSPACE = "workspace.yaml"
WORKSPACE_YAML = """\
load_from:
  - python_module: {module_name: sales_pipeline.definitions, location_name: sales_pipeline}
"""
SETTINGS = {"dagster.yaml": DAGSTER_YAML, WORKSPACE: WORKSPACE_YAML}


def point_at(home: Home) -> None:
    """Let dagster, and the code location it loads, find this home."""
    os.environ[ENVIRONMENT_VARIABLE] = str(home.root)
    os.environ["DAGSTER_HOME"] = str(home.dagster)


@contextmanager
def run_history(home: Home, tell: Callable[[str], None] = lambda said: None) -> Iterator[dg.DagsterInstance]:
    """The instance of a home, prepared; the caller holds the home's lock, so runs that held it are over."""
    prepare(home, tell)
    with said_once(), quick_history(), _opened(home.dagster) as instance:
        close_killed_runs(instance)
        with versions_kept(instance):
            yield instance


def prepare(home: Home, tell: Callable[[str], None] = lambda said: None) -> None:
    """Make <home>/.dagster with its settings and databases, unless it is there; `tell` hears of a broken one."""
    for orphan in home.root.glob(f"{home.dagster.name}.*.tmp"):
        files.remove(orphan)
    settings = SETTINGS
    if home.dagster.exists():
        _complete(home.dagster, SETTINGS)
        refuse_settings(home)
        fault = fault_of(home.dagster)
        if fault is None:
            return
        settings = {path.name: path.read_text(encoding="utf-8") for path in home.dagster.glob("*.yaml")}
    aside = home.dagster.with_name(f"{home.dagster.name}.{os.getpid()}.tmp")
    aside.mkdir()
    _complete(aside, settings)
    with _opened(aside) as instance:
        instance.get_runs(limit=1)
    if home.dagster.exists():
        kept = place_for_broken(home)
        os.rename(home.dagster, kept)
        tell(f"{fault}: the runs so far are kept in {kept.name}, and a new history begins.")
    os.rename(aside, home.dagster)


@contextmanager
def _opened(folder: Path) -> Iterator[dg.DagsterInstance]:
    try:
        found = dg.DagsterInstance.from_config(str(folder))
    except dg.DagsterInvalidConfigError as error:
        raise unknown_settings(error) from error
    with found as instance:
        yield instance


def _complete(folder: Path, settings: Mapping[str, str]) -> None:
    """Write the files that are not there, or empty: a person's own settings stay."""
    for name, text in settings.items():
        path = folder / name
        if not path.exists() or not path.stat().st_size:
            files.put(path, text.encode())
