"""CSV files that open safely in a spreadsheet and come out the same every time."""

import csv
import io
import math
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa

from sales_pipeline.render.text import csv_safe


def csv_text(table: pa.Table) -> str:
    """A table as CSV: header, rows in their order, RFC 4180 quoting, lines ending in "\\n", nothing for null.

    Text gets csv_safe; numbers, dates and booleans are written plainly, so that a negative amount stays a number.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(csv_safe(name) for name in table.column_names)
    writer.writerows(zip(*(_fields(column) for column in table.columns), strict=True))
    return out.getvalue()


def _fields(column: pa.ChunkedArray) -> Iterator[str]:
    """The texts of a column, each made once: many rows repeat few."""
    if pa.types.is_floating(column.type):
        yield from map(_field, column.to_pylist())
        return
    for chunk in column.dictionary_encode().chunks:
        texts = [_field(value) for value in chunk.dictionary.to_pylist()]
        yield from ("" if at is None else texts[at] for at in chunk.indices.to_pylist())


def csv_bytes(table: pa.Table) -> bytes:
    """A table as UTF-8 CSV with a byte-order mark, which Excel needs to see accents."""
    return csv_text(table).encode("utf-8-sig")


def _field(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, int) else csv_safe(str(value))
