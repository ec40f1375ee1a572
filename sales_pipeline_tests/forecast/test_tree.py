"""The tree beyond what small cases show: its depth, its circles, its reading order."""

from datetime import date
from pathlib import Path

from sales_pipeline_tests.forecast.chain import Row, Rows, chain

WEEK = date(2026, 2, 2)


def unit(number: int, parent: int | None) -> Row:
    above = None if parent is None else f"u{parent:02}"
    return {"node_id": f"u{number:02}", "node_name": f"Unit {number:02}", "parent_node_id": above, "level": "unit"}


def now(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["instant"] == "now"]


def test_a_tree_of_fifteen_levels_reaches_its_top(tmp_path: Path) -> None:
    units = [unit(number, number - 1 if number else None) for number in range(15)]
    made = chain(["node_ancestors"], WEEK, {"organisation_nodes": units}, tmp_path)
    assert {row["node_id"]: row["depth"] for row in now(made["nodes"])}["u14"] == 14
    way_up = {
        row["ancestor_node_id"]: row["distance"] for row in now(made["node_ancestors"]) if row["node_id"] == "u14"
    }
    assert way_up == {f"u{number:02}": 14 - number for number in range(15)}


def test_units_in_a_circle_get_no_depth_and_so_break_the_contract(tmp_path: Path) -> None:
    units = [unit(0, None), unit(1, 2), unit(2, 1)]
    made = chain(["nodes"], WEEK, {"organisation_nodes": units}, tmp_path)
    assert {row["node_id"]: row["depth"] for row in now(made["nodes"])} == {
        "u00": 0, "u01": None, "u02": None, "unassigned": 1,
    }  # fmt: skip


def test_the_reading_order_keeps_units_whole_and_puts_unassigned_last(tmp_path: Path) -> None:
    named = [
        ("a", "Acme", None),
        ("e", "EMEA", "a"),
        ("s", "EMEA South", "a"),
        ("x", "Zone", "e"),
        ("m", "EMEA - Mid", "a"),
    ]
    placed = {"vera": "e", "ann": "x", "bo": "a"}
    given: Rows = {
        "organisation_nodes": [
            {"node_id": node, "node_name": name, "parent_node_id": parent, "level": "unit"}
            for node, name, parent in named
        ],
        "people": [{"person_id": who, "person_name": who.title(), "role": "representative"} for who in placed],
        "organisation_members": [{"person_id": who, "node_id": node} for who, node in placed.items()],
    }
    rows = sorted(now(chain(["nodes"], WEEK, given, tmp_path)["nodes"]), key=lambda row: row["sort_key"])
    assert [row["node_id"] for row in rows] == ["a", "e", "x", "ann", "vera", "m", "s", "bo", "unassigned"]
