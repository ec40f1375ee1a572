"""Starts the Dagster UI and daemon of a home: in place of this process, on the history the command writes."""

import os
import sys
from typing import NoReturn

from sales_pipeline.defs.instance import WORKSPACE, point_at, prepare
from sales_pipeline.home import Home


def serve(home: Home, port: int) -> NoReturn:
    """Become `dagster dev` on this home; the history is prepared first, so that its processes don't race for it."""
    prepare(home)
    point_at(home)
    workspace = str(home.dagster / WORKSPACE)
    dagster = [sys.executable, "-W", "ignore", "-m", "dagster"]
    os.execv(sys.executable, [*dagster, "dev", "-w", workspace, "-h", "127.0.0.1", "-p", str(port)])
