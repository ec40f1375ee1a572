"""JSON lines as text: one object a line, whose keys are columns and whose parts are columns a.b.

The header is every key of the file, in the order in which they come; a key that an object lacks is blank.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sales_pipeline.intake.encoding import encoding_of, undecodable
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.files import unreadable
from sales_pipeline.intake.formats import Formats
from sales_pipeline.intake.text_rows import CHUNK_ROWS, Chunk, Fault, checked_header, flag_text, number_text


class _Number(str):
    """Digits as they stand in the file, so that no float rounds them."""


_AS_WRITTEN: dict[str, Any] = {"parse_float": _Number, "parse_int": _Number, "parse_constant": str}


class _WrongError(Exception):
    """Why a line is no row."""


class JsonText:
    """One file. `header` is read at once; `chunks` once."""

    def __init__(self, path: Path, name: str, formats: Formats) -> None:
        self.path, self.name, self.formats = path, name, formats
        try:
            self.encoding = encoding_of(path, formats.encoding)
            self.header = checked_header(self._keys(), name)
        except OSError as error:
            raise unreadable(name, error) from error

    def chunks(self) -> Iterator[Chunk]:
        """Every row."""
        chunk = Chunk()
        for line, text, found in self._rows():
            if isinstance(found, Fault):
                chunk.faults.append(found)
            elif any("\0" in value for value in found.values()):
                chunk.faults.append(Fault(line, text, "holds a NUL byte"))
            elif any(value.strip() for value in found.values()):
                chunk.lines.append(line)
                chunk.rows.append([found.get(name, "") for name in self.header])
            if chunk.count >= CHUNK_ROWS:
                yield chunk
                chunk = Chunk()
        if chunk.count:
            yield chunk

    def _keys(self) -> list[str]:
        keys: dict[str, None] = {}
        is_empty = True
        for line, text, found in self._rows():
            is_empty = False
            if line == 1 and text.startswith("["):
                raise InputError(f"{self.name} is one JSON list: write one object a line (JSON lines)")
            keys |= dict.fromkeys(found if isinstance(found, dict) else ())
        if not keys and not is_empty:
            raise InputError(f"{self.name}, line 1: is no JSON object; write one object a line (JSON lines)")
        return list(keys)

    def _rows(self) -> Iterator[tuple[int, str, dict[str, str] | Fault]]:
        try:
            with self.path.open(encoding=self.encoding, newline="\n") as stream:
                for number, line in enumerate(stream, 1):
                    if line.strip():
                        yield number, line.strip(), self._row(number, line.strip())
        except UnicodeError as error:
            raise undecodable(self.path, self.name, self.encoding) from error

    def _row(self, number: int, line: str) -> dict[str, str] | Fault:
        try:
            found = json.loads(line, object_pairs_hook=_once, **_AS_WRITTEN)
            if not isinstance(found, dict):
                raise _WrongError("is no JSON object")
            row = _once([(key.strip(), value) for key, value in self._flat(found)])
            "".join(row.values()).encode()
        except UnicodeEncodeError:
            return Fault(number, line, "holds half a character")
        except _WrongError as error:
            return Fault(number, line, str(error))
        except (ValueError, RecursionError):
            return Fault(number, line, "is not JSON")
        return row

    def _flat(self, found: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
        for key, value in found.items():
            if isinstance(value, dict):
                yield from self._flat(value, f"{prefix}{key}.")
            else:
                yield prefix + key, self._text(value)

    def _text(self, value: Any) -> str:
        if isinstance(value, _Number):
            return number_text(value, self.formats)
        if isinstance(value, bool):
            return flag_text(value, self.formats)
        if value is None or isinstance(value, str):
            return value or ""
        return json.dumps(value, ensure_ascii=False)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise _WrongError(f"names {next(name for name in names if names.count(name) > 1)!r} twice")
    return dict(pairs)
