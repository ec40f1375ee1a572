"""What of a week is approved: its published documents and the forecast's tables, each by its hash, and one hash of all.

Documents are hashed as they lie there, so that whoever has them can hash them too; of a table its rows, for its file
also says what it was made from. What says how the week's work stands is no part of it: an approval would change what it
approves.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sales_pipeline import sql
from sales_pipeline.documents import Document, documents
from sales_pipeline.home import Home
from sales_pipeline.lake import Lake, LakeError
from sales_pipeline.weeks import GATE_RESULTS

_PIECE = 1 << 20


@dataclass(frozen=True)
class Content:
    """The parts of a week's forecast: a document by its file, or a table by its name; each with its SHA-256."""

    parts: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """One SHA-256 over the sorted list, a line `hash  name` a part: what `sha256sum` prints."""
        return digest_of(dict(self.parts))


def digest_of(parts: dict[str, str]) -> str:
    lines = [f"{found}  {name}\n" for name, found in sorted(parts.items())]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def content_of(home: Home, week: date) -> Content:
    """What of a week lies there now; a part that is not there is not in it."""
    lake, folder = Lake(home.lake), home.outputs(week)
    paths = {document.file: folder / document.file for document in approved_documents()}
    found = {name: file_hash(path) for name, path in paths.items() if path.is_file()}
    found |= {name: table_hash(lake, name, week) for name in approved_tables() if lake.has(name, week)}
    return Content(tuple(sorted(found.items())))


def approved_documents() -> list[Document]:
    """The documents of the forecast: those that say nothing of how work stands."""
    return [document for document in documents().values() if not sql.lived().intersection(document.tables)]


def approved_tables() -> list[str]:
    """The forecast's weekly tables and the results of its gates."""
    return [*(table.name for table in sql.tables().values() if table.domain == "forecast"), GATE_RESULTS]


def table_hash(lake: Lake, name: str, week: date) -> str:
    """Of a table's rows; a file that somebody wrote into and that can't be read is another content."""
    try:
        return rows_hash(lake.read(name, week))
    except (LakeError, pa.ArrowInvalid):
        return file_hash(lake.path(name, week))


def rows_hash(table: pa.Table) -> str:
    """SHA-256 over the rows of a table in their order, whatever else its file says."""
    written = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(None), written, compression="none")
    return hashlib.sha256(written.getvalue()).hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
