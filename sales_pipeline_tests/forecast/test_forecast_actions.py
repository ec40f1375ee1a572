"""Identities of forecast_actions on a whole week, and ids that stay while a matter stands."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml

from sales_pipeline_tests.conftest import Published
from sales_pipeline_tests.sql_case import run_sql

CASE = Path(__file__).parent / "cases" / "forecast_actions" / "matters_ranked.yaml"
CENT = Decimal("0.01")


def actions(published: Published) -> list[dict[str, Any]]:
    with duckdb.connect(str(published.home.database), read_only=True) as connection:
        query = "SELECT * FROM latest_forecast_actions ORDER BY action_order"
        return connection.sql(query).to_arrow_table().to_pylist()


def test_gain_and_worth_follow_and_order(published: Published) -> None:
    rows = actions(published)
    assert [row["action_order"] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert row["gain_amount"] == (row["at_stake_amount"] * row["chance_ratio"]).quantize(CENT, ROUND_HALF_UP)
        assert abs(row["worth_amount"] - row["gain_amount"] / row["effort_hours"]) <= CENT / 2
    worths = [row["worth_amount"] for row in rows]
    assert worths == sorted(worths, reverse=True)
    assert len({row["kind"] for row in rows}) >= 7


def test_every_deal_has_one_action_and_everybody_is_there(published: Published) -> None:
    rows = actions(published)
    deals = [row["opportunity_id"] for row in rows if row["opportunity_id"]]
    assert len(deals) == len(set(deals))
    assert all(row["owner_person_id"] and row["owner_name"] and row["owner_role"] for row in rows)


def test_nested_money_lies_below_an_action_of_the_same_kind(published: Published) -> None:
    rows = actions(published)
    with duckdb.connect(str(published.home.database), read_only=True) as connection:
        query = "SELECT node_id, ancestor_node_id FROM latest_node_ancestors WHERE instant = 'now' AND distance > 0"
        above = connection.sql(query).fetchall()
    held = {(row["kind"], row["node_id"]) for row in rows if not row["opportunity_id"]}
    for row in rows:
        higher = {(row["kind"], ancestor) for node, ancestor in above if node == row["node_id"]}
        may_nest = row["kind"] in ("missing_call", "gap_to_target", "coverage_short")
        assert row["is_nested"] == bool(may_nest and held & higher)
    nested = [row for row in rows if row["is_nested"]]
    assert nested


def test_a_matter_keeps_its_id_from_week_to_week(tmp_path: Path) -> None:
    case = yaml.safe_load(CASE.read_text(encoding="utf-8"))
    weeks = [case["week"], case["week"] + timedelta(7)]
    ids = [
        [row["action_id"] for row in run_sql(case["table"], week, case["given"], tmp_path / str(week), case["company"])]
        for week in weeks
    ]
    assert ids[0] == ids[1]
