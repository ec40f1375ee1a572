"""The pages under outputs/<week>/messages: one a person, and the documents of teams and leadership.

They are a view: made anew from the tables, written where they changed, and there whatever channels a company has.
"""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from sales_pipeline import files
from sales_pipeline.home import Home
from sales_pipeline.outputs import MESSAGES
from sales_pipeline.telling import digest
from sales_pipeline.telling.rows import Row, Rows
from sales_pipeline.telling.working_documents import working_documents

_NAME_LENGTH = 80


def write(home: Home, rows: Rows) -> list[Row]:
    """Write what has changed; the notifications that stand on pages from now on."""
    folder = home.outputs(rows.week) / MESSAGES
    due = [row for row in rows["notifications"] if row["send_from_at"] <= rows.now]
    pages = {
        name: digest.page(rows, person, [row for row in due if row["person_id"] == person]).encode("utf-8")
        for person, name in page_names(rows, {row["person_id"] for row in due}).items()
    }
    if due or rows["progress"]:
        pages |= working_documents(rows)
    _replace(folder, pages)
    return due


def page_names(rows: Rows, people: Iterable[str]) -> dict[str, str]:
    """A file name for each person, by name and id; of like ones the later are numbered."""
    found: dict[str, str] = {}
    taken: dict[str, int] = {}
    for person in sorted(people):
        plain = re.sub(r"[^a-z0-9]+", "-", _latin(f"{rows.name(person)} {person}")).strip("-")[:_NAME_LENGTH]
        taken[plain] = taken.get(plain, 0) + 1
        number = "" if taken[plain] == 1 else f"-{taken[plain]}"
        found[person] = f"{plain or 'person'}{number}.md"
    return found


def _latin(text: str) -> str:
    """Small letters without their accents: é is an e in a file's name."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _replace(folder: Path, pages: dict[str, bytes]) -> None:
    """The folder with these pages; those of people who are told nothing any more go."""
    for name, content in pages.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            files.put(path, content)
    for path in folder.glob("*.md"):
        if path.name not in pages:
            files.remove(path)
