"""What a reader of data files would frown at: not UTF-8, not parseable, values that a program forgot to write."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import yaml

from sales_pipeline.render.lint.leftovers import Leftovers

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORGOTTEN = ("nan", "NaN", "NaT", "None", "inf", "-inf", "<NA>")
_SHOWN = 10


def problems(kind: str, blob: bytes, leftovers: Leftovers) -> list[str]:
    """Every finding in words, ten at most."""
    try:
        text = blob.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [f"not UTF-8: {error.reason} at byte {error.start}"]
    found = [] if text.endswith("\n") else ["the last line has no end"]
    try:
        found += _rows(text) if kind == ".csv" else _parts(kind, text, leftovers)
    except (yaml.YAMLError, json.JSONDecodeError, csv.Error) as error:
        found.append(f"not readable: {' '.join(str(error).split())[:160]}")
    return found[:_SHOWN]


def _rows(text: str) -> Iterator[str]:
    lines = csv.reader(io.StringIO(text))
    header = next(lines, [])
    if not header or not all(header) or len(set(header)) != len(header):
        yield "a column has no name, or another's"
    for number, line in enumerate(lines, 2):
        if len(line) != len(header):
            yield f"row {number}: {len(line)} cells, not {len(header)}"
        if not _known(line):
            yield f"row {number}: {', '.join(cell for cell in line if cell in _FORGOTTEN)} is no value"


def _known(line: list[str]) -> bool:
    return not any(word in line for word in _FORGOTTEN)


def _parts(kind: str, text: str, leftovers: Leftovers) -> Iterator[str]:
    read: Any = json.loads(text) if kind == ".json" else yaml.load(text, _LOADER)
    if not isinstance(read, dict) or not read:
        yield "there is nothing in it"
        return
    if kind != ".json" and "meta" not in read:
        yield "it does not say which run it is of"
    for place, value in _leaves("", read):
        if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
            yield f"{place}: {value} is no value"
        elif isinstance(value, str) and value in _FORGOTTEN:
            yield from leftovers.find(place, value)


def _leaves(place: str, part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, dict):
        for name, value in part.items():
            yield from _leaves(f"{place}.{name}" if place else str(name), value)
    elif isinstance(part, list):
        for value in part:
            yield from _leaves(place, value)
    else:
        yield place, part
