"""What is measured, a function each, run in a process of its own: `python -m sales_pipeline.bench.stages NAME HOME`.

A stage prints one line of JSON: its seconds of wall and processor, its peak memory, and what else it found. Imports
are over before the clock starts.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from sales_pipeline import contract, screen, sql
from sales_pipeline.bench import bare
from sales_pipeline.bench.document_stages import document, documents, enlarged, judged
from sales_pipeline.bench.stage import Stage
from sales_pipeline.calendar import instant, period_at
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.weeks import GATE_RESULTS

HISTORY, SNAPSHOT = "opportunity_history", "pipeline_snapshot"


def generate(stage: Stage, opportunities: str) -> dict[str, Any]:
    from sales_pipeline.sample import generate as sample

    stage.start()
    sample(stage.home.root, int(opportunities))
    return {}


def intake(stage: Stage) -> dict[str, Any]:
    weeks = stage.weeks
    stage.start()
    weeks.take_in()
    stage.scratch.mkdir(exist_ok=True)
    week = weeks.default_week(date(9999, 12, 31))
    (stage.scratch / "week").write_text(week.isoformat(), encoding="ascii")
    return {"week": week.isoformat(), "changes": stage.lake.row_count(HISTORY)}


def week_before(stage: Stage) -> dict[str, Any]:
    """What tables of the week read of earlier weeks; a weekly run finds it made."""
    weeks = stage.weeks
    weeks.take_in()
    stage.start()
    wanted = {needed for name in sql.settled() for needed in sql.tables()[name].inputs if needed.form in sql.EARLIER}
    earlier = {(needed.name, w) for needed in wanted for w in weeks.weeks_of(needed, stage.week) if w < stage.week}
    for name, week in sorted(earlier):
        weeks.ensure(name, week)
    return {"earlier": len(earlier)}


def tables(stage: Stage, limit: str = "") -> dict[str, Any]:
    """Every table of the week, in the lake."""
    if limit:
        engine.limit_memory(limit)
    weeks, each = stage.weeks, {}
    weeks.take_in()
    stage.start()
    for name in sql.settled():
        started = time.perf_counter()
        weeks.build(name, stage.week)
        each[name] = round(time.perf_counter() - started, 3)
    return {"tables": each}


def contracts(stage: Stage) -> dict[str, Any]:
    stage.start()
    found = [_breaches(stage, name, stage.week) for name in sql.settled()]
    return {"breaches": sum(len(each) for each in found)}


def _breaches(stage: Stage, name: str, week: date | None) -> Any:
    return screen.breaches(contract.catalogue()[name], lambda: stage.lake.pieces(name, week), sql.grain(name))


def received_contracts(stage: Stage) -> dict[str, Any]:
    stage.start()
    return {"breaches": sum(len(_breaches(stage, name, None)) for name in sql.undated())}


def gates(stage: Stage) -> dict[str, Any]:
    weeks = stage.weeks
    weeks.take_in()
    stage.start()
    weeks.build(GATE_RESULTS, stage.week)
    return {}


def bare_tables(stage: Stage) -> dict[str, Any]:
    weeks, week = stage.weeks, stage.week
    stage.start()
    bare.run_tables(weeks, week, sql.settled())
    return {}


def bare_snapshot(stage: Stage) -> dict[str, Any]:
    """One week of the snapshot and what it rests on, at one instant instead of three."""
    weeks, week = stage.weeks, stage.week
    stage.start()
    bare.run_tables(weeks, week, bare.needed_for(SNAPSHOT), ("now",))
    return {}


def simulation(stage: Stage) -> dict[str, Any]:
    """The ranges alone, which are among the tables of the week too."""
    weeks = stage.weeks
    weeks.take_in()
    stage.start()
    weeks.build("forecast_simulation", stage.week)
    return {"open_deals": pc.sum(pc.equal(stage.lake.read(SNAPSHOT, stage.week)["state"], "open")).as_py()}


def draws(stage: Stage, deals: str) -> dict[str, Any]:
    """A thousand draws of so many open deals of a hundred representatives, with chances and values of all sizes."""
    import numpy as np

    from sales_pipeline.forecast.simulation import Deals, won_of_open

    rng, count = np.random.default_rng(1), int(deals)
    owner = np.sort(rng.integers(0, 100, count))
    chance = rng.random((count, 2)) / 2
    stage.start()
    brought = won_of_open(Deals(owner, chance, rng.lognormal(10, 1, (count, 2))), 100, rng)
    return {"mean": float(brought.sum(axis=(0, 1)).mean())}


def changes(stage: Stage) -> dict[str, Any]:
    """What the next two start from."""
    stage.start()
    bare.write_changes(stage.lake, stage.scratch / "changes.parquet")
    return {}


# what pandas has no part in: learning from past periods, and what people sent
NOT_IN_PANDAS = (
    "assumed_amounts", "commit_forecast", "deal_yields", "learned_record", "method_scores", "new_business",
    "owner_factors", "slot_factors", "stage_yields", "standing_forecast", "standing_method", "stated_correction",
    "stated_record", "win_sizes", "won_deals", "yield_cells",
)  # fmt: skip


def ours(stage: Stage) -> dict[str, Any]:
    """What pandas does below, from changes to the roll-up, through the lake."""
    weeks = stage.weeks
    weeks.take_in()
    made = [name for name in bare.needed_for("forecast_rollup") if name not in NOT_IN_PANDAS]
    stage.start()
    bare.write_ranges(stage.scratch / "changes.parquet", stage.scratch / "ranges.parquet")
    for name in made:
        weeks.build(name, stage.week)
    return {"totals": _totals(stage)}


def _totals(stage: Stage) -> dict[str, list[int]]:
    """Cents by node, and the counts of the snapshot."""
    from sales_pipeline.bench.peer import COUNTS, FIGURES

    rows = stage.lake.read("forecast_rollup", stage.week).to_pylist()
    found = {row["node_id"]: [int(row[name] * 100) for name in FIGURES] for row in rows if row["horizon"] == "current"}
    deals = stage.lake.read("pipeline_snapshot", stage.week)
    return {**found, SNAPSHOT: [deals.num_rows, *(pc.sum(deals.column(name)).as_py() for name in COUNTS)]}


def pandas(stage: Stage) -> dict[str, Any]:
    from sales_pipeline.bench import peer

    known = _calendar(stage)
    stage.start()
    history = peer.ranges(stage.scratch / "changes.parquet", stage.scratch / "ranges_pandas.parquet")
    deals = peer.snapshot(history, stage.home.lake, known)
    made = peer.forecast(deals, stage.home.lake, known)
    found = {str(node): [int(value) for value in row] for node, *row in made.itertuples()}
    return {"totals": {**found, SNAPSHOT: [len(deals), *(int(deals[name].sum()) for name in peer.COUNTS)]}}


def _calendar(stage: Stage) -> Any:
    from pandas import Timestamp

    from sales_pipeline.bench.peer import Week

    settings, week = stage.company, stage.week
    period, following = period_at(settings, week), period_at(settings, week, 1)
    return Week(
        day=Timestamp(week), instant=Timestamp(instant(week, settings.zone)),
        period_start=Timestamp(period.start), period_start_instant=Timestamp(instant(period.start, settings.zone)),
        period_stop=Timestamp(period.end), next_period_stop=Timestamp(following.end),
        zone=settings.time_zone, currency=settings.currency,
    )  # fmt: skip


def work(stage: Stage) -> dict[str, Any]:
    """Everything a run makes, without dagster: intake, tables, contracts, gates, documents, publication."""
    from sales_pipeline.documents import Drawer
    from sales_pipeline.release import release

    stage.start()
    drawer = Drawer(stage.weeks)
    weeks = drawer.weeks
    week = weeks.default_week(date(9999, 12, 31))
    weeks.replay(week)
    for name in [*sql.undated(), *sql.settled()]:
        _breaches(stage, name, week if name in sql.tables() else None)
    release(drawer, week)
    return {"week": week.isoformat()}


STAGES: dict[str, Callable[..., dict[str, Any]]] = {
    each.__name__: each
    for each in (
        generate, intake, received_contracts, week_before, tables, contracts, gates, bare_tables, bare_snapshot,
        simulation, draws, changes, ours, pandas, documents, enlarged, document, judged, work,
    )
}  # fmt: skip


def main(name: str, root: str, *arguments: str) -> None:
    stage = Stage(Path(root))
    found = STAGES[name](stage, *arguments)
    print(json.dumps({**stage.measured(), **found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
