"""A running UI (M6, H4): a stale approval makes nothing final, whatever way the run is started; a true one does."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline.approvals import final_files
from sales_pipeline.home import Home
from sales_pipeline_tests.approvals.signing_home import NOON, WEEK, approve_all
from sales_pipeline_tests.conftest import own_environment
from sales_pipeline_tests.ui_server import ask, running_ui

SELECTOR = 'repositoryLocationName: "sales_pipeline", repositoryName: "__repository__"'
TAGS = f'executionMetadata: {{tags: [{{key: "dagster/partition", value: "{WEEK}"}}]}}'
ALONE = f'pipelineName: "__ASSET_JOB", assetSelection: [{{path: ["final_week"]}}], assetCheckSelection: [], {SELECTOR}'
JOB = f'pipelineName: "finalise", {SELECTOR}'
FAILURES = "eventConnection { events { ... on ExecutionStepFailureEvent { error { message causes { message } } } } }"
SHOWN = (
    '{ assetOrError(assetKey: {path: ["forecast_approval"]}) { ... on Asset { '
    f'assetMaterializations(partitions: ["{WEEK}"], limit: 1) {{ description }} }} }} }}'
)
REPORTED = (
    "mutation { reportRunlessAssetEvents(eventParams: {eventType: ASSET_MATERIALIZATION, assetKey: "
    f'{{path: ["forecast_approval"]}}, partitionKeys: ["{WEEK}"], description: "approved"}}) {{ __typename }} }}'
)


@pytest.fixture
def stale(stale_root: Path, tmp_path: Path) -> Iterator[tuple[Home, int]]:
    home = Home(Path(shutil.copytree(stale_root, tmp_path / "home")))
    with own_environment(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALES_PIPELINE_NOW", NOON)
        with running_ui(home) as port:
            yield home, port


def launch(port: int, what: str) -> tuple[str, str]:
    """Status of a run started as the UI starts it, and what was said where it failed."""
    query = (
        f'mutation {{ launchPipelineExecution(executionParams: {{selector: {{{what}}}, mode: "default", {TAGS}}}) '
        "{ __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"
    )
    started = ask(port, query)["launchPipelineExecution"]
    assert started["__typename"] == "LaunchRunSuccess", started
    return ended(port, f'{{ runOrError(runId: "{started["run"]["runId"]}") {{ ... on Run {{ status {FAILURES} }} }} }}')


def backfill(port: int) -> tuple[str, str]:
    """The same of a backfill's only run."""
    query = (
        "mutation { launchPartitionBackfill(backfillParams: {assetSelection: "
        f'[{{path: ["final_week"]}}], partitionNames: ["{WEEK}"], fromFailure: false}}) '
        "{ __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }"
    )
    started = ask(port, query)["launchPartitionBackfill"]
    assert started["__typename"] == "LaunchBackfillSuccess", started
    tag = f'tags: [{{key: "dagster/backfill", value: "{started["backfillId"]}"}}]'
    return ended(port, f"{{ runsOrError(filter: {{{tag}}}) {{ ... on Runs {{ results {{ status {FAILURES} }} }} }} }}")


def ended(port: int, query: str) -> tuple[str, str]:
    for _ in range(240):
        [answer] = ask(port, query).values()
        runs: list[dict[str, Any]] = answer.get("results", [answer])
        if runs and runs[0]["status"] in ("SUCCESS", "FAILURE", "CANCELED"):
            errors = [event["error"] for event in runs[0]["eventConnection"]["events"] if event.get("error")]
            return runs[0]["status"], " ".join(error["message"] for error in errors)
        time.sleep(0.5)
    raise AssertionError("the run did not end within two minutes")


def refused(found: tuple[str, str], home: Home) -> None:
    status, said = found
    assert status == "FAILURE"
    assert f"Week {WEEK} is not final: its content is not approved (manager: void, finance: void, cro: void)" in said
    assert not home.finals.exists()


def test_a_stale_approval_makes_nothing_final_and_a_true_one_does(stale: tuple[Home, int]) -> None:
    """Done when 5: a backfill, the job, the last asset alone; what is reported by hand in the UI counts for nothing."""
    home, port = stale
    refused(backfill(port), home)
    refused(launch(port, JOB), home)
    assert ask(port, REPORTED)["reportRunlessAssetEvents"]["__typename"] == "ReportRunlessAssetEventsSuccess"
    refused(launch(port, ALONE), home)
    approve_all(home)
    assert launch(port, ALONE) == ("SUCCESS", "")
    assert len(final_files.shown(home, WEEK)) == 13
    [shown] = ask(port, SHOWN)["assetOrError"]["assetMaterializations"]
    assert shown["description"] == "approved"


@pytest.mark.long
def test_so_do_a_backfill_and_the_job_of_what_is_approved(stale: tuple[Home, int]) -> None:
    home, port = stale
    approve_all(home)
    assert backfill(port) == ("SUCCESS", "")
    assert launch(port, JOB) == ("SUCCESS", "")
    assert len(final_files.shown(home, WEEK)) == 13


@pytest.mark.long
def test_what_is_approved_and_was_left_open_is_finished_by_the_sensor(stale: tuple[Home, int]) -> None:
    home, _ = stale
    approve_all(home)
    for _ in range(240):
        if final_files.shown(home, WEEK):
            return
        time.sleep(1)
    raise AssertionError("the week was not made final within four minutes")
