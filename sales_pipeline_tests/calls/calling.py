"""A tiny home in the week of 26 January 2026, its templates, and fillings of them."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result

from sales_pipeline.calls.check import Checked, check
from sales_pipeline.calls.known import Known
from sales_pipeline.calls.reading import read
from sales_pipeline.calls.template import template
from sales_pipeline.cli import submit as command_module
from sales_pipeline.home import Home
from sales_pipeline.run_identity import run_of
from sales_pipeline.weeks import Weeks
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.conftest import command

WEEK = date(2026, 1, 26)
# Monday 10:00 in Berlin: calls are due at noon
NOW = datetime(2026, 1, 26, 9, 0, 0, 123456)
HEADER = (
    "submitter_id,node_id,layer,period_id,category,amount,currency,opportunity_id,is_included,reason_code,note,"
    "submitted_at"
)
Cells = Mapping[str, Any]


def known_of(home: Home) -> Known:
    return Known(tiny_home.weeks_of(home), WEEK)


def template_of(home: Home, person_id: str) -> bytes:
    weeks: Weeks = tiny_home.weeks_of(home)
    return template(Known(weeks, WEEK), person_id, run_of(weeks, WEEK))


def filled(content: bytes, cells: Cells) -> bytes:
    """A workbook with values typed into cells such as Call!I6."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        sheet, cell = place.split("!")
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def checked(home: Home, content: bytes, name: str = "call.xlsx", now: datetime = NOW) -> Checked:
    return check(read(name, content), known_of(home), now)


def said(home: Home, content: bytes, name: str = "call.xlsx", now: datetime = NOW) -> list[str]:
    """The problems of a file, as printed."""
    return [str(problem) for problem in checked(home, content, name, now).problems]


def csv_of(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines, ""]).encode()


def at(monkeypatch: pytest.MonkeyPatch, now: datetime = NOW) -> None:
    """Let the command's clock stand."""
    monkeypatch.setattr(command_module, "now", lambda: now)


def submit(home: Home, *arguments: str | Path) -> Result:
    return command("submit", "--home", str(home.root), *map(str, arguments))
