"""A Parquet file as text: values of any type written as a CSV export would, parts of structs as columns a.b.

Its lines are its rows, from 1.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.formats import Formats
from sales_pipeline.intake.text_rows import CHUNK_ROWS, Chunk, Fault, checked_header, flag_text, number_text


@dataclass
class ArrowChunk(Chunk):
    """A chunk that is columns already."""

    texts: pa.Table = None

    def table(self, wanted: list[int]) -> pa.Table:
        columns = {f"c{n}": self.texts.column(n) for n in wanted}
        return pa.table({"source_line": pa.array(self.lines, pa.int64()), **columns})


class ParquetText:
    """One file. `header` is read at once; `chunks` once."""

    def __init__(self, path: Path, name: str, formats: Formats) -> None:
        self.path, self.name, self.formats = path, name, formats
        try:
            with pq.ParquetFile(path) as file:
                empty = file.schema_arrow.empty_table()
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise self._unreadable() from error
        self.header = checked_header(_flat(empty).column_names, name)

    def chunks(self) -> Iterator[Chunk]:
        """Every row."""
        line = 1
        try:
            with pq.ParquetFile(self.path) as file:
                for batch in file.iter_batches(batch_size=CHUNK_ROWS):
                    yield self._chunk(batch, line)
                    line += batch.num_rows
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise self._unreadable() from error

    def _chunk(self, batch: pa.RecordBatch, line: int) -> Chunk:
        table = _flat(pa.Table.from_batches([batch]))
        texts = pa.table([self._texts(column) for column in table.columns], self.header)
        lines = range(line, line + texts.num_rows)
        faults: dict[int, Fault] = {}
        for column in texts.columns:
            holds = pc.fill_null(pc.match_substring(column, "\0"), False)
            for place in pc.indices_nonzero(holds).to_pylist():
                faults.setdefault(place, Fault(lines[place], column[place].as_py(), "holds a NUL byte"))
        if faults:
            kept = [place for place in range(texts.num_rows) if place not in faults]
            texts, lines = texts.take(pa.array(kept, pa.int64())), [lines[place] for place in kept]  # type: ignore[assignment]
        return ArrowChunk(list(lines), [], list(faults.values()), texts)

    def _texts(self, column: pa.ChunkedArray) -> pa.Array:
        """A column as text."""
        if pa.types.is_dictionary(column.type):
            column = pc.dictionary_decode(column)
        kind = column.type
        if pa.types.is_boolean(kind):
            return pc.if_else(column, flag_text(True, self.formats), flag_text(False, self.formats))
        if pa.types.is_timestamp(kind) and kind.tz:
            column = column.cast(pa.timestamp("us", "UTC"), safe=False)
        if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            return pa.array([None if value is None else _shown(value) for value in column.to_pylist()], pa.string())
        text = column.cast(pa.string())
        if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            return pc.replace_substring(text, ".", number_text(".", self.formats))
        return text

    def _unreadable(self) -> InputError:
        return InputError(f"{self.name} can't be read as Parquet: export it again")


def _flat(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(column.type) for column in table.columns):
        table = table.flatten()
    return table


def _shown(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return json.dumps(value, ensure_ascii=False, default=str)
