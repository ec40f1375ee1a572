"""Workbooks read back in tests: cells as a reader without a calculator shows them, and formulas computed anew.

formualizer calculates without looking at cached values, so a wrong cache is found and not repeated.
"""

import io
import math
import warnings
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import formualizer
import openpyxl

from sales_pipeline.render.run import Run
from sales_pipeline.render.xlsx_sheet import FormulaRecord
from sales_pipeline_tests.render.decks import validator

RUN = Run(
    company="Northwind & Sons", week="2026-11-23", as_of=datetime(2026, 11, 23, tzinfo=UTC), period_label="Q4 FY26",
    weeks_left=5, currency="USD", amount_kind="acv", run_id="abcdef012345", settings_hash="0" * 64, version="0.1.0",
)  # fmt: skip
HALF_A_CENT = 0.005

HOSTILE = (
    "=1+1", "+1", "-2+3", "@SUM(A1)", "{=1+1}", '=HYPERLINK("http://example.invalid","x")', "http://example.invalid",
    "mailto:a@example.invalid", "<b>bold</b> & co", "]]>", "_x000D_", "a\x00b\x0bc\x1fd", "lone \ud800 surrogate",
    "שלום עולם", "\u202eevil", "=cmd|' /C calc'!A0", "\ttab", "'quoted", "#REF!", "TRUE", "1e5", "007", "2026-01-01",
    "line\r\nbreak", "😀 ناقد", "long " * 8_000,
)  # fmt: skip


def opened(blob: bytes, *, formulas: bool = False) -> openpyxl.Workbook:
    """A workbook's cached values, or its formulas."""
    with warnings.catch_warnings():
        # openpyxl reads no data bars and says so, which only matters to somebody who writes the file back.
        warnings.filterwarnings("ignore", message=".*extension is not supported.*")
        return openpyxl.load_workbook(io.BytesIO(blob), data_only=not formulas)


def names(blob: bytes) -> list[str]:
    """The sheets of a workbook, whose cells are not read."""
    return list(openpyxl.load_workbook(io.BytesIO(blob), read_only=True).sheetnames)


def cells(blob: bytes) -> dict[str, dict[str, Any]]:
    """The cached value of every cell that holds one, by sheet and reference; without what a `Cell` knows beside it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*extension is not supported.*")
        book = openpyxl.load_workbook(io.BytesIO(blob), read_only=True, data_only=True)
        return {
            sheet.title: {
                cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
            }
            for sheet in book
        }


def differences(blob: bytes, records: Iterable[FormulaRecord]) -> list[str]:
    """Every formula whose value, computed anew, is not the one written beside it, or that was not computed at all."""
    known = list(records)
    result = formualizer.recalculate_xlsx_bytes(blob)
    summary = result["summary"]
    found = [f"{summary['total_errors']} error cells"] if summary["total_errors"] else []
    if summary["evaluated"] != len(known):
        found.append(f"{summary['evaluated']} formulas computed, {len(known)} recorded")
    anew, cached = cells(result["bytes"]), cells(blob)
    for record in known:
        computed, shown = anew[record.sheet].get(record.cell), cached[record.sheet].get(record.cell)
        if not (same(computed, record.value) and same(shown, record.value)):
            values = f"{computed!r}, cached {shown!r}, known {record.value!r}"
            found.append(f"{record.sheet}!{record.cell} {record.formula}: {values}")
    return found


def same(cell: Any, known: Any) -> bool:
    """Whether a cell says what was meant: numbers to half a cent or six digits, days as days, no text for unknown."""
    if isinstance(known, (Decimal, int)) and not isinstance(known, bool):
        return isinstance(cell, (int, float)) and math.isclose(cell, known, rel_tol=1e-9, abs_tol=_tolerance(known))
    if isinstance(known, date):
        return isinstance(cell, datetime) and cell.date() == known
    return (cell or "") == (known or "")


def _tolerance(known: Decimal | int) -> float:
    places = -int(Decimal(known).as_tuple().exponent)
    return 0.5e-6 if places > 2 else HALF_A_CENT


def audit(blob: bytes, folder: Path) -> list[str]:
    """What the Open XML validator has against a file."""
    path = folder / "audited.xlsx"
    path.write_bytes(blob)
    return [str(error) for error in validator().validate(path).errors]
