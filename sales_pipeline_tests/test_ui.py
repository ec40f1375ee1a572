"""`sales-pipeline ui` for real: the webserver answers with the whole graph and the runs of the command."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline import sql
from sales_pipeline.documents import documents
from sales_pipeline_tests.conftest import Published

ASSETS = "{ assetNodes { assetKey { path } description groupName opNames } }"
RUNS = (
    '{ runsOrError(filter: {pipelineName: "weekly_forecast"}) '
    "{ ... on Runs { results { status tags { key value } } } } }"
)
INSTIGATORS = (
    "{ repositoriesOrError { ... on RepositoryConnection { nodes { "
    "schedules { name scheduleState { status } } sensors { name sensorState { status } } } } } }"
)


def ask(port: int, query: str) -> dict[str, Any]:
    body = json.dumps({"query": query}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)["data"]
    return found


@pytest.fixture(scope="module")
def port(published: Published) -> Iterator[int]:
    """A running UI on the published home; ended as Ctrl-C ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        chosen = int(free.getsockname()[1])
    script = Path(sys.executable).with_name("sales-pipeline")
    running = subprocess.Popen(
        [script, "ui", "--home", str(published.home.root), "--port", str(chosen)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ), start_new_session=True,
    )  # fmt: skip
    try:
        _wait(chosen, running)
        yield chosen
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)


def _wait(port: int, running: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        assert running.poll() is None, "the UI ended by itself"
        try:
            if ask(port, ASSETS)["assetNodes"]:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError("the UI did not load the graph within two minutes")


def test_the_ui_shows_every_deliverable_described(port: int) -> None:
    nodes = ask(port, ASSETS)["assetNodes"]
    assert {node["assetKey"]["path"][0] for node in nodes} >= {*sql.tables(), *sql.undated(), *documents()}
    assert all(node["description"] for node in nodes)


def test_the_ui_shows_the_runs_of_the_command(port: int) -> None:
    runs = ask(port, RUNS)["runsOrError"]["results"]
    tags = [{tag["key"]: tag["value"] for tag in run["tags"]} for run in runs]
    assert [(run["status"], tag["dagster/partition"]) for run, tag in zip(runs, tags, strict=True)] == [
        ("SUCCESS", "2026-11-16")
    ]


def test_schedule_and_sensor_are_on(port: int) -> None:
    (repository,) = ask(port, INSTIGATORS)["repositoriesOrError"]["nodes"]
    assert [(s["name"], s["scheduleState"]["status"]) for s in repository["schedules"]] == [
        ("monday_morning", "RUNNING")
    ]
    assert [(s["name"], s["sensorState"]["status"]) for s in repository["sensors"]] == [("files_arrived", "RUNNING")]
