"""An accepted call goes into the home: once, whole, under a name of its own, and is never touched again.

The rows lie as CSV where intake reads them; what was sent lies beside them under received/, byte for byte.
"""

import csv
import io
import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from threading import get_ident

from sales_pipeline.calls.words import columns
from sales_pipeline.files import sync_folder
from sales_pipeline.home import RECEIVED, Home
from sales_pipeline.render.text import csv_safe


def accept(home: Home, week: date, sent_name: str, content: bytes, values: Sequence[Mapping[str, str]]) -> Path:
    """Keep a checked call; the file that intake reads from now on. Names count up, so the later is the later name."""
    folder = home.submitted(week)
    received = folder / RECEIVED
    received.mkdir(parents=True, exist_ok=True)
    senders = sorted({row["submitter_id"] for row in values})
    stem, ending = slug(senders[0] if len(senders) == 1 else "calls"), Path(sent_name).suffix.casefold()
    for number in count(1):
        name = f"{stem}-{number:04d}"
        if any(path.exists() for path in (folder / f"{name}.csv", *received.glob(f"{name}.*"))):
            continue
        as_sent, as_read = received / f"{name}{ending}", folder / f"{name}.csv"
        if _keep(as_sent, content):
            # the file that intake reads is the last to appear
            if _keep(as_read, csv_of(values)):
                return as_read
            as_sent.unlink()
    raise AssertionError("numbers do not end")


def slug(text: str, length: int = 48) -> str:
    """Letters and digits of an id or name, for a file name on any system."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:length].strip("-") or "call"


def csv_of(values: Sequence[Mapping[str, str]]) -> bytes:
    """Rows as intake reads them. Ids stay as they are; words get an apostrophe where a spreadsheet would run them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns())
    for row in values:
        writer.writerow(csv_safe(row["note"]) if name == "note" else row.get(name, "") for name in columns())
    return out.getvalue().encode("utf-8")


def _keep(path: Path, content: bytes) -> bool:
    """Write a file beside and link it to its name, which must be free; whether it was."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}.tmp")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
    except FileExistsError:
        return False
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True
