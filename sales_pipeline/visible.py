"""What a week sees of an undated table, in a few digits: equal for two files where it sees the same rows in both.

The digits come from a chain that lies in the table's own file (visible_chain.py); no row is read again.
"""

import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from sales_pipeline import contract
from sales_pipeline.calendar import instant
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.lake import Lake
from sales_pipeline.visible_chain import Sums, sums


@dataclass(frozen=True)
class Seen:
    """Digits for the rows a week sees: for what they say, and for that and where they came from."""

    facts: str
    whole: str


class Chain:
    """What each week sees of one table in the lake; `text` is its chain as it was made."""

    def __init__(self, lake: Lake, name: str, text: str, zone: ZoneInfo) -> None:
        self.lake, self.name, self.zone, self.model = lake, name, zone, contract.catalogue()[name]
        self._sums: dict[date, Sums | None] = {date.fromisoformat(week): made for week, made in json.loads(text)}
        self._weeks = list(self._sums)
        self._seen: dict[int, Seen] = {}

    def seen(self, week: date) -> Seen:
        """The digits of a week: those of the last step before it."""
        place = bisect_right(self._weeks, week)
        if place not in self._seen:
            rows, facts, places = self._sums_from(self._weeks[place - 1]) if place else (0, 0, 0)
            said = f"{self._shape}: {rows} rows, {facts:x}"
            self._seen[place] = Seen(said, f"{said}, from {places:x}")
        return self._seen[place]

    @cached_property
    def _shape(self) -> str:
        return ", ".join(f"{c.name} {c.sql_type}" for c in contract.columns(self.model))

    def _sums_from(self, step: date) -> Sums:
        """The sums from a step of the chain on; of a table whose ends are told later, from its rows, which are few."""
        found = self._sums[step]
        if found is None:
            with engine.connect({}) as connection:
                shown = engine.as_known(self.lake, self.name, step, instant(step, self.zone))
                found = self._sums[step] = sums(connection, self.model, f"({shown})")
        return found
