"""`bench --assignment`: three ways over the same week, as a table and as one document."""

import json

from sales_pipeline_tests.conftest import command


def test_three_ways_are_measured() -> None:
    shown = command("bench", "--assignment", "40x10", "--json")
    rows = json.loads(shown.stdout)["assignment"]
    assert [row["method"] for row in rows] == ["optimised", "greedy", "round_robin"]
    assert rows[0]["cost_points"] <= min(row["cost_points"] for row in rows)
    assert rows[0]["gap_ratio"] < 0.02
    assert all(row["seconds"] >= 0 for row in rows)
    assert "| optimised |" in command("bench", "--assignment", "40x10").stdout


def test_a_size_that_is_none_is_wrong_usage() -> None:
    shown = command("bench", "--assignment", "40")
    assert shown.exit_code == 2
    assert "write --assignment 2000x300" in shown.stderr
