"""The catalogue: every file of a domain's tables, gates and backtests, with what it reads.

Folder = domain, file name = table; the first comment is the description, `-- grain:` the key, FROM and
JOIN the inputs. The few tables that SQL can't make are functions of that name in a .py file: their parameters
are the inputs. Nothing is registered anywhere else. Running a file is the engine's matter.
"""

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sales_pipeline import contract
from sales_pipeline.code_digest import code_digest

CALENDAR = frozenset({
    "this_week", "settings", "periods", "period_days", "instants", "past_mondays", "training_mondays", "period_mondays",
    "risk_rules", "action_rules", "channel_rules",
})  # fmt: skip
# tables of verdicts, and the domains whose gates they judge: those of work are judged while the week goes on
RESULTS: dict[str, tuple[str, ...]] = {"gate_results": ("intake", "forecast"), "work_gates": ("execution",)}
# of them the one that tables may read: the other is judged after all tables
READABLE_RESULTS = "gate_results"
# assets that are no table and no document: what makes a week visible, what is approved of it, and what is final
MADE_LAST = ("published_week", "published_work", "forecast_approval", "final_week")
# how the work of a week stands: what reads them is made anew while the week goes on
WORK = frozenset({"work_clock", "event_log"})
# forms whose rows, or whose weeks, the log of events decides
LIVED = ("work", "worked")
_PACKAGE = Path(__file__).parent
# a parser takes half a second over all files, at every start; a test holds these to what it finds
_NOT_CODE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)
_CTE = re.compile(r"([a-z_]\w*)\s+as\s+(?:(?:not\s+)?materialized\s+)?\(", re.IGNORECASE)
_READ = re.compile(r"(?<!distinct )\b(?:from|join)\s+([a-z_]\w*)", re.IGNORECASE)
_IS_DOCUMENT = re.compile(r"^FILE\b", re.MULTILINE)
_HEADER = re.compile(r"^-- (grain|on|warn|error): *(.+?) *$")


class CatalogueError(Exception):
    """A .sql file breaks a rule of the house; the message names file and rule."""


Form = Literal[
    "undated", "calendar", "work", "this", "last_week", "to_date", "of_period", "spaced", "same_point", "called",
    "closing", "at_close", "worked", "replayed",
]  # fmt: skip
# forms that show earlier weeks of a weekly table, each a suffix of its name
EARLIER: tuple[Form, ...] = (
    "last_week", "to_date", "of_period", "spaced", "same_point", "called", "closing", "at_close", "worked",
    "replayed",
)  # fmt: skip


@dataclass(frozen=True)
class Input:
    """A table as a file names it: undated, of the calendar, or of certain weeks (to_date: this and the earlier weeks of
    the running period and the one before; of_period: those of the running one; spaced: of these every fourth from the
    first, last week and this one; same_point: past periods' Mondays with as many weeks left; called: those of them for
    which calls were sent; closing: in a period's first week the first, middle and last Monday of the one before;
    at_close: the first Monday after each of the last ended periods; worked: the earlier weeks of to_date about which
    people told something of their work)."""

    name: str
    form: Form

    @property
    def view(self) -> str:
        """The name by which the SQL text reads it."""
        return f"{self.name}_{self.form}" if self.form in EARLIER else self.name


@dataclass(frozen=True)
class WeeklyTable:
    """A weekly table: one SELECT or one function, its key and inputs; `text` differs when it is made otherwise."""

    name: str
    domain: str
    description: str
    grain: tuple[str, ...]
    text: str
    inputs: tuple[Input, ...]
    function: Callable[..., Any] | None = None


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
def tables() -> dict[str, WeeklyTable]:
    """Every weekly table by name, in the order of domains and file names."""
    return {path.stem: _table(path) if path.suffix == ".sql" else _function(path) for path in _table_files()}


@cache
def backtests() -> dict[str, WeeklyTable]:
    """The tables that a backtest makes over many weeks, each after those of them that it reads."""
    made = [_table(path) for path in _files("backtest")]
    return {table.name: table for table in sorted(made, key=lambda t: len(_own(t)))}


def _own(table: WeeklyTable) -> list[Input]:
    return [needed for needed in table.inputs if needed.name in _backtest_names()]


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


