"""CSV that a spreadsheet opens without running it, and that reads back exactly."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from sales_pipeline.render.csv_writer import csv_bytes, csv_text
from sales_pipeline.render.text import clean
from sales_pipeline_tests.render.workbooks import HOSTILE

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def read(table: pa.Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_text(table), newline="")))


def test_values_are_written_by_their_type() -> None:
    table = pa.table({
        "name": pa.array(["Åse", None]), "amount": pa.array([Decimal("-1234.50"), None], pa.decimal128(18, 2)),
        "count": pa.array([-3, None]), "open": pa.array([True, None]), "due": pa.array([date(2026, 1, 2), None]),
        "sent": pa.array([datetime(2026, 1, 2, 3, 4, 5), None]), "share": pa.array([0.5, float("nan")]),
    })  # fmt: skip
    assert csv_text(table) == (
        "name,amount,count,open,due,sent,share\nÅse,-1234.50,-3,true,2026-01-02,2026-01-02T03:04:05,0.5\n,,,,,,\n"
    )


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_text_reads_back_as_text_no_spreadsheet_runs(text: str) -> None:
    # Arrow holds no lone surrogates, so none can arrive.
    arrived = text.encode("utf-8", "ignore").decode()
    ((name,), (cell,)) = read(pa.table({"=name": [arrived]}))
    assert name == "'=name"
    assert not cell.startswith(DANGEROUS)
    assert cell.removeprefix("'") == clean(arrived).removeprefix("'")


def test_quotes_commas_and_line_breaks_read_back() -> None:
    values = ['say "hi", twice', "two\nlines", ";semicolon;", ""]
    assert read(pa.table({"note": [*values, "end"]})) == [["note"], *([value] for value in values), ["end"]]


def test_a_file_starts_with_the_mark_excel_needs() -> None:
    assert csv_bytes(pa.table({"name": ["Åse"]})) == b"\xef\xbb\xbfname\n\xc3\x85se\n"


def test_no_rows_leave_the_header() -> None:
    assert csv_text(pa.table({"a": pa.array([], pa.string()), "b": pa.array([], pa.int64())})) == "a,b\n"
