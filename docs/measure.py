"""Takes the figures that docs/pictures.py draws from homes, into docs/measured/: sums over many deals, no deal itself.

`uv run python docs/measure.py "QuickSight, quarters=path/to/home" …` after a backtest of each; a home without one gives
only what became of pushed deals. Then run docs/generate.py.
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sales_pipeline import company
from sales_pipeline.calendar import monday_at_or_after, period_at, weeks
from sales_pipeline.home import Home
from sales_pipeline.weeks import Weeks

MEASURED = Path(__file__).parent / "measured"
RELIABILITY = ("set", "bin", "deal_count", "won_count", "mean_probability", "won_ratio")
COUNTS = ("deal_count", "won_count", "slipped_count")
PUSHES = ("set", "push_band", *COUNTS, "alike_won_count", "alike_slipped_count")


def main(named: list[str]) -> None:
    homes = [(name, Home(Path(folder))) for name, _, folder in (each.rpartition("=") for each in named)]
    made = [(name, Weeks(home, company.load(home.company_file))) for name, home in homes]
    _write("reliability", RELIABILITY, (row for name, weekly in made for row in _chances(name, weekly)))
    _write("push_hazard", PUSHES, (row for name, weekly in made for row in _pushes(name, weekly)))


def _chances(name: str, weekly: Weeks) -> Iterator[dict[str, Any]]:
    """The learned chances of the running period beside what came, a row per tenth."""
    if weekly.lake.has("forecast_reliability"):
        for row in weekly.lake.read("forecast_reliability").to_pylist():
            if row["method"] == "expected_yield" and row["horizon"] == "current" and row["bin"] >= 0:
                yield {"set": name} | {column: row[column] for column in RELIABILITY[1:]}


def _pushes(name: str, weekly: Weeks) -> Iterator[dict[str, Any]]:
    """push_hazard of every Monday of the last ended period, added up: each looks back from its own point."""
    ended = period_at(weekly.company, weekly.default_week(date.max), -1)
    sums: dict[str, dict[str, Any]] = {}
    for monday in weeks(monday_at_or_after(ended.start), ended.end - timedelta(days=1)):
        weekly.ensure("push_hazard", monday)
        for row in weekly.lake.read("push_hazard", monday).to_pylist():
            band = sums.setdefault(row["push_band"], dict.fromkeys(PUSHES[2:], 0))
            for column in COUNTS:
                band[column] += row[column]
            for kind in ("won", "slipped"):
                band[f"alike_{kind}_count"] += row["deal_count"] * (row[f"alike_{kind}_ratio"] or 0)
    for push_band, band in sums.items():
        alike = {column: round(band[column], 1) for column in PUSHES[-2:]}
        yield {"set": name, "push_band": push_band} | band | alike


def _write(name: str, columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> None:
    MEASURED.mkdir(exist_ok=True)
    with (MEASURED / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(sys.argv[1:])
