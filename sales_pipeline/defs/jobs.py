"""The weekly job and its schedule: everything that `sales-pipeline run` does, on Mondays at 06:30 company time."""

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
    schedule = dg.build_schedule_from_partitioned_job(
        weekly, hour_of_day=6, minute_of_hour=30, default_status=dg.DefaultScheduleStatus.RUNNING
    )
    return dg.Definitions(jobs=[weekly], schedules=[schedule])
