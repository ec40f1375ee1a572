"""What a weekly table was made from, in digits: over its text, contract and settings, and what it sees of its inputs.

A fingerprint has two halves: over all the table shows, and over what it says without where rows came from. A table that
doesn't read where its input came from rests on the second half alone, so it stands when lines of an export move.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from sales_pipeline import contract, provenance, sql
from sales_pipeline.code_digest import code_digest
from sales_pipeline.company import Company
from sales_pipeline.sql import Input
from sales_pipeline.undated import Undated
from sales_pipeline.work_facts import WorkFacts

GATE_RESULTS, WORK_GATES = "gate_results", "work_gates"
WAIVERS = Input("waivers", "undated")
# what stands between a text and its rows
_MAKERS = (
    "calendar.py", "engines", "fingerprints.py", "gates.py", "provenance.py", "week_tables.py", "weeks.py",
    "work_facts.py",
)  # fmt: skip


class Fingerprints:
    """The fingerprints that the tables of one home have when they are true."""

    def __init__(
        self, company: Company, undated: Undated, weeks_of: Callable[[Input, date], list[date]], work: WorkFacts,
        settled: dict[tuple[str, date], str],
    ) -> None:  # fmt: skip
        """`settled`: those known of tables that no event changes, kept when the work is looked at anew."""
        self.company, self.undated, self.weeks_of, self.work = company, undated, weeks_of, work
        self._lived: dict[tuple[str, date], str] = {}
        self._settled = settled

    def of(self, name: str, week: date) -> str:
        """The fingerprint of a table of a week."""
        key, made = (name, week), self._lived if name == WORK_GATES or name in sql.lived() else self._settled
        if key not in made:
            whole = self._over(name, week, [needed for needed in inputs(name) if reads_origin(name, needed)])
            hands_on = name not in sql.RESULTS and not sql.tables()[name].function and provenance.hands_on(text(name))
            made[key] = f"{whole}.{self._over(name, week, []) if hands_on else whole}"
        return made[key]

    def _over(self, name: str, week: date, by_origin: list[Input]) -> str:
        """A hash over what makes a table; of the inputs in `by_origin` it counts where their rows came from."""
        parts: list[Any] = [
            name,
            week.isoformat(),
            self.company.digest,
            _shape(name),
            text(name),
            code_digest(*_MAKERS),
        ]
        if is_of_work(name):
            parts.append(self.company.work_digest)
        for needed in inputs(name):
            if needed.form == "work":
                parts.append([needed.name, self.work.digest(needed.name, week)])
            if needed.form == "undated":
                seen = self.undated.seen(needed.name, week)
                parts.append([needed.name, seen.whole if needed in by_origin else seen.facts])
            for other in self.weeks_of(needed, week):
                whole = self.of(needed.name, other)
                parts.append([needed.view, whole if needed in by_origin else facts(whole)])
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def is_of_work(name: str) -> bool:
    """Whether a table is about the work a forecast takes: it rests on settings that the forecast does not."""
    return name == WORK_GATES or (name not in sql.RESULTS and sql.tables()[name].domain == "execution")


def facts(fingerprint: str) -> str:
    """The half that doesn't depend on where rows came from."""
    return fingerprint.partition(".")[2]


def inputs(name: str) -> tuple[Input, ...]:
    """Everything a table reads; the results of the gates rest on all that those read."""
    if name in sql.RESULTS:
        return tuple(dict.fromkeys((*(i for gate in sql.gates_of(name) for i in gate.inputs), WAIVERS)))
    return sql.tables()[name].inputs


def reads_origin(name: str, needed: Input) -> bool:
    """Whether a table depends on where the rows of an input came from; functions are handed all columns."""
    if name in sql.RESULTS or sql.tables()[name].function:
        return True
    return provenance.reads(text(name), needed.view)


def text(name: str) -> str:
    if name in sql.RESULTS:
        return "\n".join(gate.text for gate in sql.gates_of(name))
    return sql.tables()[name].text


@cache
def _shape(name: str) -> list[list[str]]:
    return [[c.name, c.sql_type] for c in contract.columns(contract.catalogue()[name])]