@cache
def deliverables() -> frozenset[str]:
    """Every asset of the graph by key, those made by Python at the end of a week included."""
    documents = {path.stem for path in _files("documents", "py") if _IS_DOCUMENT.search(path.read_text("utf-8"))}
    return frozenset({*tables(), *undated(), *documents, *RESULTS, *MADE_LAST})


def grain(name: str) -> tuple[str, ...]:
    """The unique key of any table with a contract."""
    for made in (tables(), backtests()):
        if name in made:
            return made[name].grain
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
                weekly = needed.form in ("this", "to_date", "of_period", "spaced", "at_close")
                if weekly and needed.name not in RESULTS:
                    visit(needed.name, (*path, name))
            done.append(name)

    for name in tables():
        visit(name, ())
    return done


@cache
def lived() -> frozenset[str]:
    """The weekly tables that say how work stands: those that read the clock or the log of events, or what does."""
    found: set[str] = set()
    before = -1
    # what reads only earlier weeks of a table may stand before it in the order
    while len(found) > before:
        before = len(found)
        found |= {n for n, t in tables().items() if any(i.form in LIVED or i.name in found for i in t.inputs)}
    return frozenset(found)


def settled() -> list[str]:
    """Weekly tables that stand from Monday on, in the order in which they are made."""
    return [name for name in order() if name not in lived()]


def gates_of(results: str) -> list[Gate]:
    """The gates whose verdicts a table of results holds."""
    return [gate for gate in gates().values() if gate.domain in RESULTS[results]]


def _files(folder: str, kind: str = "sql") -> Iterator[Path]:
    for domain in contract.DOMAINS:
        yield from sorted((_PACKAGE / domain / folder).glob(f"[!_]*.{kind}"))


def _table_files() -> list[Path]:
    return sorted([*_files("tables"), *_files("tables", "py")], key=lambda path: (_domain_order(path), path.stem))


def _domain_order(path: Path) -> int:
    return contract.DOMAINS.index(path.parent.parent.name)


@cache
def _weekly_names() -> frozenset[str]:
    return frozenset(path.stem for path in _table_files())


@cache
def _backtest_names() -> frozenset[str]:
    return frozenset(path.stem for path in _files("backtest"))


def _table(path: Path) -> WeeklyTable:
    text = path.read_text(encoding="utf-8")
    words, key = _described(path, text)
    return WeeklyTable(path.stem, path.parent.parent.name, words, key, text, _inputs(path, text))


def _function(path: Path) -> WeeklyTable:
    """A .py file: its leading comment as in SQL, and a function of its name whose parameters are its inputs."""
    words, key = _described(path, path.read_text(encoding="utf-8").replace("# ", "-- "))
    domain = path.parent.parent.name
    made = getattr(importlib.import_module(f"sales_pipeline.{domain}.tables.{path.stem}"), path.stem)
    inputs = tuple(_input(path, name) for name in inspect.signature(made).parameters)
    # what it calls lies beside it: any change there makes the table anew
    helpers = [f"{domain}/{module.name}" for module in sorted((_PACKAGE / domain).glob("*.py"))]
    digest = code_digest(f"{domain}/tables/{path.name}", *helpers)
    return WeeklyTable(path.stem, domain, words, key, digest, inputs, made)


def _described(path: Path, text: str) -> tuple[str, tuple[str, ...]]:
    words, head = _head(path, text)
    if path.stem not in contract.catalogue():
        raise CatalogueError(f"{path.name} has no contract: add a model to the contracts of {path.parent.parent.name}")
    if "grain" not in head:
        raise CatalogueError(f"{path.name} has no grain: write `-- grain: week, …` after its description")
    return words, tuple(part.strip() for part in head["grain"].split(","))


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
    hidden = sorted(own & {*contract.catalogue(), *CALENDAR, *WORK})
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
    if name in WORK:
        return Input(name, "work")
    if name in _weekly_names() or name == READABLE_RESULTS:
        return Input(name, "this")
    for form in EARLIER if path.parent.name == "backtest" else EARLIER[:-1]:
        if name.removesuffix(f"_{form}") in _weekly_names() and name.endswith(f"_{form}"):
            return Input(name.removesuffix(f"_{form}"), form)
    if name in undated() or (path.parent.name == "backtest" and name in _backtest_names()):
        return Input(name, "undated")
    raise CatalogueError(f"{path.name} reads {name!r}, which no contract, table or calendar offers")
