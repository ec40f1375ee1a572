"""The same table of texts as a file of every kind."""

import csv
import io
import json
from collections.abc import Callable

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

Rows = list[list[str | None]]


def as_csv(header: list[str], rows: Rows) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode()


def as_xlsx(header: list[str], rows: Rows) -> bytes:
    """A workbook in which every filled cell holds text, whatever it looks like."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for line, row in enumerate([header, *rows], 1):
        for place, value in enumerate(row, 1):
            if value:
                cell = book.active.cell(line, place)
                cell.value, cell.data_type = value, "s"
    book.save(stream)
    return stream.getvalue()


def as_jsonl(header: list[str], rows: Rows) -> bytes:
    """One object a line; the header is in the keys, so that the first row is line 1."""
    objects = (dict(zip(header, row, strict=True)) for row in rows)
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in objects).encode()


def as_parquet(header: list[str], rows: Rows) -> bytes:
    stream = io.BytesIO()
    pq.write_table(
        pa.table([pa.array([row[n] for row in rows], pa.string()) for n in range(len(header))], header), stream
    )
    return stream.getvalue()


KINDS: dict[str, Callable[[list[str], Rows], bytes]] = {
    "csv": as_csv, "xlsx": as_xlsx, "jsonl": as_jsonl, "parquet": as_parquet,
}  # fmt: skip
FIRST_LINE = {"csv": 2, "xlsx": 2, "jsonl": 1, "parquet": 1}
