"""Starts the Dagster UI and daemon of a home: in place of this process, on the history the command writes."""

import os
import signal
import sys
from typing import NoReturn

from sales_pipeline.defs.instance import WORKSPACE, point_at, prepare, run_history
from sales_pipeline.home import Home
from sales_pipeline.lock import lock_if_free, run_lock


def serve(home: Home, port: int) -> NoReturn:
    """Become `dagster dev` on this home; the history is prepared first, so that its processes don't race for it."""
    make_ready(home)
    point_at(home)
    for stop in (signal.SIGINT, signal.SIGTERM):
        # what starts us in the background may have them ignored, and dagster's processes would never end
        signal.signal(stop, signal.SIG_DFL)
    workspace = str(home.dagster / WORKSPACE)
    dagster = [sys.executable, "-W", "ignore", "-m", "dagster"]
    os.execv(sys.executable, [*dagster, "dev", "-w", workspace, "-h", "127.0.0.1", "-p", str(port)])


def make_ready(home: Home) -> None:
    """Prepare the history and close what a kill left open in it, which would hold back the queue of the UI."""
    if not home.dagster.exists():
        with run_lock(home, lambda holder: _tell(f"Waiting for {holder}, which is running on this home.")):
            prepare(home)
        return
    with lock_if_free(home) as free:
        # where a run is working, it has done the same
        if free:
            with run_history(home, _tell):
                pass


def _tell(said: str) -> None:
    print(said, file=sys.stderr, flush=True)
