"""The last asset of how a week's work stands: what makes it visible, after the week itself is published."""

from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from sales_pipeline import work
from sales_pipeline.components.describe import source
from sales_pipeline.components.house import OWNERS, HomeResource, partitions
from sales_pipeline.components.outputs import results_asset
from sales_pipeline.weeks import WORK_GATES, lived

PUBLISHED_WORK = "published_work"


class WorkPublication(dg.Component, dg.Model, dg.Resolvable):
    """The results of the gates on work, and what makes it visible how work stands."""

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        return dg.Definitions(assets=[results_asset(WORK_GATES, "execution"), published_work_asset()])


def published_work_asset() -> dg.AssetsDefinition:
    """How work stands becomes visible: in the database, the task files and what people are told."""

    @dg.asset(
        name=PUBLISHED_WORK, group_name="execution", deps=lived(), partitions_def=partitions(),
        owners=[OWNERS["execution"]], kinds={"duckdb"}, metadata=source(Path(str(work.__file__))),
        description="How the week's work stands, in `analytics.duckdb`, `tasks/` and `outputs/<week>`: made anew every "
        "hour and whenever somebody tells of their work.",
    )  # fmt: skip
    def shown(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult[Any]:
        work.show(home.weeks, date.fromisoformat(context.partition_key))
        return dg.MaterializeResult(metadata={"database": dg.MetadataValue.path(str(home.weeks.home.database))})

    return shown
