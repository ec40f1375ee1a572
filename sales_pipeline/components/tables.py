"""A domain's .sql files as weekly assets, and its gates as the checks that stand before what is downstream."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import dagster as dg

from sales_pipeline import clock, contract, screen, sql
from sales_pipeline.components.describe import check_result, sparkline, standing
from sales_pipeline.components.house import OWNERS, HomeResource, partitions
from sales_pipeline.gates import State, Verdict

CONTRACT_CHECK = "keeps_its_contract"


class WeeklyTables(dg.Component, dg.Model, dg.Resolvable):
    """Every table and gate of a domain, but those that say how work stands: work.py has them."""

    domain: str

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        names = [each.name for each in sql.tables().values() if each.domain == self.domain and not is_lived(each.name)]
        made = [weekly_asset(name, self.domain) for name in names]
        return dg.Definitions(assets=made, asset_checks=[table_checks(f"{name}_checks", [name]) for name in names])


def weekly_asset(name: str, domain: str) -> dg.AssetsDefinition:
    """One .sql file as an asset: reading, making and checking is left to `Weeks`."""
    table = sql.tables()[name]
    own_past = any(i.form in ("last_week", "to_date") and i.name == name for i in table.inputs)
    deps: list[Any] = [dg.AssetDep(each) for each in needed(name)]
    if own_past:
        deps.append(dg.AssetDep(name, partition_mapping=dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)))

    @dg.asset(
        name=name, group_name=domain, deps=deps, partitions_def=partitions(), owners=[OWNERS[domain]],
        description=table.description, kinds={"duckdb", "sql"}, metadata=standing(name),
    )  # fmt: skip
    def made(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult[Any]:
        week = date.fromisoformat(context.partition_key)
        home.weeks.ensure(name, week)
        rows = home.weeks.lake.row_count(name, week)
        return dg.MaterializeResult(metadata={"dagster/partition_row_count": rows, **_headline(home, name, week)})

    return made


def is_lived(name: str) -> bool:
    return name in sql.lived()


def needed(name: str) -> list[str]:
    """The assets that a table reads of its own week, and those without weeks."""
    return sorted({i.name for i in sql.tables()[name].inputs if i.form in ("this", "of_period", "spaced", "undated")})


def _headline(home: HomeResource, name: str, week: date) -> dict[str, Any]:
    """Of the roll-up: the company's number, and its course over the weeks at hand."""
    if name != "forecast_rollup":
        return {}
    lake, course = home.weeks.lake, []
    for each in [w for w in lake.weeks(name) if w <= week][-26:]:
        top = [r for r in lake.read(name, each).to_pylist() if r["depth"] == 0 and r["horizon"] == "current"]
        course += [float(row["expected_amount"]) for row in top[:1]]
    shown: dict[str, Any] = {"expected_amount": course[-1], "course_of_expected": sparkline(course)} if course else {}
    return shown


def table_checks(step: str, names: Sequence[str]) -> dg.AssetChecksDefinition:
    """The contracts of tables and their gates as one blocking step, a result each, per week."""

    @dg.multi_asset_check(name=step, specs=[spec for name in names for spec in _specs(name)], can_subset=True)
    def checks(context: dg.AssetCheckExecutionContext, home: HomeResource) -> Iterator[dg.AssetCheckResult]:
        week = week_of_run(context, home)
        for name in dict.fromkeys(key.asset_key.to_user_string() for key in context.selected_asset_check_keys):
            key = dg.AssetKey(name)
            judged = [contract_verdict(home, name, week if name in sql.tables() else None)]
            for verdict in judged + home.weeks.verdicts(name, week):
                if dg.AssetCheckKey(key, verdict.gate) in context.selected_asset_check_keys:
                    yield check_result(verdict, key)

    return checks


def _specs(name: str) -> Iterator[dg.AssetCheckSpec]:
    # dagster takes partitions on a check only where its asset has them: of an undated table the last result stands
    key, weekly = dg.AssetKey(name), partitions() if name in sql.tables() else None
    words = "Columns, types, ranges and the unique key are those of the contract."
    yield dg.AssetCheckSpec(CONTRACT_CHECK, asset=key, blocking=True, partitions_def=weekly, description=words)
    for gate in sql.gates_on(name):
        others = sorted({i.name for i in gate.inputs if i.form in ("this", "undated")} - {name})
        yield dg.AssetCheckSpec(
            gate.name, asset=key, blocking=True, partitions_def=weekly, description=gate.promise, additional_deps=others
        )


def week_of_run(context: dg.AssetCheckExecutionContext | dg.AssetExecutionContext, home: HomeResource) -> date:
    """The week of the run; an undated table materialised alone has none and takes the newest."""
    found = context.run.tags.get("dagster/partition")
    return (
        date.fromisoformat(found)
        if found
        else home.weeks.default_week(clock.now().astimezone(home.weeks.company.zone).date())
    )


def contract_verdict(home: HomeResource, name: str, week: date | None) -> Verdict:
    """Whether a table keeps its contract, as a gate's verdict."""
    lake = home.weeks.lake
    found = screen.breaches(contract.catalogue()[name], lambda: lake.pieces(name, week), sql.grain(name))
    shown = tuple(
        {"column": row.column, "check": row.check, "value": row.failure_case, "row": row.index}
        for row in found.head(10).itertuples(index=False)
    )  # fmt: skip
    state: State = "error" if len(found) else "ok"
    return Verdict(CONTRACT_CHECK, name, "The table keeps its contract.", state, len(found), shown=shown)
