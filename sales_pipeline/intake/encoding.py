"""How the bytes of a text file are read: by the mark it begins with, else as declared. Guessing is for imports."""

import codecs
from pathlib import Path

from sales_pipeline.intake.errors import InputError, remedy

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(path: Path, declared: str) -> str:
    """The declared encoding, unless the file begins with a mark that says another."""
    with path.open("rb") as stream:
        start = stream.read(4)
    return next((name for mark, name in _MARKS if start.startswith(mark)), declared)


def first_undecodable_line(path: Path, encoding: str) -> int | None:
    """Number of the first line that isn't text in this encoding, where lines can be told from bytes."""
    if "16" in encoding or "32" in encoding:
        return None
    decoder = codecs.lookup(encoding)
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            try:
                decoder.decode(line)
            except UnicodeError:
                return number
    return None


def undecodable(path: Path, name: str, encoding: str) -> InputError:
    """What to say of a file that isn't text in its encoding."""
    line = first_undecodable_line(path, encoding)
    other = remedy(name, "name its encoding in crm/mapping.yaml (formats: encoding: cp1252)", "as .xlsx")
    return InputError(
        f"{name}{f', line {line}' if line else ''}: not {encoding} text; save the file as UTF-8, or {other}"
    )


def likely_encoding(path: Path) -> str:
    """The mark's encoding, else UTF-8 where the whole file is that, else that of Western Windows."""
    marked = encoding_of(path, "utf-8")
    if marked != "utf-8" or first_undecodable_line(path, "utf-8") is None:
        return marked
    return "cp1252"


def likely_delimiter(path: Path, encoding: str) -> str:
    """The character that parts the first line most often; a comma where none does."""
    with path.open(encoding=encoding, errors="replace") as stream:
        header = stream.readline()
    return max(",;\t|", key=lambda mark: (header.count(mark), mark == ","))
