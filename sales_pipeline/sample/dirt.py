"""Dirty rows, as exports have them: one row in every 200 of a CRM file, at a place drawn in each 200.

Half of the kinds make a row unusable, so that never more than one in 200 or so of a file is rejected. What was
spoilt where is written to truth/dirt.csv, which intake doesn't read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sales_pipeline.sample.draws import Draws

EVERY = 200
UNKNOWN_OWNER = "005FH0000099999"
Cells = list[object]
Log = Callable[[Sequence[Sequence[object]]], None]


@dataclass(frozen=True)
class Flaw:
    """One kind of dirt in one column; `inside` keeps it away from the first and last row of a deal."""

    kind: str
    column: str
    value: str = ""
    unusable: bool = False
    inside: bool = False


def _duplicate(column: str) -> Flaw:
    return Flaw("duplicate", column)


FLAWS = {
    "Opportunity": (
        Flaw("money as text", "Amount"),
        Flaw("unknown owner", "OwnerId", UNKNOWN_OWNER),
        Flaw("impossible date", "CloseDate", "2025-02-30", unusable=True),
        _duplicate("LastModifiedDate"),
        Flaw("blank", "LeadSource"),
        Flaw("wrong type", "Probability", "high", unusable=True),
    ),
    "OpportunityHistory": (
        Flaw("money as text", "Amount"),
        Flaw("impossible date", "CloseDate", "2025-02-30", unusable=True, inside=True),
        _duplicate("OpportunityId"),
        Flaw("unknown owner", "OwnerId", UNKNOWN_OWNER),
        Flaw("wrong type", "Amount", "tbd", unusable=True, inside=True),
        Flaw("blank", "NextStep", inside=True),
        Flaw("money as text", "Amount"),
        Flaw("wrong type", "Probability", "high", unusable=True, inside=True),
        Flaw("blank", "CloseDate", inside=True),
    ),
    "Account": (Flaw("blank", "Industry"), _duplicate("Id")),
    "Contact": (
        Flaw("blank", "Title"),
        _duplicate("Id"),
        Flaw("impossible date", "CreatedDate", "2024-13-01T09:00:00.000Z", unusable=True),
    ),
    "OpportunityContactRole": (
        Flaw("blank", "Role"),
        Flaw("impossible date", "CreatedDate", "2025-06-31T12:00:00.000Z", unusable=True),
        _duplicate("OpportunityId"),
    ),
    "OpportunityLineItem": (
        Flaw("money as text", "TotalPrice"),
        Flaw("wrong type", "Quantity", "two", unusable=True),
    ),
    "Task": (
        Flaw("impossible date", "ActivityDate", "2025-02-29", unusable=True),
        Flaw("unknown owner", "OwnerId", UNKNOWN_OWNER),
        _duplicate("Id"),
        Flaw("blank", "WhatId"),
        Flaw("wrong type", "ActivityDate", "next week", unusable=True),
    ),
}


class Dirt:
    """Spoils the rows of one file while they are written."""

    def __init__(self, file: str, header: str, draws: Draws, log: Log) -> None:
        self._file, self._draws, self._log = file, draws, log
        self._columns = header.split(",")
        self._flaws = FLAWS[file]
        self._row = self._spoilt = 0
        self._line = 2
        self._due = draws.below(EVERY)

    def spread(self, rows: list[Cells]) -> list[Cells]:
        """The rows that are written for these."""
        if self._row + len(rows) <= self._due:
            self._row += len(rows)
            self._line += len(rows)
            return rows
        written: list[Cells] = []
        for place, row in enumerate(rows):
            new = [row]
            flaw = self._flaws[self._spoilt % len(self._flaws)]
            if self._row >= self._due and self._fits(flaw, row, 0 < place < len(rows) - 1):
                new = self._spoil(flaw, row)
            written += new
            self._row += 1
            self._line += len(new)
        return written

    def _fits(self, flaw: Flaw, row: Cells, inside: bool) -> bool:
        """Dirt that doesn't suit a row waits for the next one."""
        value = row[self._columns.index(flaw.column)]
        if flaw.kind == "money as text" and "CurrencyIsoCode" in self._columns:
            return bool(value) and row[self._columns.index("CurrencyIsoCode")] == "USD"
        return bool(value) and (inside or not flaw.inside)

    def _spoil(self, flaw: Flaw, row: Cells) -> list[Cells]:
        self._spoilt += 1
        self._due = self._spoilt * EVERY + self._draws.below(EVERY)
        at = self._columns.index(flaw.column)
        line = self._line + (flaw.kind == "duplicate")
        self._log([(f"crm/{self._file}.csv", line, flaw.kind, flaw.column, str(flaw.unusable).lower())])
        spoilt = list(row)
        if flaw.kind == "duplicate":
            return [row, self._older(spoilt)]
        spoilt[at] = _as_text(str(row[at])) if flaw.kind == "money as text" else flaw.value
        return [spoilt]

    def _older(self, row: Cells) -> Cells:
        """A copy that a merge left behind: with a time of change it is an older state, else the same row."""
        if "LastModifiedDate" in self._columns:
            row[self._columns.index("LastModifiedDate")] = row[self._columns.index("CreatedDate")]
            row[self._columns.index("NextStep")] = "First call"
        return row


def _as_text(amount: str) -> str:
    """12500.00 as $12,500.00."""
    whole, cents = amount.split(".")
    return f"${int(whole):,}.{cents}"
