"""`sales-pipeline ui` for real: the webserver answers with the whole graph and the runs of the command."""

from collections.abc import Iterator

import pytest

from sales_pipeline import sql
from sales_pipeline.documents import documents
from sales_pipeline_tests.conftest import Published
from sales_pipeline_tests.ui_server import ASSETS, ask, running_ui

RUNS = (
    '{ runsOrError(filter: {pipelineName: "weekly_forecast"}) '
    "{ ... on Runs { results { status tags { key value } } } } }"
)
INSTIGATORS = (
    "{ repositoriesOrError { ... on RepositoryConnection { nodes { "
    "schedules { name scheduleState { status } } sensors { name sensorState { status } } } } } }"
)


@pytest.fixture(scope="module")
def port(published: Published) -> Iterator[int]:
    with running_ui(published.home) as found:
        yield found


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
