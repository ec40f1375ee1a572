"""The file tree is the catalogue: what a .sql file says of itself is all that is registered."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot import expressions as exp

from sales_pipeline import contract, sql
from sales_pipeline.sql import CatalogueError, Input

CACHES = [found for found in vars(sql).values() if hasattr(found, "cache_clear")]
Write = Callable[[str, str], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """A package of its own, empty at first: write("forecast/tables/nodes.sql", text) adds a file."""
    monkeypatch.setattr(sql, "_PACKAGE", tmp_path)

    def add(path: str, text: str) -> None:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
        clear()

    def clear() -> None:
        for cache in CACHES:
            cache.cache_clear()

    clear()
    yield add
    monkeypatch.undo()
    clear()


def table(reads: str = "stages", head: str = "-- One row per node.\n-- grain: week, node_id\n") -> str:
    return f"{head}select {reads}.week as week from {reads}\n"


def gate(reads: str, on: str, head: str = "-- warn: overdue_warn_count\n") -> str:
    return f"-- Nothing is wrong.\n-- on: {on}\n{head}select {reads}.week as week from {reads}\n"


def test_a_file_says_what_it_is_in_its_first_comment(write: Write) -> None:
    head = "-- One row per node,\n-- as it stands.\n-- grain: week, node_id\n"
    write("forecast/tables/nodes.sql", table(head=head))
    made = sql.tables()["nodes"]
    assert (made.name, made.domain, made.description) == ("nodes", "forecast", "One row per node, as it stands.")
    assert made.grain == sql.grain("nodes") == ("week", "node_id")


def test_inputs_are_what_from_and_join_name_wherever_they_stand(write: Write) -> None:
    write("forecast/tables/nodes.sql", table())
    write("forecast/tables/node_ancestors.sql", table())
    text = """-- One row per deal.
-- grain: week
with

kept as (
    select people.person_id from people
    where people.person_id in (select submissions.submitter_id from submissions)
)

select this_week.week as week
from kept
cross join this_week
left join nodes on exists (select 1 from node_ancestors_last_week)
union all
select nodes_to_date.week from nodes_to_date
"""
    write("forecast/tables/deal_states.sql", text)
    assert set(sql.tables()["deal_states"].inputs) == {
        Input("people", "undated"),
        Input("submissions", "undated"),
        Input("this_week", "calendar"),
        Input("nodes", "this"),
        Input("nodes", "to_date"),
        Input("node_ancestors", "last_week"),
    }
    assert Input("nodes", "to_date").view == "nodes_to_date"
    assert Input("nodes", "this").view == "nodes"


def test_tables_come_after_what_they_read_of_the_same_week(write: Write) -> None:
    write("forecast/tables/deal_states.sql", table("nodes_to_date"))
    write("forecast/tables/forecast_rollup.sql", table("forecast_rollup_last_week"))
    write("forecast/tables/node_ancestors.sql", table("deal_states"))
    write("forecast/tables/nodes.sql", table("node_ancestors_last_week"))
    assert sql.order() == ["nodes", "deal_states", "forecast_rollup", "node_ancestors"]


@pytest.mark.parametrize("form", ["", "_to_date"])
def test_tables_that_read_each_other_in_the_same_week_are_refused(write: Write, form: str) -> None:
    write("forecast/tables/nodes.sql", table(f"node_ancestors{form}"))
    write("forecast/tables/node_ancestors.sql", table("nodes"))
    with pytest.raises(CatalogueError, match="in a circle: node_ancestors → nodes → node_ancestors"):
        sql.order()


def test_a_gate_guards_the_table_it_names(write: Write) -> None:
    write("forecast/tables/nodes.sql", table())
    write("forecast/gates/no_node_is_lost.sql", gate("nodes", "nodes", "-- warn: a_count\n-- error: b_ratio\n"))
    made = sql.gates()["no_node_is_lost"]
    assert (made.promise, made.on, made.warn, made.error) == ("Nothing is wrong.", "nodes", "a_count", "b_ratio")
    assert sql.gates_on("nodes") == [made]
    assert sql.gates_on("stages") == []


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("forecast/tables/meals.sql", table(), "meals.sql has no contract: add a model to the contracts of forecast"),
        ("forecast/tables/nodes.sql", table(head="-- Words.\n"), "nodes.sql has no grain: write `-- grain: week"),
        ("forecast/tables/nodes.sql", table(head="-- grain: week\n"), "nodes.sql has no description"),
        ("forecast/tables/nodes.sql", table("meals"), "nodes.sql reads 'meals', which no contract, table or calendar"),
        # no .sql file makes it: a file can't read what is only published
        ("forecast/tables/nodes.sql", table("publications"), "nodes.sql reads 'publications'"),
        ("forecast/tables/nodes.sql", table("stages_last_week"), "nodes.sql reads 'stages_last_week'"),
        ("forecast/tables/nodes.sql", table("read_parquet('lake/stages.parquet')"), "nodes.sql reads 'read_parquet'"),
        (
            "forecast/tables/nodes.sql",
            "-- Words.\n-- grain: week\nwith stages as (select * from stages) select stages.week as week from stages",
            "nodes.sql has a CTE named stages, which hides the table",
        ),
    ],
)
def test_a_table_that_breaks_a_rule_is_named_with_the_rule(write: Write, path: str, text: str, said: str) -> None:
    write(path, text)
    with pytest.raises(CatalogueError) as caught:
        sql.tables()
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("text", ["-- Words.\n-- on: nodes\nselect 1", "-- Words.\n-- warn: x_count\nselect 1"])
def test_a_gate_without_a_table_or_a_limit_is_refused(write: Write, text: str) -> None:
    write("forecast/gates/any.sql", text)
    with pytest.raises(CatalogueError, match=r"any\.sql needs `-- on: table` and a limit"):
        sql.gates()


def test_every_table_of_intake_is_undated_unless_a_file_makes_it(write: Write) -> None:
    write("forecast/tables/nodes.sql", table())
    assert "history_quality" in sql.undated()
    write("intake/tables/history_quality.sql", table())
    assert "history_quality" not in sql.undated()
    assert "nodes" not in sql.undated()
    assert sql.tables()["history_quality"].domain == "intake"


def test_a_table_no_file_makes_takes_its_grain_from_the_contract(write: Write) -> None:
    assert sql.grain("stages") == contract.meta(contract.catalogue()["stages"], "grain")
    with pytest.raises(CatalogueError, match="contract forecast_rollup has no grain"):
        sql.grain("forecast_rollup")


def test_every_file_reads_what_a_parser_finds_in_it() -> None:
    texts = {name: table.text for name, table in sql.tables().items()}
    texts |= {name: gate.text for name, gate in sql.gates().items()}
    for name, text in texts.items():
        tree = sqlglot.parse_one(text, read="duckdb")
        own = {cte.alias for cte in tree.find_all(exp.CTE)}
        read = {found.name for found in tree.find_all(exp.Table)}
        assert sql.names_in(text) == (read, own), name
