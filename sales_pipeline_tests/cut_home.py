"""A home as it would have been at a week: every input row stamped after the cut is blanked, its line kept."""

import csv
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from sales_pipeline import company
from sales_pipeline.calendar import instant
from sales_pipeline.home import Home

Row = dict[str, str]


def cut_home(home: Home, week: date) -> int:
    """Blank what became known after the week's Monday; how many rows that were.

    A deal's row in the export stays as it is. Where it says closed, by a date before the week, and the change that says
    so came after it, intake takes the history for incomplete: that Monday can't be cut so.
    """
    stamp = instant(week, company.load(home.company_file).zone).isoformat(timespec="milliseconds") + "Z"
    blanked = 0
    for path in sorted(home.crm.glob("*.csv")):
        blanked += _blank(path, lambda row: _is_stamp(row.get("CreatedDate", "")) and row["CreatedDate"] >= stamp)
    for path in sorted(home.reference.glob("*.csv")):
        blanked += _blank(path, lambda row: (row.get("known_at") or row.get("valid_from") or "") > week.isoformat())
    for folder in sorted(home.submissions.iterdir()):
        if folder.name > week.isoformat():
            shutil.rmtree(folder)
            blanked += 1
    return blanked


def _is_stamp(text: str) -> bool:
    """A date that cannot be, which the sample has too, is known of no day and stays."""
    with suppress(ValueError):
        return len(text) == len("2026-03-05T14:22:10.000Z") and bool(datetime.fromisoformat(text))
    return False


def _blank(path: Path, is_later: Callable[[Row], bool]) -> int:
    """Rows of the sample's files stand on one line each, so a blank line keeps all line numbers."""
    lines = path.read_text(encoding="utf-8").split("\n")
    header = next(csv.reader(lines[:1]))
    count = 0
    for number, line in enumerate(lines[1:], 1):
        values = next(csv.reader([line]), [])
        if values and is_later(dict(zip(header, values, strict=False))):
            lines[number], count = "", count + 1
    path.write_text("\n".join(lines), encoding="utf-8")
    return count
