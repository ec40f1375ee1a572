"""The tables of a home, week by week: each is made when it is asked for and no longer what its inputs say.

The same code serves a run in Dagster, a replay of a past week and a single table materialised by hand:
whatever a table reads is made first, an earlier week included. Nothing here knows Dagster.
"""

from collections.abc import Iterable
from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from sales_pipeline import contract, sql
from sales_pipeline.calendar import WEEK, monday_at_or_after, monday_at_or_before, period_at, weeks
from sales_pipeline.company import Company
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.fingerprints import GATE_RESULTS, WAIVERS, WORK_GATES, Fingerprints, facts, inputs, reads_origin
from sales_pipeline.gates import Verdict, judge
from sales_pipeline.home import Home
from sales_pipeline.lake import Lake, quoted
from sales_pipeline.sessions import Sessions
from sales_pipeline.sql import Gate, Input
from sales_pipeline.undated import Undated
from sales_pipeline.week_tables import close_mondays, closing_mondays, same_point, spaced
from sales_pipeline.work_facts import WorkFacts

__all__ = ["GATE_RESULTS", "WORK_GATES", "Weeks", "guarded", "lived", "settled"]


class Weeks:
    """Makes and reads the weekly tables of one home. Raises what intake, the lake and the catalogue raise."""

    def __init__(self, home: Home, company: Company, *, taken_in: bool = False) -> None:
        """`taken_in`: another process has taken the files in for this one, and may be writing beside it."""
        self.home, self.company, self.lake = home, company, Lake(home.lake)
        self.undated = Undated(home, company, self.lake, taken_in=taken_in)
        self._settled: dict[tuple[str, date], str] = {}
        self._sessions = Sessions(company, self.lake, self.weeks_of, lambda week: self.work.tables(week))
        self.look_at_work()

    def look_at_work(self) -> None:
        """Look at the clock and the log of events, as they are from now on for every table that reads them."""
        self.work = WorkFacts(self.home, self.company)
        self._fingerprints = Fingerprints(self.company, self.undated, self.weeks_of, self.work, self._settled)
        self._verdicts: dict[tuple[str, date], list[Verdict]] = {}
        self._made: set[tuple[str, date]] = set()

    def take_in(self) -> bool:
        """Make the undated tables if the files have changed; whether they had. All are made before one is replaced."""
        return self.undated.take_in()

    def ensure(self, name: str, week: date) -> None:
        """Make a weekly table unless the lake holds it as its inputs, its text and the settings would make it."""
        if self.lake.fingerprint(name, week) != self.expected(name, week):
            self.build(name, week)

    def _ensure_input(self, name: str, week: date, *, by_origin: bool) -> None:
        """The same for a table that another reads, maybe without looking at where its rows came from."""
        made = self.lake.fingerprint(name, week)
        if by_origin or made is None or facts(made) != facts(self.expected(name, week)):
            self.ensure(name, week)

    def build(self, name: str, week: date) -> int:
        """Make a weekly table, and first whatever it reads; the number of its rows."""
        for needed in inputs(name):
            for other in self.weeks_of(needed, week):
                self._ensure_input(needed.name, other, by_origin=reads_origin(name, needed))
        if name in sql.RESULTS:
            return self._build_results(name, week)
        # after an intake that failed, a table of the calendar alone does not start another
        if any(needed.form not in ("calendar", "work") for needed in inputs(name)):
            self.take_in()
        connection = self._sessions.showing(inputs(name), week)
        text = engine.query(connection, sql.tables()[name], lambda needed: self._sessions.rows(needed, week))
        return self._store(connection, text, name, week)

    def renew(self, name: str, week: date) -> int:
        """Make a weekly table, unless it was made since the work was last looked at; the number of its rows."""
        return self.lake.row_count(name, week) if (name, week) in self._made else self.build(name, week)

    def verdicts(self, name: str, week: date) -> list[Verdict]:
        """The gates of a table, judged for a week; the tables they read are made first."""
        guarding = sql.gates_on(name)
        if guarding and (name, week) not in self._verdicts:
            self._verdicts[name, week] = self._judge(guarding, week)
        return self._verdicts.get((name, week), [])

    def _judge(self, guarding: list[Gate], week: date) -> list[Verdict]:
        needed = dict.fromkeys((*(i for gate in guarding for i in gate.inputs), WAIVERS))
        for each in needed:
            for other in self.weeks_of(each, week):
                self.ensure(each.name, other)
        self.take_in()
        connection = self._sessions.showing(needed, week)
        waivers = engine.rows(
            connection,
            "SELECT gate, person_id, reason FROM waivers CROSS JOIN this_week WHERE waivers.week = this_week.week "
            "AND (expires_on IS NULL OR expires_on >= this_week.week) ORDER BY gate, person_id",
        )
        return [judge(connection, gate, self.company, waivers) for gate in guarding]

    def frames(self, names: Iterable[str], week: date) -> dict[str, pa.Table]:
        """This week's rows of tables, each in the order of its grain."""
        wanted = list(names)
        for name in wanted:
            self.ensure(name, week)
        return {name: self.lake.read(name, week) for name in wanted}

    def default_week(self, today: date) -> date:
        """The first Monday at or after the newest change in the data, never after the current week's Monday."""
        self.take_in()
        with engine.connect({}) as connection:
            path = quoted(self.lake.path("opportunity_history"))
            newest = engine.rows(connection, f"SELECT max(valid_from) AS at FROM read_parquet('{path}')")[0]["at"]
        latest = monday_at_or_before(today)
        if newest is None:
            return latest
        local = newest.replace(tzinfo=UTC).astimezone(self.company.zone).date()
        # a change stamped Monday 00:00 belongs to the week after
        return min(monday_at_or_after(local + timedelta(days=1)), latest)

    def replay(self, week: date) -> None:
        """Every table of a week that stands from Monday on, without Dagster."""
        self.take_in()
        for name in settled():
            self.ensure(name, week)

    def weeks_of(self, needed: Input, week: date) -> list[date]:
        """The weeks of a weekly table that an input shows: none before the company's first."""
        if needed.form == "this":
            return [week]
        if needed.form == "last_week":
            return [w for w in (week - WEEK,) if w >= self.company.first_week]
        if needed.form in ("to_date", "of_period"):
            start = period_at(self.company, week, -1 if needed.form == "to_date" else 0).start
            return [w for w in weeks(self.company.first_week, week) if w >= start]
        if needed.form == "spaced":
            return [w for w in spaced(self.company, week) if w >= self.company.first_week]
        if needed.form == "same_point":
            return [w for w in same_point(self.company, week) if w >= self.company.first_week]
        if needed.form == "called":
            return [w for w in self.weeks_of(Input(needed.name, "same_point"), week) if self._has_calls(w)]
        if needed.form == "at_close":
            return [w for w in close_mondays(self.company, week) if w >= self.company.first_week]
        if needed.form == "worked":
            return [w for w in self.weeks_of(Input(needed.name, "to_date"), week) if w in self.work.told(week)]
        if needed.form == "closing":
            return [w for w in closing_mondays(self.company, week) if w >= self.company.first_week]
        return []

    def _has_calls(self, week: date) -> bool:
        """Whether any file of calls was sent for a week: without one there is nothing to replay it for."""
        folder = self.home.submitted(week)
        return folder.is_dir() and any(path.is_file() for path in folder.iterdir())

    def expected(self, name: str, week: date) -> str:
        """The fingerprint a table of a week has when it is true: over text, contract, settings, inputs and code."""
        return self._fingerprints.of(name, week)

    def _store(self, connection: Any, text: str, name: str, week: date) -> int:
        query = engine.typed(connection, name, text)
        self.lake.replace(self.lake.stage(connection, query, name, week, self.expected(name, week)), name, week)
        self._made.add((name, week))
        return self.lake.row_count(name, week)

    def _build_results(self, name: str, week: date) -> int:
        wanted = {gate.name: gate.on for gate in sql.gates_of(name)}
        judged = [v for table in dict.fromkeys(wanted.values()) for v in self.verdicts(table, week)]
        verdicts = sorted((v for v in judged if v.gate in wanted), key=lambda v: v.gate)
        schema = contract.arrow_schema(contract.catalogue()[name])
        made = pa.Table.from_pylist([_as_row(verdict, week) for verdict in verdicts], schema=schema)
        with engine.connect({"verdicts": made}) as connection:
            return self._store(connection, "SELECT * FROM verdicts", name, week)


def guarded(results: str = GATE_RESULTS) -> list[str]:
    """Weekly tables that gates read: those that must be there before the gates are judged together."""
    found = {i.name for gate in sql.gates_of(results) for i in gate.inputs if i.form == "this"}
    return [name for name in sql.tables() if name in found]


def settled() -> list[str]:
    """Every weekly table that stands from Monday on, the verdicts of its gates last."""
    return [*sql.settled(), GATE_RESULTS]


def lived() -> list[str]:
    """Every weekly table that says how work stands, the verdicts of its gates last."""
    return [*(name for name in sql.order() if name in sql.lived()), WORK_GATES]


def _as_row(verdict: Verdict, week: date) -> dict[str, Any]:
    return {
        "week": week, "gate": verdict.gate, "table_name": verdict.table, "promise": verdict.promise,
        "state": verdict.state, "row_count": verdict.row_count, "measured": _places(verdict.measured),
        "warn_limit": _places(verdict.warn_limit), "error_limit": _places(verdict.error_limit),
        "detail": verdict.detail, "waived_by": verdict.waived_by, "waiver_reason": verdict.waiver_reason,
    }  # fmt: skip


def _places(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 6)
