"""Replays past weeks with the same tables as a weekly run, and says how right their forecasts were.

A replayed week is made by weeks.py like any other, so nothing later than it is visible; what came of it is what the
newest week knows. The tables over all of them stand in <domain>/backtest/. Nothing here knows Dagster.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from time import perf_counter

from sales_pipeline import sql
from sales_pipeline.calendar import WEEK, monday_at_or_after, period_at
from sales_pipeline.company import Company
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.home import Home
from sales_pipeline.week_tables import SCORED_PERIODS, same_point, week_tables
from sales_pipeline.weeks import Weeks

# what later weeks ask of earlier ones: made first, so that no two processes make it twice
_GROUND = ("weighted_forecast", "forecast_spread")


@dataclass(frozen=True)
class Replayed:
    """What a backtest replayed, and the seconds it took; `week_seconds` is what one week alone took of them."""

    mondays: list[date]
    as_of: date
    seconds: float
    week_seconds: float


def span(company: Company, as_of: date) -> tuple[date, date]:
    """The Mondays of the last eight ended periods: the first and the last."""
    first = monday_at_or_after(period_at(company, as_of, -SCORED_PERIODS).start)
    return max(first, company.first_week), monday_at_or_after(period_at(company, as_of).start) - WEEK


def backtest(
    home: Home, company: Company, mondays: list[date], as_of: date, processes: int, step: Callable[[date, int], None]
) -> Replayed:
    """Fill the tables of the backtest in the lake; `step` is told each week made, of how many."""
    begun = perf_counter()
    made = Weeks(home, company)
    made.take_in()
    earlier = {each for monday in mondays for each in same_point(company, monday) if each >= company.first_week}
    ground = sorted(earlier | set(mondays))
    jobs = [(week, _GROUND) for week in ground] + [(week, tuple(_replayed())) for week in mondays]
    spent = 0.0
    for (week, _), seconds in zip(jobs, _made(home, company, jobs, processes), strict=True):
        step(week, len(jobs))
        spent += seconds
    made.ensure("won_deals", as_of)
    for name in sql.backtests():
        _fill(made, name, mondays, as_of)
    return Replayed(mondays, as_of, perf_counter() - begun, spent / len(ground))


def _replayed() -> list[str]:
    needed = (i for table in sql.backtests().values() for i in table.inputs if i.form == "replayed")
    return list(dict.fromkeys(i.name for i in needed))


def _made(home: Home, company: Company, jobs: list[tuple[date, tuple[str, ...]]], processes: int) -> Iterable[float]:
    """The seconds of each job, as they are done; a second phase begins when the first is done."""
    phases = [[job for job in jobs if job[1] == _GROUND], [job for job in jobs if job[1] != _GROUND]]
    if processes == 1:
        _begin(home, company)
        for phase in phases:
            yield from map(_make, phase)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin, (home, company)) as pool:
        for phase in phases:
            yield from pool.map(_make, phase, chunksize=max(1, min(13, len(phase) // processes)))


_weeks: dict[str, Weeks] = {}


def _begin(home: Home, company: Company) -> None:
    _weeks["own"] = Weeks(home, company, taken_in=True)


def _make(job: tuple[date, tuple[str, ...]]) -> float:
    begun = perf_counter()
    week, names = job
    for name in names:
        _weeks["own"].ensure(name, week)
    return perf_counter() - begun


def _fill(made: Weeks, name: str, mondays: list[date], as_of: date) -> None:
    """Make one table over all replayed weeks, as the newest week sees what came of them."""
    table = sql.backtests()[name]
    with engine.connect(week_tables(made.company, as_of)) as connection:
        for needed in table.inputs:
            shown = mondays if needed.form == "replayed" else made.weeks_of(needed, as_of)
            engine.offer(connection, made.lake, needed, shown)
        query = engine.typed(connection, name, table.text)
        made.lake.replace(made.lake.stage(connection, query, name, None, f"{mondays[0]}..{mondays[-1]}"), name)
