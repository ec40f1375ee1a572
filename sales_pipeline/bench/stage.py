"""The home that a stage of the bench works on, its clock, and what it took."""

import resource
import sys
import time
from datetime import date
from pathlib import Path

from sales_pipeline import company
from sales_pipeline.home import Home
from sales_pipeline.lake import Lake
from sales_pipeline.weeks import Weeks


class Stage:
    """The home a stage works on, and the clock it starts when everything is ready."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root)
        self.scratch = root / "bench"
        self._settings: company.Company | None = None
        self._started = (0.0, 0.0)

    @property
    def company(self) -> company.Company:
        self._settings = self._settings or company.load(self.home.company_file)
        return self._settings

    @property
    def weeks(self) -> Weeks:
        return Weeks(self.home, self.company)

    @property
    def lake(self) -> Lake:
        return Lake(self.home.lake)

    @property
    def week(self) -> date:
        return date.fromisoformat((self.scratch / "week").read_text(encoding="ascii"))

    def start(self) -> None:
        self._started = (time.perf_counter(), time.process_time())

    def measured(self) -> dict[str, float]:
        wall, processor = time.perf_counter() - self._started[0], time.process_time() - self._started[1]
        return {"seconds": wall, "cpu_seconds": processor, "peak_mib": _peak_bytes() / 2**20}


def _peak_bytes() -> int:
    """The most memory this process held; where the system tells no better, not less than what its parent held."""
    status = Path("/proc/self/status")
    if status.exists():
        [peak] = [line.split()[1] for line in status.read_text(encoding="ascii").splitlines() if "VmHWM" in line]
        return int(peak) * 1024
    # kilobytes, but bytes on macOS
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
