"""The catalogue: every .sql file of every domain as a table or a gate, with what it reads.

Folder = domain, file name = table; the first comment is the description, `-- grain:` the key, FROM and
JOIN the inputs. Nothing is registered anywhere else. Running a file is the engine's matter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from sales_pipeline import contract

CALENDAR = frozenset({"this_week", "settings", "periods", "instants", "past_mondays"})
_PACKAGE = Path(__file__).parent
# a parser takes half a second over all files, at every start; a test holds these to what it finds
_NOT_CODE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)
_CTE = re.compile(r"([a-z_]\w*)\s+as\s+(?:(?:not\s+)?materialized\s+)?\(", re.IGNORECASE)
_READ = re.compile(r"(?<!distinct )\b(?:from|join)\s+([a-z_]\w*)", re.IGNORECASE)
_HEADER = re.compile(r"^-- (grain|on|warn|error): *(.+?) *$")


class CatalogueError(Exception):
    """A .sql file breaks a rule of the house; the message names file and rule."""


@dataclass(frozen=True)
class Input:
    """A table as a file names it: undated, of the calendar, or of this week, last week, or the weeks to date."""

    name: str
    form: Literal["undated", "calendar", "this", "last_week", "to_date"]

    @property
    def view(self) -> str:
        """The name by which the SQL text reads it."""
        return f"{self.name}_{self.form}" if self.form in ("last_week", "to_date") else self.name


@dataclass(frozen=True)
class SqlTable:
    """A weekly table: one SELECT, its key and what it reads."""

    name: str
    domain: str
    description: str
    grain: tuple[str, ...]
    text: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True)
class Gate:
    """A promise about a table: a query for the rows that break it, and the settings that hold its limits."""

    name: str
    domain: str
    promise: str
    on: str
    warn: str | None
    error: str | None
    text: str
    inputs: tuple[Input, ...]


@cache
def tables() -> dict[str, SqlTable]:
    """Every weekly table by name, in the order of domains and file names."""
    return {path.stem: _table(path) for path in _files("tables")}


@cache
def gates() -> dict[str, Gate]:
    """Every gate by name."""
    return {path.stem: _gate(path) for path in _files("gates")}


def gates_on(table: str) -> list[Gate]:
    return [gate for gate in gates().values() if gate.on == table]


@cache
def undated() -> tuple[str, ...]:
    """Tables with a contract of intake that no .sql file makes: intake itself makes them."""
    return tuple(name for name, _ in contract.models("intake") if name not in _weekly_names())


def grain(name: str) -> tuple[str, ...]:
    """The unique key of any table with a contract."""
    if name in tables():
        return tables()[name].grain
    found = contract.meta(contract.catalogue()[name], "grain")
    if not found:
        raise CatalogueError(f"contract {name} has no grain: give its Config.metadata one, or write tables/{name}.sql")
    return tuple(found)


def order() -> list[str]:
    """Weekly tables, each after those of the same week that it reads."""
    done: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise CatalogueError(f"tables read each other in a circle: {' → '.join((*path, name))}")
        if name not in done:
            for needed in tables()[name].inputs:
                if needed.form in ("this", "to_date"):
                    visit(needed.name, (*path, name))
            done.append(name)

    for name in tables():
        visit(name, ())
    return done


def _files(folder: str) -> Iterator[Path]:
    for domain in contract.DOMAINS:
        yield from sorted((_PACKAGE / domain / folder).glob("*.sql"))


@cache
def _weekly_names() -> frozenset[str]:
    return frozenset(path.stem for path in _files("tables"))


def _table(path: Path) -> SqlTable:
    text = path.read_text(encoding="utf-8")
    words, head = _head(path, text)
    if path.stem not in contract.catalogue():
        raise CatalogueError(f"{path.name} has no contract: add a model to {path.parent.parent.name}/contracts.py")
    if "grain" not in head:
        raise CatalogueError(f"{path.name} has no grain: write `-- grain: week, …` after its description")
    key = tuple(part.strip() for part in head["grain"].split(","))
    return SqlTable(path.stem, path.parent.parent.name, words, key, text, _inputs(path, text))


def _gate(path: Path) -> Gate:
    text = path.read_text(encoding="utf-8")
    words, head = _head(path, text)
    if "on" not in head or not {"warn", "error"} & set(head):
        raise CatalogueError(f"{path.name} needs `-- on: table` and a limit: `-- warn: setting` or `-- error: setting`")
    return Gate(
        path.stem, path.parent.parent.name, words, head["on"], head.get("warn"), head.get("error"),
        text, _inputs(path, text),
    )  # fmt: skip


def _head(path: Path, text: str) -> tuple[str, dict[str, str]]:
    """The leading comment: its words as one text, and the `-- key: value` lines."""
    words: list[str] = []
    head: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        found = _HEADER.match(line)
        if found:
            head[found[1]] = found[2]
        elif not head:
            words.append(line.removeprefix("--").strip())
    if not words:
        raise CatalogueError(f"{path.name} has no description: its first comment says what a row is")
    return " ".join(words), head


def _inputs(path: Path, text: str) -> tuple[Input, ...]:
    read, own = names_in(text)
    hidden = sorted(own & {*contract.catalogue(), *CALENDAR})
    if hidden:
        raise CatalogueError(f"{path.name} has a CTE named {hidden[0]}, which hides the table: name what it holds")
    return tuple(_input(path, name) for name in sorted(read - own))


def names_in(text: str) -> tuple[set[str], set[str]]:
    """What FROM and JOIN name in a text, and the CTEs it makes."""
    code = " ".join(_NOT_CODE.sub(" ", text).split())
    return set(_READ.findall(code)), set(_CTE.findall(code))


def _input(path: Path, name: str) -> Input:
    if name in CALENDAR:
        return Input(name, "calendar")
    if name in _weekly_names():
        return Input(name, "this")
    for form in ("last_week", "to_date"):
        if name.removesuffix(f"_{form}") in _weekly_names() and name.endswith(f"_{form}"):
            return Input(name.removesuffix(f"_{form}"), form)
    if name in undated():
        return Input(name, "undated")
    raise CatalogueError(f"{path.name} reads {name!r}, which no contract, table or calendar offers")
