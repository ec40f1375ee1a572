"""Rows and targets as they are printed."""

from sales_pipeline.bench.measure import AFTER, BEFORE, COMPARED, Measured
from sales_pipeline.bench.table import as_text, run_targets, same_totals, targets


def rows(**seconds: float) -> list[Measured]:
    """A row a stage, of one second unless named."""
    steps = [*BEFORE, *COMPARED, *AFTER]
    return [Measured(step.key, step.label, seconds.get(step.key, 1.0), 0.5, 100.0) for step in steps]


def test_a_target_says_its_bound_and_whether_it_is_met() -> None:
    said = [str(target) for target in targets(rows(bare_tables=0.5, pandas=3.5))]
    assert said == [
        "tables of the week / the same SQL bare: 2.00 (at most 1.5: missed)",
        "tables of the week / one bare week of the snapshot: 1.00 (at most 4: met)",
        "plain pandas / the same through the pipeline: 3.50 (at least 3: met)",
        "peak memory of the tables, MiB: 100.00 (at most 1024: met)",
        "peak memory at a limit of 1GB / without: 1.00 (at most 1.1: met)",
    ]


def test_dagster_s_share_is_what_a_run_takes_beyond_its_work() -> None:
    seconds = {"first_import": 1.5, "first_run": 9.0, "later_import": 0.5, "later_run": 7.0, "work": 3.0}
    found = run_targets(Measured(key, "", value) for key, value in seconds.items())
    assert [str(target) for target in found] == [
        "starting up and dagster / import dagster, first start: 4.00 (at most 6: met)",
        "starting up and dagster / import dagster, later starts: 8.00 (at most 6: missed)",
    ]


def test_rows_become_a_markdown_table() -> None:
    lines = as_text([Measured("a", "intake", 61.25, 80.0, 1234.5), Measured("b", "import dagster", 0.5)]).splitlines()
    assert lines[2:] == ["| intake | 61.2 | 80.0 | 1,234 |", "| import dagster | 0.5 |  |  |"]


def test_a_node_without_a_figure_counts_as_nothing_and_other_sums_are_named() -> None:
    ours = Measured("ours", "", 1.0, found={"totals": {"top": [3, 2, 1], "idle": [0, 0, 0]}})
    theirs = Measured("pandas", "", 1.0, found={"totals": {"top": [3, 2, 1]}})
    assert same_totals([ours, theirs]) == (2, [])
    wrong = Measured("pandas", "", 1.0, found={"totals": {"top": [3, 2, 2]}})
    assert same_totals([ours, wrong]) == (1, ["top"])
