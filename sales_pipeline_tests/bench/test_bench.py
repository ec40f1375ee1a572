"""The bench command at a size that takes seconds: every row is there, and pandas gives the roll-up's own numbers."""

import json
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline import sql
from sales_pipeline.bench import measure
from sales_pipeline_tests.conftest import command

# every stage is a process of its own: nearly a minute
pytestmark = pytest.mark.long
DEALS = 400


@pytest.fixture(scope="module")
def benched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one bench printed as JSON."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure, "RUN_DEALS", DEALS)
        folder = tmp_path_factory.mktemp("bench")
        result = command("bench", "--opportunities", str(DEALS), "--folder", str(folder), "--rounds", "1", "--json")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert {path.name for path in folder.iterdir()} == {str(DEALS)}
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_every_stage_has_its_row(benched: dict[str, Any]) -> None:
    [size] = benched["sizes"]
    rows = size["stages"]
    steps = [*measure.BEFORE, *measure.COMPARED, *measure.AFTER]
    assert [row["key"] for row in rows] == ["generate", *(step.key for step in steps)]
    assert [row["label"] for row in rows[1:]] == [step.label for step in steps]
    for row in rows:
        assert row["seconds"] > 0, row
        assert row["cpu_seconds"] > 0, row
        assert row["peak_mib"] > 20, row
    each = next(row["found"]["tables"] for row in rows if row["key"] == "tables")
    assert list(each) == sql.settled()
    assert size["changes"] > DEALS


def test_pandas_gives_the_rollup_s_own_numbers_at_every_node(benched: dict[str, Any]) -> None:
    [size] = benched["sizes"]
    assert size["nodes_different"] == []
    assert size["nodes_equal"] > 20
    totals = [row["found"]["totals"] for row in size["stages"] if "totals" in row["found"]]
    assert len(totals) == 2
    top = max(totals[0].values())
    assert min(top) > 0
    assert max(totals[1].values()) == top


def test_the_contracts_that_are_timed_are_kept(benched: dict[str, Any]) -> None:
    found = [row["found"]["breaches"] for row in benched["sizes"][0]["stages"] if "breaches" in row["found"]]
    assert found == [0, 0]


def test_every_target_is_named_with_its_figure(benched: dict[str, Any]) -> None:
    promised = benched["sizes"][0]["targets"] + benched["run"]["targets"]
    assert [(item["limit"], item["at_least"]) for item in promised] == [
        (1.5, False), (4, False), (3, True), (1024, False), (1.1, False), (6, False), (6, False),
    ]  # fmt: skip
    rows = [*benched["sizes"][0]["stages"], *benched["run"]["stages"]]
    took, peak = ({row["key"]: row[figure] for row in rows} for figure in ("seconds", "peak_mib"))
    assert [item["value"] for item in promised] == pytest.approx([
        took["tables"] / took["bare_tables"], took["tables"] / took["bare_snapshot"], took["pandas"] / took["ours"],
        peak["tables"], peak["tables_limited"] / peak["tables"],
        *((took[f"{start}_run"] - took["work"]) / took[f"{start}_import"] for start in ("first", "later")),
    ])  # fmt: skip


def test_documents_of_two_sizes_have_their_rows_and_targets(benched: dict[str, Any]) -> None:
    rows, promised = benched["documents"]["stages"], benched["documents"]["targets"]
    drawn = [row["found"]["arguments"] for row in rows if row["key"] == "document"]
    assert drawn == [[name, size] for name in measure.in_reading_order() for size in measure.SIZES]
    took = [sum(row["cpu_seconds"] for row in rows if row["found"]["arguments"][1:] == [size]
                and row["key"] == "document") for size in measure.SIZES]  # fmt: skip
    peak = max(row["peak_mib"] for row in rows[1:])
    assert [item["value"] for item in promised] == pytest.approx([took[1] / took[0], peak])


def test_a_run_has_its_rows(benched: dict[str, Any]) -> None:
    assert [row["key"] for row in benched["run"]["stages"]] == [
        "first_import", "first_run", "later_import", "later_run", "work",
    ]  # fmt: skip


def test_the_machine_is_named_by_cores_and_memory_only(benched: dict[str, Any]) -> None:
    assert set(benched["machine"]) == {"cores", "memory_gib"}


def test_a_size_that_is_none_is_refused(tmp_path: Path) -> None:
    result = command("bench", "--opportunities", "100,many", "--folder", str(tmp_path))
    assert result.exit_code == 2
    assert result.stderr == "'100,many' is not a list of sizes: write --opportunities 100000,1000000.\n"


def test_a_stage_that_fails_says_which_and_why(tmp_path: Path) -> None:
    (tmp_path / "50").mkdir()
    (tmp_path / "50" / "company.yaml").write_text("name: Nobody\n", encoding="utf-8")
    result = command("bench", "--opportunities", "50", "--folder", str(tmp_path))
    assert result.exit_code == 1
    assert "sales_pipeline.bench.stages intake" in result.stderr
    assert "currency" in result.stderr
