"""A running UI of a home: started as a person starts it, in the background even, asked through GraphQL, and ended."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sales_pipeline.home import Home

ASSETS = "{ assetNodes { assetKey { path } description groupName opNames } }"
BIN = Path(sys.executable).parent
# as a script's background job is started: deaf to what would end it, which the UI must not stay
DEAF = ("sh", "-c", 'trap "" INT TERM; exec "$0" "$@"')


def ask(port: int, query: str) -> dict[str, Any]:
    body = json.dumps({"query": query}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)["data"]
    return found


@contextmanager
def running_ui(home: Home) -> Iterator[int]:
    """The port of `sales-pipeline ui` on a home; afterwards it has ended because it was asked to."""
    port = free_port()
    command = (*DEAF, BIN / "sales-pipeline", "ui", "--home", home.root, "--port", str(port))
    with _serving(command, port, Path.cwd(), {}) as running:
        yield port
        running.terminate()
        running.wait(timeout=60)


@contextmanager
def running_dagster(command: Sequence[str], folder: Path, environment: dict[str, str]) -> Iterator[int]:
    """The port of a command of dagster's own that serves its UI, run in a folder."""
    port = free_port()
    with _serving((BIN / command[0], *command[1:], "-p", str(port)), port, folder, environment):
        yield port


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _serving(
    command: Sequence[str | Path], port: int, folder: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, env={**os.environ, **environment},
        start_new_session=True,
    )  # fmt: skip
    try:
        _wait(port, running)
        yield running
    finally:
        # whatever happened: none of its processes lives on
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


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
