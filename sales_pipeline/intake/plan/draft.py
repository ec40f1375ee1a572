"""A plan while it is read: its rows by table, and which name stands where for what another part calls it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sales_pipeline.intake.plan.entry import Word
from sales_pipeline.intake.plan.faults import Faults
from sales_pipeline.intake.plan.when import When

Row = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Where an initiative is told, and since when it counts: what each of its rows carries."""

    name: str
    starts: date | None

    def row(self, line: int, **values: Any) -> Row:
        return {**values, "starts_date": self.starts, "source_file": self.name, "source_line": line}


@dataclass(frozen=True)
class Named:
    """An id as it was given: of what, where, and in which initiative."""

    id: str
    kind: str
    initiative: str
    file: str
    line: int


@dataclass(frozen=True)
class Due:
    """A task's due date, to be compared with its checkpoint's once all are known."""

    task_id: str
    initiative: str
    when: When
    file: str
    line: int
    checkpoint: Word | None


@dataclass
class Draft:
    """Everything read so far."""

    faults: Faults = field(default_factory=Faults)
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    names: list[Named] = field(default_factory=list)
    dues: list[Due] = field(default_factory=list)

    def name(self, id: str, kind: str, initiative: str, file: str, line: int) -> bool:
        """Take an id in; whether it is a new one. Tasks and checkpoints share their names: a task may wait for both."""
        same = ("initiative",) if kind == "initiative" else ("task", "checkpoint")
        twin = next((known for known in self.names if known.id == id and known.kind in same), None)
        if twin:
            where = f"line {twin.line}" if twin.file == file else f"{twin.file}, line {twin.line}"
            self.faults.add(file, line, f"{kind} {id} is there twice, first in {where}: rename one")
            return False
        self.names.append(Named(id, kind, initiative, file, line))
        return True

    def of_kind(self, kind: str) -> dict[str, Named]:
        return {known.id: known for known in self.names if known.kind == kind}
