"""Whether documents may be seen: each file is read back, compared with the week's tables, and looked at as readers do.

The same judgement stands as checks of the graph and before a publication, whatever way that was started. How figures
are compared stands in forecast/proof, how files should read in render/lint.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pyarrow

from sales_pipeline.documents import Drawer, digest, documents
from sales_pipeline.forecast import proof
from sales_pipeline.forecast.documents.facts import build_facts
from sales_pipeline.forecast.documents.frames import Frames
from sales_pipeline.render import lint
from sales_pipeline.render.facts import Facts
from sales_pipeline.weeks import GATE_RESULTS

AGREES, READS = "agrees_with_tables", "reads_well"
PROMISES = {
    AGREES: "Every figure in the file, read back from it, is that of the week's tables.",
    READS: "The file reads as a finished one: nothing overflows, fades, is missing, empty or left over.",
}
SHOWN, _SAID = 10, 3
_ADVICE = "Run the week again and it is drawn anew; if that says the same, the program is at fault: please report it."


class DocumentError(Exception):
    """Documents that must not be seen; the message says what is wrong with them and what to do."""


@dataclass(frozen=True)
class DocumentVerdict:
    """A document judged by one check: everything found."""

    check: str
    document: str
    file: str
    findings: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.findings

    @property
    def promise(self) -> str:
        return PROMISES[self.check]

    @property
    def sentence(self) -> str:
        """What is broken, by what, and what to do, as people read it."""
        more = f"; and {len(self.findings) - _SAID} more" if len(self.findings) > _SAID else ""
        return f"{self.promise} Broken in {self.file}: {'; '.join(self.findings[:_SAID])}{more}. {_ADVICE}"


def verdicts(drawer: Drawer, week: date, drawn: Mapping[str, bytes]) -> Iterator[DocumentVerdict]:
    """Both verdicts on each document, given its bytes; what was judged before in this process is not judged again.

    A document that fails is drawn anew when it is asked for next.
    """
    known = {name: drawer.judged.get(_id(drawer, name, week, blob)) for name, blob in drawn.items()}
    left = [name for name, found in known.items() if found is None]
    read = _Read(drawer, week, left) if left else None
    for name, blob in drawn.items():
        found = known[name]
        if found is None and read is not None:
            found = drawer.judged[_id(drawer, name, week, blob)] = read.judge(name, blob, drawn)
        for check, findings in (found or {}).items():
            if findings:
                drawer.discard(name, week)
            yield DocumentVerdict(check, name, documents()[name].file, findings)


def _id(drawer: Drawer, name: str, week: date, blob: bytes) -> str:
    return f"{drawer.fingerprint(name, week)} {digest(blob)}"


class _Read:
    """The tables of the week as documents show them, read once for all that are judged together."""

    def __init__(self, drawer: Drawer, week: date, names: list[str]) -> None:
        self.drawer, self.week, self.names = drawer, week, names

    @cached_property
    def tables(self) -> dict[str, pyarrow.Table]:
        named = dict.fromkeys(table for name in self.names for table in (*documents()[name].tables, GATE_RESULTS))
        return self.drawer.weeks.frames(named, self.week)

    @cached_property
    def facts(self) -> Facts:
        return build_facts(Frames(self.tables), self.drawer.run(self.week))

    @cached_property
    def outside(self) -> tuple[str, ...]:
        return proof.outside(Frames(self.tables))

    def judge(self, name: str, blob: bytes, drawn: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
        """The findings of each check, given all files that are judged together."""
        touched = () if self.drawer.is_as_drawn(name, self.week, blob) else ("the file is not the one that was drawn",)
        return {AGREES: (*touched, *self._differences(name, blob, drawn)), READS: tuple(self._problems(name, blob))}

    def _differences(self, name: str, blob: bytes, drawn: Mapping[str, bytes]) -> list[str]:
        document = documents()[name]
        # what one document asks of the tables is not kept for the next: of a large company it is much
        frames = Frames({table: self.tables[table] for table in (*document.tables, GATE_RESULTS)})
        try:
            others = {documents()[other].file: found for other, found in drawn.items()}
            facts = document.facts(frames, self.facts, self.drawer.run(self.week))
            return proof.differences(document.file, blob, frames, facts, self.outside, others)
        except Exception as error:  # a file that somebody broke may break its reader in any way
            return [f"it can't be read back ({_said(error)})"]

    def _problems(self, name: str, blob: bytes) -> list[str]:
        try:
            return lint.problems(documents()[name].file, blob, self.outside)
        except Exception as error:  # as above
            return [f"it can't be read ({_said(error)})"]


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
