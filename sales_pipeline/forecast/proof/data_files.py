"""CSV files and the facts compared with the week, whole: every cell of every row, every fact."""

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow
import pyarrow.compute as pc
import pyarrow.csv

from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.forecast.proof import fact_cells
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.text import clean

_SHOWN = 10


def csv_differences(blob: bytes, table: pyarrow.Table) -> list[str]:
    """Every cell of a CSV file that its table does not hold; columns are compared whole."""
    header = blob.decode("utf-8-sig").partition("\n")[0].rstrip("\r").split(",")
    names = [name for name in table.column_names if name in header]
    if header != names:
        return [f"the columns are {', '.join(header)[:200]}, not those of the table"]
    kinds = {field.name: _kind(field.type) for field in table.schema if field.name in header}
    options = pyarrow.csv.ConvertOptions(column_types=kinds, strings_can_be_null=True, null_values=[""])
    parsing = pyarrow.csv.ParseOptions(newlines_in_values=True)
    try:
        shown = pyarrow.csv.read_csv(io.BytesIO(blob), parse_options=parsing, convert_options=options)
    except pyarrow.ArrowInvalid as error:
        return [str(error).splitlines()[0]]
    if shown.num_rows != table.num_rows:
        return [f"{shown.num_rows:,} rows, not {table.num_rows:,}"]
    return [problem for name in names for problem in _column(name, shown[name], table[name])]


def _kind(kind: pyarrow.DataType) -> pyarrow.DataType:
    """How a column is read: texts as texts, instants too, which are written in more ways than one."""
    return pyarrow.string() if pyarrow.types.is_timestamp(kind) or pyarrow.types.is_floating(kind) else kind


def _column(name: str, shown: pyarrow.ChunkedArray, known: pyarrow.ChunkedArray) -> Iterator[str]:
    if pyarrow.types.is_timestamp(known.type) or pyarrow.types.is_floating(known.type):
        pairs = zip(shown.to_pylist(), known.to_pylist(), strict=True)
        differing = [at for at, (one, other) in enumerate(pairs) if one != _text(other)]
    else:
        equal = pc.fill_null(pc.equal(shown, known), False)
        blank = pc.and_(pc.is_null(shown), pc.is_null(known))
        differing = pc.indices_nonzero(pc.invert(pc.or_(equal, blank))).to_pylist()
    count = 0
    for at in differing:
        one, other = shown[at].as_py(), known[at].as_py()
        if not (isinstance(other, str) and _written(one) == clean(other)):
            count += 1
            if count <= _SHOWN:
                yield f"row {at + 2}, {name}: {one} is not {other}"


def _text(value: Any) -> str | None:
    return None if value is None else value.isoformat() if hasattr(value, "isoformat") else repr(value)


def _written(text: object) -> str:
    """A text without the apostrophe that keeps a spreadsheet from running it."""
    return str(text or "").removeprefix("'") if str(text or "").startswith("'") else str(text or "")


def facts_differences(text: str, frames: Frames, facts: Facts) -> list[str]:
    """Every fact that is not what the tables give, is missing, or differs from the one cell it comes from."""
    said: Mapping[str, Any] = {fact["id"]: fact for fact in json.loads(text)["facts"]}
    wanted = {fact["id"]: fact for fact in json.loads(facts.to_json())["facts"]}
    found = [f"fact {id} is {'not known' if id in said else 'missing'}" for id in sorted(said.keys() ^ wanted.keys())]
    both = [(id, said[id], wanted[id]) for id in sorted(said.keys() & wanted.keys()) if said[id] != wanted[id]]
    found += [f"fact {id}: {_fact(one)} is not {_fact(other)}" for id, one, other in both]
    return found + list(fact_cells.differences(said.values(), frames))


def _fact(fact: Mapping[str, Any]) -> str:
    return f"{fact['text']!r} ({fact['value']})"
