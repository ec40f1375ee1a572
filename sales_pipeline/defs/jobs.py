"""The weekly job: everything that `sales-pipeline run` does. What starts it by itself stands in automation.py."""

import dagster as dg

from sales_pipeline.components.house import partitions

JOB = "weekly_forecast"


@dg.definitions
def jobs() -> dg.Definitions:
    weekly = dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all(),
        partitions_def=partitions(),
        description="Intake, tables, gates, documents and publication of one week.",
    )
    return dg.Definitions(jobs=[weekly])
