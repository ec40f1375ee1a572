"""The jobs: a week's forecast with the work it takes, as `sales-pipeline run` does it, and how that work stands now.

What starts them by themselves stands in automation.py and work_automation.py.
"""

import dagster as dg

from sales_pipeline.components.approval import FINAL
from sales_pipeline.components.house import partitions
from sales_pipeline.components.work import PUBLISHED_WORK
from sales_pipeline.weeks import lived

JOB, WORK, FINALISE = "weekly_forecast", "work", "finalise"


@dg.definitions
def jobs() -> dg.Definitions:
    weekly = dg.define_asset_job(
        JOB,
        # what is final waits for people: a week that nobody has approved yet has not failed
        selection=dg.AssetSelection.all() - dg.AssetSelection.assets(FINAL),
        partitions_def=partitions(),
        description="Intake, tables, gates, documents and publication of one week, and how its work stands.",
    )
    work = dg.define_asset_job(
        WORK,
        selection=dg.AssetSelection.assets(*lived(), PUBLISHED_WORK),
        partitions_def=partitions(),
        description="How the work of one week stands now: who owes what, what is late or blocked, who is told.",
    )
    finalise = dg.define_asset_job(
        FINALISE,
        selection=dg.AssetSelection.assets(FINAL),
        partitions_def=partitions(),
        description="Makes an approved week final; refused where what lies there is not approved.",
    )
    return dg.Definitions(jobs=[weekly, work, finalise])
