"""The graph as a data engineer meets it: every asset described, one job with everything, every gate blocking."""

from pathlib import Path

import dagster as dg
import pytest

from sales_pipeline import sql
from sales_pipeline.defs.jobs import JOB
from sales_pipeline.documents import documents
from sales_pipeline.publish import weekly_tables
from sales_pipeline_tests.conftest import REPOSITORY


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> dg.Definitions:
    monkeypatch.setenv("SALES_PIPELINE_HOME", str(REPOSITORY / "data"))
    from sales_pipeline.definitions import defs

    made = defs()
    assert isinstance(made, dg.Definitions)
    return made


def test_it_loads(graph: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(graph)


def test_every_deliverable_is_an_asset_and_nothing_else_is(graph: dg.Definitions) -> None:
    keys = {spec.key.to_user_string() for spec in graph.resolve_all_asset_specs()}
    assert keys == {*sql.undated(), *weekly_tables(), *documents(), "published_week"}


def test_every_asset_has_a_description_owner_kind_and_group(graph: dg.Definitions) -> None:
    for spec in graph.resolve_all_asset_specs():
        assert spec.description, spec.key
        assert spec.owners, spec.key
        assert spec.kinds, spec.key
        assert spec.group_name in {"intake", "forecast", "documents"}, spec.key


def test_every_table_shows_its_columns(graph: dg.Definitions) -> None:
    for spec in graph.resolve_all_asset_specs():
        if spec.key.to_user_string() in {*sql.undated(), *weekly_tables()}:
            schema = spec.metadata["dagster/column_schema"]
            assert all(column.description for column in schema.columns), spec.key


def test_the_weekly_job_holds_everything(graph: dg.Definitions) -> None:
    job = graph.resolve_job_def(JOB)
    chosen = {key.to_user_string() for key in job.asset_layer.selected_asset_keys}
    assert chosen == {spec.key.to_user_string() for spec in graph.resolve_all_asset_specs()}


def test_every_gate_blocks_and_keeps_its_result_per_week(graph: dg.Definitions) -> None:
    checks = graph.resolve_asset_graph().asset_check_keys
    assert {key.name for key in checks} == {*sql.gates(), "keeps_its_contract"}
    for key in checks:
        spec = graph.resolve_asset_graph().get_check_spec(key)
        assert spec.blocking, key
        assert (spec.partitions_def is not None) == (key.asset_key.to_user_string() in sql.tables()), key


def test_dependencies_are_those_of_the_sql(graph: dg.Definitions) -> None:
    parents = {
        spec.key.to_user_string(): {dep.asset_key.to_user_string() for dep in spec.deps}
        for spec in graph.resolve_all_asset_specs()
    }
    for name, table in sql.tables().items():
        wanted = {needed.name for needed in table.inputs if needed.form in ("this", "undated")}
        assert wanted <= parents[name], name


def test_the_workspace_names_the_same_location_as_pyproject() -> None:
    import tomllib

    import yaml

    project = tomllib.loads(Path(REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["dg"]["project"]
    module = yaml.safe_load((REPOSITORY / "workspace.yaml").read_text(encoding="utf-8"))["load_from"][0][
        "python_module"
    ]
    assert module["location_name"] == project["code_location_name"]
    assert module["module_name"] == project["code_location_target_module"]
