"""A week's tables enlarged to those of a company many times the size: every team, representative and deal is there as
often as asked, and what units add up grows with them. Only what documents cost is measured on it, not what they say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from sales_pipeline import sql
from sales_pipeline.contract import arrow_schema, catalogue

# what is rounded to the cent is no multiple of the sample's
_NEEDED = "round((s.to_go_amount * {grown})::DECIMAL(19, 2) * s.coverage_needed_ratio, 2)"
# what of a row is the copy's own: ids, names and ranks; {end} numbers a node, {deal} a deal, both empty for the first
_OF_NODES = {
    **dict.fromkeys(("node_id", "from_node_id", "owner_id", "member_id"), "{column} || replace({end}, ' ', '~')"),
    **dict.fromkeys(("node_name", "member_name"), "{column} || {end}"),
    "parent_node_id": "coalesce(unit_id, s.parent_node_id)", "team_node_id": "coalesce(unit_id, s.team_node_id)",
    "team_name": "s.team_name || coalesce(unit_ending, '')", "sort_key": "coalesce(copy_key, s.sort_key)",
    "needed_amount": _NEEDED, "gap_amount": f"{_NEEDED} - s.open_pipeline_amount * {{grown}}",
    "par_amount": "round((s.target_amount * {grown})::DECIMAL(19, 2) * s.share_median_ratio, 2)",
}  # fmt: skip
_OF_DEALS = {
    **dict.fromkeys(("opportunity_id", "action_id"), "{column} || replace({deal}, ' ', '~')"),
    **dict.fromkeys(("opportunity_name", "account_name"), "{column} || {deal}"),
    **dict.fromkeys(("risk_order", "action_order"), "{column} + 1000 * {at}"), "is_listed": "s.is_listed AND {at} = 0",
}  # fmt: skip


@dataclass(frozen=True)
class Growth:
    """How often a team stands for each of the sample's, a representative in each team, a deal at each of them."""

    teams: int = 6
    people: int = 12
    deals: int = 3


def enlarge(tables: Mapping[str, pa.Table], growth: Growth = Growth()) -> Iterator[tuple[str, pa.Table]]:
    """Each table by name, enlarged, in the order of its grain."""
    with duckdb.connect() as connection:
        connection.register("copies", _copies(tables["forecast_rollup"], growth))
        connection.execute(f"CREATE TEMP TABLE turns AS SELECT unnest(range({growth.deals})) AS turn")
        for name, table in tables.items():
            connection.register("s", table)
            order = ", ".join(sql.grain(name))
            made = connection.sql(f"{_enlarged(table.column_names, growth)} ORDER BY {order}")
            yield name, made.to_arrow_table().cast(arrow_schema(catalogue()[name]))


def _copies(rollup: pa.Table, growth: Growth) -> pa.Table:
    """A row per copy of a node: its number and name's end, the unit above, its place in the tree, how large it is."""
    nodes = {row["node_id"]: row for row in rollup.to_pylist() if row["horizon"] == "current"}
    return pa.Table.from_pylist([copy for node in nodes.values() for copy in _of_node(node, nodes, growth)])


def _of_node(node: Mapping[str, Any], nodes: Mapping[str, Any], growth: Growth) -> Iterator[dict[str, object]]:
    """Teams and those in them are copied; what stands right below the company or a region grows instead."""
    above, everybody = node["parent_node_id"], growth.teams * growth.people
    is_person = node["level"] == "representative" and nodes[above]["depth"] > 1
    is_team = node["level"] != "representative" and node["depth"] > 1
    count, times = (everybody, 1) if is_person else (growth.teams, growth.people) if is_team else (1, everybody)
    for number in range(count):
        team, keys = number // growth.people if is_person else number, node["sort_key"].split(" / ")
        if is_person or is_team:
            keys[2] += f" {team:03}"
        yield {
            "id": node["node_id"], "number": number, "ending": _ending(number),
            "unit_id": above + _ending(team).replace(" ", "~") if is_person else above,
            "unit_ending": _ending(team) if is_person else "",
            "copy_key": " / ".join(keys) + (f" {number:03}" if is_person else ""), "grown": growth.deals * times,
        }  # fmt: skip


def _ending(number: int) -> str:
    return f" {number + 1}" if number else ""


def _enlarged(columns: list[str], growth: Growth) -> str:
    """A table's rows for every copy of what they are about: a deal, a node, or else the whole company."""
    whole = growth.teams * growth.people * growth.deals
    key = next((key for key in ("node_id", "member_id") if key in columns), None)
    has_deal = "opportunity_id" in columns
    if key is None:
        deals = f", (SELECT unnest(range({whole})) AS at_deal)" if has_deal else ""
        at, grown = ("at_deal", "1") if has_deal else ("", str(whole))
        return f"SELECT {_values(columns, at, grown)} FROM s{deals}"
    joined = f"FROM s LEFT JOIN copies ON s.{key} = copies.id"
    if not has_deal:
        return f"SELECT {_values(columns, 'coalesce(number, 0)', 'coalesce(grown, 1)')} {joined}"
    number = f"(coalesce(number, 0) * {growth.deals} + coalesce(turn, 0))"
    turns = "LEFT JOIN turns ON s.opportunity_id IS NOT NULL"
    grown = "CASE WHEN s.opportunity_id IS NULL THEN coalesce(grown, 1) ELSE 1 END"
    return f"SELECT {_values(columns, number, grown)} {joined} {turns}"


def _values(columns: list[str], at: str, grown: str) -> str:
    has_node = "node_id" in columns or "member_id" in columns
    own = (_OF_NODES if has_node else {}) | (_OF_DEALS if at else {})
    words = {"grown": grown, "end": "coalesce(ending, '')", "at": at, "deal": f"if({at} = 0, '', ' ' || ({at} + 1))"}
    found = []
    for column in columns:
        value = f"s.{column}"
        if column in own:
            value = own[column].format(column=value, **words)
        elif _adds_up(column):
            value = f"{value} * {grown}"
        found.append(f"{value} AS {column}")
    return ", ".join(found)


def _adds_up(column: str) -> bool:
    named = column == "amount" or column.endswith(("_amount", "deal_count", "won_count", "lost_count", "slipped_count"))
    return named and not column.startswith(("average_", "has_"))
