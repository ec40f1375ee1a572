"""Approval in the graph: an asset that people make, and the one after it, which no stale approval can make.

People approve with `sales-pipeline approve`, which says who they are. What somebody reports of `forecast_approval` in
the UI is shown there and counts for nothing: `final_week` asks the log of events, and looks at what lies there.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from sales_pipeline import clock
from sales_pipeline.approvals import final
from sales_pipeline.approvals.asked import RefusedError
from sales_pipeline.approvals.handoff import schema
from sales_pipeline.approvals.known import Known
from sales_pipeline.components.describe import PACKAGE, column_schema, parts, source
from sales_pipeline.components.house import OWNERS, HomeResource, partitions
from sales_pipeline.components.outputs import PUBLICATION
from sales_pipeline.document_checks import DocumentError

APPROVAL, FINAL = "forecast_approval", "final_week"
_STANDS = "how_it_stands"


class Approval(dg.Component, dg.Model, dg.Resolvable):
    """The approval of a week, which people give, and what it makes final."""

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        return dg.Definitions(assets=[approval_asset(), final_asset()])


def approval_asset() -> dg.AssetSpec:
    """The approval as an asset that no run makes: `approve` and the job `work` report it."""
    return dg.AssetSpec(
        APPROVAL, deps=[PUBLICATION], partitions_def=partitions(), group_name="documents",
        owners=[OWNERS["execution"]], kinds={"approval"},
        description="Who approved the week, and whether that still stands. People approve with "
        "`sales-pipeline approve --week <week> --as <person> --reason <reason>`; what is reported here by hand counts "
        "for nothing.",
        metadata={
            "dagster/column_schema": column_schema("approvals"),
            **source(PACKAGE / "execution" / "tables" / "approvals.py"),
        },
    )  # fmt: skip


def final_asset() -> dg.AssetsDefinition:
    """The approved documents become final; refused in a sentence where exactly what lies there is not approved."""

    @dg.asset(
        name=FINAL, group_name="documents", deps=[APPROVAL, PUBLICATION], partitions_def=partitions(),
        owners=[OWNERS["execution"]], kinds={"approval"}, output_required=False,
        description="The week in `outputs/final/<week>` with `validator_handoff.yaml`: drawn as final and moved there "
        "in one step, when exactly what was published is approved in every role.",
        metadata={
            "dagster/column_schema": parts(dict(schema())), **source(Path(str(final.__file__))),
        },
    )  # fmt: skip
    def made(context: dg.AssetExecutionContext, home: HomeResource) -> Iterator[dg.MaterializeResult[Any]]:
        week = date.fromisoformat(context.partition_key)
        try:
            done = final.finalise(home.weeks, week, clock.now())
        except (RefusedError, DocumentError) as error:
            if isinstance(error, RefusedError) and _makes_the_week(context):
                context.log.warning(str(error))
                return
            raise dg.Failure(str(error), allow_retries=False) from error
        finally:
            report_approval(context.instance, Known(home.weeks.home, home.weeks.company, week, clock.now()))
        yield dg.MaterializeResult(metadata={
            "run_id": done.run_id, "files": len(done.files), "content_digest": done.content_digest,
            "folder": dg.MetadataValue.path(str(done.folder)),
        })  # fmt: skip

    return made


def _makes_the_week(context: dg.AssetExecutionContext) -> bool:
    """Whether the run also publishes the week: nobody can have approved that yet, and it has not failed."""
    # of a job that makes the last asset alone, the run names no assets: what it makes stands in the graph it was given
    return dg.AssetKey(PUBLICATION) in context.job_def.asset_layer.executable_asset_keys


def report_approval(instance: dg.DagsterInstance, known: Known) -> None:
    """Show in the UI how the approval of a week stands, where that is something else than it shows."""
    if known.published is None:
        return
    stands = [
        {"role": place.role, "state": place.state, "by": place.person_id or ""} for place in known.approval.places()
    ]
    text, key, week = json.dumps(stands), dg.AssetKey(APPROVAL), known.week.isoformat()
    records = instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=key, asset_partitions=[week]), limit=1
    ).records
    shown = records[0].asset_materialization if records else None
    if shown is None or shown.metadata.get(_STANDS) != dg.MetadataValue.text(text):
        instance.report_runless_asset_event(
            dg.AssetMaterialization(
                key, partition=week, description="approved" if known.approval.is_complete else "not approved",
                metadata={
                    _STANDS: text, "content_digest": str(known.published.details.get("content_digest")),
                    "run_id": str(known.published.details.get("run_id")),
                },
            )
        )  # fmt: skip
