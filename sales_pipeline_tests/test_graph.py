"""The graph as a data engineer meets it: every asset described, one job with everything, every gate blocking."""

import re
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from sales_pipeline import sql
from sales_pipeline.components.describe import markdown_rows, plain
from sales_pipeline.defs.jobs import FINALISE, JOB
from sales_pipeline.document_checks import PROMISES
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
    assert keys == {*sql.undated(), *weekly_tables(), *documents(), *sql.MADE_LAST}
    # what a plan of work may name
    assert keys == sql.deliverables()


def test_every_asset_has_a_description_owner_kind_and_group(graph: dg.Definitions) -> None:
    for spec in graph.resolve_all_asset_specs():
        assert spec.description, spec.key
        assert spec.owners, spec.key
        assert spec.kinds, spec.key
        assert spec.group_name in {"intake", "forecast", "execution", "documents"}, spec.key


# read by people: a deck, a text, a workbook and the figures behind them have parts, not columns
NO_DATA = {
    "deal_risk_assessment", "forecast_dashboard", "forecast_facts", "forecast_presentation", "forecast_summary",
    "forecast_summary_html", "forecast_summary_pdf", "published_work", "variance_analysis",
}  # fmt: skip


def test_everything_that_is_data_shows_its_columns(graph: dg.Definitions) -> None:
    without = set()
    for spec in graph.resolve_all_asset_specs():
        schema = spec.metadata.get("dagster/column_schema")
        if schema is None:
            without.add(spec.key.to_user_string())
        else:
            assert schema.columns, spec.key
            assert all(column.description and column.type for column in schema.columns), spec.key
    assert without == NO_DATA


def test_every_asset_links_to_the_file_it_comes_from_before_the_one_that_registers_it(graph: dg.Definitions) -> None:
    ends = {name: f"/tables/{name}.{'py' if table.function else 'sql'}" for name, table in sql.tables().items()} | {
        name: f"/documents/{name}.py" for name in documents()
    }
    ends["published_work"] = "/sales_pipeline/work.py"
    ends["forecast_approval"] = "/execution/tables/approvals.py"
    ends["final_week"] = "/approvals/final.py"
    for spec in graph.resolve_all_asset_specs():
        first, *others = spec.metadata["dagster/code_references"].code_references
        path, name = Path(first.file_path), spec.key.to_user_string()
        assert path.as_posix().endswith(ends.get(name, ".py")), name
        assert name in ends or "contracts" in path.as_posix(), name
        assert path.is_file()
        if name not in ends:
            assert path.read_text(encoding="utf-8").splitlines()[first.line_number - 1].startswith("class ")
        assert [Path(other.file_path).name for other in others] == ["defs.yaml"]


def test_every_table_shows_what_it_is_made_by(graph: dg.Definitions) -> None:
    shown = {spec.key.to_user_string(): spec.metadata for spec in graph.resolve_all_asset_specs()}
    for name, table in sql.tables().items():
        if table.function:
            assert f"def {name}(" in shown[name]["python"].value
        else:
            assert table.text.strip() in shown[name]["sql"].value
    assert {name for name, metadata in shown.items() if {"python", "sql"} & set(metadata)} == set(sql.tables())


def test_no_description_is_taken_for_markup(graph: dg.Definitions) -> None:
    """The UI reads Markdown: outside of code, `<week>` would vanish."""
    for spec in graph.resolve_all_asset_specs():
        assert "<" not in re.sub("`[^`]*`", "", spec.description or ""), spec.key


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("+ best case (company currency)", r"\+ best case (company currency)"),
        ("of <week>", r"of \<week\>"),
        ("2 * 3 - 1", r"2 \* 3 - 1"),
        ("-1 is none", "-1 is none"),
        ("forecast_rollup", "forecast_rollup"),
    ],
)
def test_words_reach_the_ui_as_they_are_written(written: str, shown: str) -> None:
    assert plain(written) == shown


def test_rows_become_a_markdown_table_whatever_they_hold() -> None:
    rows = (
        {"deal_id": "D1", "name": "a|b <b>c</b>\nd", "day": date(2026, 1, 5)},
        {"deal_id": "D2", "name": None, "day": 3},
    )
    assert markdown_rows(rows).splitlines() == [
        r"| deal\_id | name | day |",
        "|---|---|---|",
        r"| D1 | a\|b \<b\>c\</b\> d | 2026-01-05 |",
        "| D2 |  | 3 |",
    ]


def test_the_weekly_job_holds_everything(graph: dg.Definitions) -> None:
    """X9: what is added up and the work it takes are one graph."""
    job = graph.resolve_job_def(JOB)
    chosen = {key.to_user_string() for key in job.asset_layer.selected_asset_keys}
    # what is approved is people's to make, and final only then: a week nobody has approved yet has not failed
    assert chosen == {spec.key.to_user_string() for spec in graph.resolve_all_asset_specs()} - {
        "forecast_approval", "final_week",
    }  # fmt: skip
    alone = graph.resolve_job_def(FINALISE).asset_layer.selected_asset_keys
    assert {key.to_user_string() for key in alone} == {"final_week"}


def test_every_gate_blocks_and_keeps_its_result_per_week(graph: dg.Definitions) -> None:
    """C2: nothing is added up before its quality is checked."""
    checks = graph.resolve_asset_graph().asset_check_keys
    assert {key.name for key in checks} == {*sql.gates(), "keeps_its_contract", *PROMISES}
    for key in checks:
        spec = graph.resolve_asset_graph().get_check_spec(key)
        assert spec.blocking, key
        is_weekly = key.asset_key.to_user_string() in {*sql.tables(), *documents()}
        assert (spec.partitions_def is not None) == is_weekly, key


def test_every_document_is_checked_before_the_week_is_published(graph: dg.Definitions) -> None:
    """X10."""
    checks = graph.resolve_asset_graph().asset_check_keys
    for name in documents():
        assert {key.name for key in checks if key.asset_key == dg.AssetKey(name)} == set(PROMISES)


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
