"""How a week's work stands as assets: its tables, made together after the week is published, and what makes it visible.

They are one step, because they are of one instant: an event or an hour more makes all of them anew.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from sales_pipeline import clock, sql, work
from sales_pipeline.approvals.known import Known
from sales_pipeline.components.approval import report_approval
from sales_pipeline.components.describe import source, standing
from sales_pipeline.components.house import OWNERS, HomeResource, partitions
from sales_pipeline.components.outputs import PUBLICATION, results_asset
from sales_pipeline.components.tables import needed, table_checks
from sales_pipeline.weeks import WORK_GATES, lived

PUBLISHED_WORK, DOMAIN = "published_work", "execution"


class WorkTables(dg.Component, dg.Model, dg.Resolvable):
    """Every table of how work stands with its gates, the results of these, and what makes it visible."""

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        names = [name for name in lived() if name != WORK_GATES]
        return dg.Definitions(
            assets=[work_tables(names), results_asset(WORK_GATES, DOMAIN), published_work_asset()],
            asset_checks=[table_checks("work_checks", names)],
        )


def work_tables(names: list[str]) -> dg.AssetsDefinition:
    """The tables as one step, of which a few can be asked for."""
    specs = [
        dg.AssetSpec(
            name, group_name=DOMAIN, deps=_deps(name), partitions_def=partitions(), owners=[OWNERS[DOMAIN]],
            description=sql.tables()[name].description, kinds={"duckdb", "sql"}, metadata=standing(name),
            skippable=True,
        )
        for name in names
    ]  # fmt: skip

    @dg.multi_asset(name="work_tables", specs=specs, can_subset=True)
    def made(context: dg.AssetExecutionContext, home: HomeResource) -> Iterator[dg.MaterializeResult[Any]]:
        week = date.fromisoformat(context.partition_key)
        wanted = {key.to_user_string() for key in context.selected_asset_keys}
        for name, rows in work.make(home.weeks, week, [name for name in names if name in wanted]):
            yield dg.MaterializeResult(asset_key=name, metadata={"dagster/partition_row_count": rows})

    return made


def _deps(name: str) -> list[str]:
    """What a table reads; what the log says of a week begins with its publication."""
    reads_the_log = any(each.form in sql.LIVED for each in sql.tables()[name].inputs)
    return [*needed(name), *([PUBLICATION] if reads_the_log else [])]


def published_work_asset() -> dg.AssetsDefinition:
    """How work stands becomes visible: in the database, the task files and what people are told."""

    @dg.asset(
        name=PUBLISHED_WORK, group_name=DOMAIN, deps=lived(), partitions_def=partitions(),
        owners=[OWNERS[DOMAIN]], kinds={"duckdb"}, metadata=source(Path(str(work.__file__))),
        description="How the week's work stands, in `analytics.duckdb`, `tasks/` and `outputs/<week>`: made anew every "
        "hour and whenever somebody tells of their work.",
    )  # fmt: skip
    def shown(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult[Any]:
        week = date.fromisoformat(context.partition_key)
        work.show(home.weeks, week)
        report_approval(context.instance, Known(home.weeks.home, home.weeks.company, week, clock.now()))
        return dg.MaterializeResult(metadata={"database": dg.MetadataValue.path(str(home.weeks.home.database))})

    return shown
