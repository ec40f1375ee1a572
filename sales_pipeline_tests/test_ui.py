"""`sales-pipeline ui` for real: the webserver answers with the whole graph and the runs of the command."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sales_pipeline import sql
from sales_pipeline.documents import documents
from sales_pipeline.home import Home
from sales_pipeline_tests.conftest import REPOSITORY, Published
from sales_pipeline_tests.tiny_home import FILES
from sales_pipeline_tests.ui_home import six_weeks
from sales_pipeline_tests.ui_server import ASSETS, BIN, ask, running_dagster, running_ui

RUNS = (
    '{ runsOrError(filter: {pipelineName: "weekly_forecast"}) '
    "{ ... on Runs { results { status tags { key value } } } } }"
)
TICKS = (
    '{ sensorOrError(sensorSelector: {repositoryName: "__repository__", repositoryLocationName: "sales_pipeline", '
    'sensorName: "files_arrived"}) { ... on Sensor { sensorState { ticks(limit: 50) { skipReason runIds } } } } }'
)
INSTIGATORS = (
    "{ repositoriesOrError { ... on RepositoryConnection { nodes { "
    "schedules { name scheduleState { status } } sensors { name sensorState { status } } } } } }"
)


@pytest.fixture(scope="module")
def port(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    home = Home(Path(shutil.copytree(published.home.root, tmp_path_factory.mktemp("ui") / "home")))
    with running_ui(home) as found:
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


def test_schedule_and_sensors_are_on(port: int) -> None:
    (repository,) = ask(port, INSTIGATORS)["repositoriesOrError"]["nodes"]
    assert [(s["name"], s["scheduleState"]["status"]) for s in repository["schedules"]] == [
        ("every_hour", "RUNNING"), ("monday_morning", "RUNNING"),
    ]  # fmt: skip
    assert [(s["name"], s["sensorState"]["status"]) for s in repository["sensors"]] == [
        ("approved_weeks", "RUNNING"), ("files_arrived", "RUNNING"), ("killed_commands", "RUNNING"),
        ("something_happened", "RUNNING"),
    ]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("command", [("dagster", "dev", "-w", "workspace.yaml"), ("dg", "dev")])
def test_dagsters_own_commands_serve_the_same_graph(command: tuple[str, ...], tmp_path: Path) -> None:
    home = six_weeks(tmp_path / "home")
    (tmp_path / "history").mkdir()
    environment = {"SALES_PIPELINE_HOME": str(home.root), "DAGSTER_HOME": str(tmp_path / "history")}
    with running_dagster(command, REPOSITORY, environment) as port:
        nodes = ask(port, ASSETS)["assetNodes"]
    assert {node["assetKey"]["path"][0] for node in nodes} >= {*sql.tables(), *sql.undated(), *documents()}


@pytest.mark.long
def test_dg_finds_the_definitions_sound(tmp_path: Path) -> None:
    done = subprocess.run([BIN / "dg", "check", "defs"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (done.returncode, "validated successfully" in done.stdout + done.stderr) == (0, True), done.stderr


@pytest.mark.long
def test_a_file_that_arrives_slowly_starts_one_run_when_it_is_whole(tmp_path: Path) -> None:
    """The daemon's own looks, half a minute apart: about four minutes."""
    home = six_weeks(tmp_path / "home")
    calls = FILES["submissions/2026-01-26/calls.csv"].replace("2026-01-26", "2026-02-02")
    arriving = home.submissions / "2026-02-02" / "calls.csv"
    with running_ui(home) as port:
        _until(port, lambda said: said[-1] == "The files that are there now are taken as known.")
        arriving.parent.mkdir()
        arriving.write_text(calls[:200], encoding="utf-8")
        _until(port, lambda said: sum("calls.csv is arriving" in each for each in said) == 2)
        with arriving.open("a", encoding="utf-8") as file:
            file.write(calls[200:])
        _until(port, lambda said: "run" in said and said[-1] == "Nothing new under crm/ or submissions/.")
        said = _said(port)
        runs = ask(port, RUNS)["runsOrError"]["results"]
    assert said.count("run") == 1
    (run,) = runs
    assert {tag["key"]: tag["value"] for tag in run["tags"]}["dagster/partition"] == "2026-02-02"


def _until(port: int, enough: Callable[[list[str]], bool]) -> None:
    """Wait for what the sensor says of its looks."""
    for _ in range(180):
        said = _said(port)
        if said and enough(said):
            return
        time.sleep(1)
    raise AssertionError(said)


def _said(port: int) -> list[str]:
    """What came of each look, the latest last: the reason to skip, or `run`."""
    ticks = ask(port, TICKS)["sensorOrError"]["sensorState"]["ticks"]
    return ["run" if tick["runIds"] else str(tick["skipReason"]) for tick in reversed(ticks)]
