"""The undated tables of intake as assets: made together from the files of the home, kept while those are unchanged."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from sales_pipeline import contract, sql
from sales_pipeline.components.describe import standing
from sales_pipeline.components.house import OWNERS, HomeResource
from sales_pipeline.components.tables import table_checks


class IntakeTables(dg.Component, dg.Model, dg.Resolvable):
    """Files as received become typed, dated tables."""

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        return dg.Definitions(assets=[intake_assets()], asset_checks=[table_checks("intake_checks", sql.undated())])


def intake_assets() -> dg.AssetsDefinition:
    """All tables of intake as one step: they come from the same files."""
    specs = [
        dg.AssetSpec(
            name, group_name="intake", owners=[OWNERS["intake"]], kinds={"csv", "duckdb"}, metadata=standing(name),
            description=contract.meaning(contract.catalogue()[name]), skippable=False,
        )
        for name in sql.undated()
    ]  # fmt: skip

    @dg.multi_asset(name="intake", specs=specs, can_subset=False)
    def made(context: dg.AssetExecutionContext, home: HomeResource) -> Iterator[dg.MaterializeResult[Any]]:
        changed = home.weeks.take_in()
        for name in sql.undated():
            rows = home.weeks.lake.row_count(name)
            yield dg.MaterializeResult(asset_key=name, metadata={"dagster/row_count": rows, "files_changed": changed})

    return made
