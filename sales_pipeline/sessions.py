"""A session for each week, kept open: what one table of a week was shown stands there for the next.

Opening one and describing the inputs costs a small company's table more than making it. A session holds views and the
calendar, no rows; how an input is shown is said in engines/duckdb.py.
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

    def _of(self, week: date) -> tuple[duckdb.DuckDBPyConnection, dict[str, list[date]]]:
        if week not in self._open:
            while len(self._open) >= KEPT:
                oldest = next(iter(self._open))
                self._open.pop(oldest).close()
                del self._shown[oldest]
            self._open[week], self._shown[week] = engine.session(week_tables(self._company, week)), {}
        return self._open[week], self._shown[week]
