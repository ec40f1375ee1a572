"""A session for each week, kept open: what one table of a week was shown stands there for the next.

Opening one and describing the inputs costs a small company's table more than making it. A session holds views, the
calendar, and what functions read of tables without weeks; how an input is shown is said in engines/duckdb.py.
"""

from collections.abc import Callable, Iterable
from datetime import date

import duckdb
import pyarrow as pa

from sales_pipeline.company import Company
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.lake import Lake
from sales_pipeline.sql import Input
from sales_pipeline.week_tables import week_tables

# a backtest goes through hundreds of weeks
KEPT = 32
WeeksOf = Callable[[Input, date], list[date]]
Work = Callable[[date], dict[str, pa.Table]]


class Sessions:
    """The sessions of one home, of the weeks asked for last. `weeks_of`: which weeks of a table an input shows;
    `work`: the clock and the events of a week as they are now."""

    def __init__(self, company: Company, lake: Lake, weeks_of: WeeksOf, work: Work) -> None:
        self._company, self._lake, self._weeks_of, self._work = company, lake, weeks_of, work
        self._open: dict[date, duckdb.DuckDBPyConnection] = {}
        self._shown: dict[date, dict[str, list[date]]] = {}
        self._read: dict[tuple[date, str], tuple[tuple[int, int], pa.Table]] = {}

    def showing(self, inputs: Iterable[Input], week: date) -> duckdb.DuckDBPyConnection:
        """The week's session, in which these inputs can be read."""
        connection, shown = self._of(week)
        for needed in inputs:
            if needed.form == "work":
                connection.register(needed.name, self._work(week)[needed.name])
                continue
            weeks = self._weeks_of(needed, week)
            if shown.get(needed.view) != weeks:
                engine.offer(connection, self._lake, needed, weeks)
                shown[needed.view] = weeks
        return connection

    def rows(self, needed: Input, week: date) -> pa.Table:
        """The rows of an input that the week's session shows, in the order of its key: a dozen functions read the same
        few tables, and asking the engine costs a small company's table more than making it."""
        if needed.form == "this":
            return self._lake.read(needed.name, week)
        if needed.form == "work":
            return self._work(week)[needed.name]
        if needed.form not in ("calendar", "undated"):
            return engine.ordered(self._open[week], needed)
        as_of = self._file(needed.name) if needed.form == "undated" else (0, 0)
        known = self._read.get((week, needed.view))
        if known is None or known[0] != as_of:
            self._read[week, needed.view] = known = as_of, engine.ordered(self._open[week], needed)
        return known[1]

    def _file(self, name: str) -> tuple[int, int]:
        """Which file the table is now: it is replaced whole."""
        found = self._lake.path(name).stat()
        return found.st_ino, found.st_mtime_ns

    def _of(self, week: date) -> tuple[duckdb.DuckDBPyConnection, dict[str, list[date]]]:
        if week not in self._open:
            while len(self._open) >= KEPT:
                oldest = next(iter(self._open))
                self._open.pop(oldest).close()
                del self._shown[oldest]
                self._read = {key: rows for key, rows in self._read.items() if key[0] != oldest}
            self._open[week], self._shown[week] = engine.session(week_tables(self._company, week)), {}
        return self._open[week], self._shown[week]
