"""The jobs: a week's forecast with the work it takes, as `sales-pipeline run` does it, and how that work stands now.

What starts them by themselves stands in automation.py and work_automation.py.
"""

import dagster as dg

from sales_pipeline.components.house import partitions
from sales_pipeline.components.work import PUBLISHED_WORK
from sales_pipeline.weeks import lived

JOB, WORK = "weekly_forecast", "work"


@dg.definitions
def jobs() -> dg.Definitions:
    weekly = dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all(),
        partitions_def=partitions(),
        description="Intake, tables, gates, documents and publication of one week, and how its work stands.",
    )
    work = dg.define_asset_job(
        WORK,
        selection=dg.AssetSelection.assets(*lived(), PUBLISHED_WORK),
        partitions_def=partitions(),
        description="How the work of one week stands now: who owes what, what is late or blocked, who is told.",
    )
    return dg.Definitions(jobs=[weekly, work])
