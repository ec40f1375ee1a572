"""The home of tests that launch runs in the UI: six weeks that hold, and one that a gate stops."""

from pathlib import Path

from sales_pipeline.home import Home
from sales_pipeline_tests.tiny_home import CHANGES, COMPANY, make, put

ONE, FIRST, LAST, STOPPED = "2026-01-05", "2026-01-12", "2026-02-09", "2026-02-16"
FIVE = [FIRST, "2026-01-19", "2026-01-26", "2026-02-02", LAST]
# known from 10 February on: neither amount nor close date, one open deal of two
BROKEN_DEAL = ("D5", "2026-02-10T09:00:00.000Z", "Discovery", "", "USD", "", "nobody", "false")


def six_weeks(root: Path) -> Home:
    """Write the home; nobody but one representative calls, and that may be."""
    home = make(root, [*(change for change in CHANGES if change[0] != "D5"), BROKEN_DEAL])
    put(root, "company.yaml", COMPANY + "gates:\n  missing_calls_error_ratio: 1\n")
    return home
