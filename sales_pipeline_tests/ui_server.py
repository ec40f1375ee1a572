"""A running `sales-pipeline ui`: started as a person starts it, asked through GraphQL, and ended."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sales_pipeline.home import Home

ASSETS = "{ assetNodes { assetKey { path } description groupName opNames } }"


def ask(port: int, query: str) -> dict[str, Any]:
    body = json.dumps({"query": query}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)["data"]
    return found


@contextmanager
def running_ui(home: Home) -> Iterator[int]:
    """The port of a UI on a home."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        chosen = int(free.getsockname()[1])
    script = Path(sys.executable).with_name("sales-pipeline")
    running = subprocess.Popen(
        [script, "ui", "--home", str(home.root), "--port", str(chosen)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ), start_new_session=True,
    )  # fmt: skip
    try:
        _wait(chosen, running)
        yield chosen
    finally:
        # not SIGINT: a shell's background job starts with that ignored, and so would the UI
        running.terminate()
        try:
            running.wait(timeout=30)
        except subprocess.TimeoutExpired:
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
