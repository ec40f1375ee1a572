"""A domain's documents as assets with their checks, and the last one of the graph: the publication of the week."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import dagster as dg

from sales_pipeline import contract
from sales_pipeline.components.describe import document_result, document_standing, standing
from sales_pipeline.components.house import OWNERS, HomeResource, partitions
from sales_pipeline.components.tables import contract_verdict, week_of_run
from sales_pipeline.document_checks import PROMISES, verdicts
from sales_pipeline.documents import documents
from sales_pipeline.release import release
from sales_pipeline.weeks import GATE_RESULTS, guarded, settled

PUBLICATION = "published_week"


class WeeklyDocuments(dg.Component, dg.Model, dg.Resolvable):
    """Every document of a domain."""

    domain: str

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        names = [document.name for document in documents().values() if document.domain == self.domain]
        made = [document_asset(name) for name in names]
        return dg.Definitions(assets=made, asset_checks=[document_checks(f"{self.domain}_document_checks", names)])


class Publication(dg.Component, dg.Model, dg.Resolvable):
    """The results of all gates, and what makes a week visible."""

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        return dg.Definitions(assets=[results_asset(GATE_RESULTS, "forecast"), publication_asset()])


def document_asset(name: str) -> dg.AssetsDefinition:
    """One document as an asset; it waits beside the lake until its week is published."""
    document = documents()[name]

    @dg.asset(
        name=name, group_name="documents", deps=sorted({*document.tables, GATE_RESULTS}), partitions_def=partitions(),
        owners=[OWNERS[document.domain]], kinds={document.kind}, description=document.description,
        metadata=document_standing(document),
    )  # fmt: skip
    def drawn(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult[Any]:
        week = date.fromisoformat(context.partition_key)
        path = home.drawer.ensure(name, week)
        published = home.weeks.home.outputs(week) / document.file
        return dg.MaterializeResult(
            metadata={"size_bytes": path.stat().st_size, "file": dg.MetadataValue.path(str(published))}
        )

    return drawn


def document_checks(step: str, names: Sequence[str]) -> dg.AssetChecksDefinition:
    """Whether documents agree with the tables and read well, as one blocking step: it reads the tables once for all."""
    specs = [
        dg.AssetCheckSpec(check, asset=name, blocking=True, partitions_def=partitions(), description=promise)
        for name in names for check, promise in PROMISES.items()
    ]  # fmt: skip

    @dg.multi_asset_check(name=step, specs=specs, can_subset=True)
    def checks(context: dg.AssetCheckExecutionContext, home: HomeResource) -> Iterator[dg.AssetCheckResult]:
        week, wanted = week_of_run(context, home), context.selected_asset_check_keys
        asked = dict.fromkeys(key.asset_key.to_user_string() for key in wanted)
        drawn = {name: home.drawer.ensure(name, week).read_bytes() for name in sorted(asked)}
        for verdict in verdicts(home.drawer, week, drawn):
            if dg.AssetCheckKey(dg.AssetKey(verdict.document), verdict.check) in wanted:
                yield document_result(verdict)

    return checks


def results_asset(name: str, domain: str) -> dg.AssetsDefinition:
    """Verdicts of the week's gates in one table, for documents and analysts."""

    @dg.asset(
        name=name, group_name=domain, deps=guarded(name), partitions_def=partitions(),
        owners=[OWNERS[domain]], kinds={"duckdb"}, metadata=standing(name),
        description=contract.meaning(contract.catalogue()[name]),
    )  # fmt: skip
    def made(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult[Any]:
        week = date.fromisoformat(context.partition_key)
        home.weeks.ensure(name, week)
        return dg.MaterializeResult(metadata={"dagster/partition_row_count": home.weeks.lake.row_count(name, week)})

    return made


def publication_asset() -> dg.AssetsDefinition:
    """The database and the documents of a week become visible, after gates and documents were judged once more."""

    @dg.asset(
        name=PUBLICATION, group_name="documents", deps=sorted({*documents(), *settled()}),
        partitions_def=partitions(), owners=[OWNERS["forecast"]], kinds={"duckdb"},
        metadata=standing("publications"),
        description="The week in `analytics.duckdb` and `outputs/<week>`: moved into place when all its gates hold and "
        "every document agrees with it.",
    )  # fmt: skip
    def published(context: dg.AssetExecutionContext, home: HomeResource) -> dg.MaterializeResult[Any]:
        week = date.fromisoformat(context.partition_key)
        refuse_broken_week(home, week)
        shown = release(home.drawer, week)
        return dg.MaterializeResult(metadata={
            "run_id": shown.run.run_id, "files": len(documents()), "folder": dg.MetadataValue.path(str(shown.folder)),
            "database": dg.MetadataValue.path(str(shown.database)),
        })  # fmt: skip

    return published


def refuse_broken_week(home: HomeResource, week: date) -> None:
    """Whatever way the publication was started: no week leaves while a gate stops it. Documents are judged by release,
    as the bytes that leave."""
    weeks = home.weeks
    weeks.ensure(GATE_RESULTS, week)
    for name in settled():
        weeks.ensure(name, week)
    broken = [row for row in weeks.lake.read(GATE_RESULTS, week).to_pylist() if row["state"] == "error"]
    lines = [f"{row['gate']}: {row['promise']} ({row['detail']})" for row in broken]
    for name in settled():
        verdict = contract_verdict(home, name, week)
        lines += [f"{name}: {verdict.promise} ({verdict.detail})"] if verdict.stops else []
    if lines:
        raise dg.Failure(f"Week {week} is not published. {'; '.join(lines)}", allow_retries=False)
