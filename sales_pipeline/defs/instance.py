"""The run history of a home, shared by the command and the UI: <home>/.dagster, made whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

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


def point_at(home: Home) -> None:
    """Let dagster, and the code location it loads, find this home."""
    os.environ[ENVIRONMENT_VARIABLE] = str(home.root)
    os.environ["DAGSTER_HOME"] = str(home.dagster)


@contextmanager
def run_history(home: Home) -> Iterator[dg.DagsterInstance]:
    """The instance of a home; its folder is prepared aside and renamed, so a kill can't leave half of one."""
    prepare(home)
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        yield instance


def prepare(home: Home) -> None:
    """Make <home>/.dagster with its settings and databases, unless it is there."""
    for orphan in home.root.glob(f"{home.dagster.name}.*.tmp"):
        shutil.rmtree(orphan)
    if home.dagster.exists():
        _write_settings(home.dagster)
        return
    aside = home.dagster.with_name(f"{home.dagster.name}.{os.getpid()}.tmp")
    aside.mkdir()
    _write_settings(aside)
    with dg.DagsterInstance.from_config(str(aside)) as instance:
        instance.get_runs(limit=1)
    os.rename(aside, home.dagster)


def _write_settings(folder: Path) -> None:
    """The files of ours that are not there: a person's own settings stay."""
    for name, text in (("dagster.yaml", DAGSTER_YAML), (WORKSPACE, WORKSPACE_YAML)):
        if not (folder / name).exists():
            (folder / name).write_text(text, encoding="utf-8")
