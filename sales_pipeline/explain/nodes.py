"""A node's figure: the units below it, which add up to it, and the deals below those."""

from collections.abc import Mapping
from decimal import Decimal

from sales_pipeline.explain import deals
from sales_pipeline.explain.part import ExplainError, Part
from sales_pipeline.explain.published import Published, Row
from sales_pipeline.render.phrases import n_of

RATIOS = {
    "attainment_ratio": ("closed_amount", "target_amount"),
    "expected_attainment_ratio": ("expected_amount", "target_amount"),
    "gap_to_quota_amount": ("target_amount", "expected_amount"),
    "coverage_gross_ratio": ("open_pipeline_amount", "target_amount"),
    "coverage_to_go_ratio": ("open_pipeline_amount", "target_amount", "closed_amount"),
}
CUMULATIVE = {
    "commit_cumulative_amount": ("closed_amount", "commit_amount"),
    "most_likely_cumulative_amount": ("commit_cumulative_amount", "most_likely_amount"),
    "best_case_cumulative_amount": ("most_likely_cumulative_amount", "best_case_amount"),
}
# what does not add up: a unit's own target and call are said by somebody
_SAID = ("call_amount", "target_amount", "assigned_amount", "plan_amount")


def figure(published: Published, node: Row, measure: str, most: int) -> Part:
    """A measure of a node (a column of forecast_rollup) with what it rests on."""
    if measure not in node:
        measures = ", ".join(name for name in node if name.endswith(("_amount", "_ratio", "_count")))
        raise ExplainError(f"{measure!r} is no measure of forecast_rollup: it has {measures}.")
    label = f"{node['node_name']}, {node['period_label']}, {measure}"
    return Part(label, node[measure], f"week {published.week}", parts(published, node, measure, most))


def parts(published: Published, node: Row, measure: str, most: int) -> tuple[Part, ...]:
    if measure in RATIOS or measure in CUMULATIVE:
        names = {**RATIOS, **CUMULATIVE}[measure]
        return tuple(figure(published, node, name, most) for name in names)
    if measure in _SAID:
        return _said(published, node, measure)
    if not measure.endswith(("_amount", "_count")):
        return ()
    return (*_units(published, node, measure), *deals.below(published, node, measure, most))


def summed(published: Published, table: str, column: str, keys: Mapping[str, str]) -> Part:
    """A figure that is kept by representative alone: the rows of all below a unit."""
    tests = " AND ".join(f"CAST(t.{name} AS VARCHAR) = ?" for name in keys if name != "node_id")
    query = f"""
        SELECT t.node_id, t.{column} AS part FROM {table} AS t
        JOIN node_ancestors AS a ON a.week = t.week AND a.node_id = t.node_id AND a.instant = 'now'
        WHERE t.week = ? AND a.ancestor_node_id = ?{f" AND {tests}" if tests else ""}
        ORDER BY t.node_id"""
    others = [value for name, value in keys.items() if name != "node_id"]
    rows = published.ask(query, [published.week, keys["node_id"], *others])
    whole = sum((row["part"] or 0 for row in rows), Decimal(0)) if rows else None
    note = f"{n_of(len(rows), 'row')} of the representatives below"
    return Part(f"{table}.{column}[{keys['node_id']}]", whole, note, tuple(Part(r["node_id"], r["part"]) for r in rows))


def _units(published: Published, node: Row, measure: str) -> tuple[Part, ...]:
    """The nodes right below with their figures, and whether they add up to the node's."""
    key = {"parent_node_id": node["node_id"], "period_id": node["period_id"]}
    found = published.rows("forecast_rollup", "sort_key, node_id", **key)
    if not found:
        return ()
    rest = node[measure] - sum(row[measure] or 0 for row in found)
    proof = "they add up to it" if not rest else f"they leave {rest:,} unexplained"
    shown = tuple(Part(f"{row['node_name']} ({row['node_id']})", row[measure]) for row in found)
    return (Part(f"{n_of(len(found), 'node')} below", None, proof, shown),)


def _said(published: Published, node: Row, measure: str) -> tuple[Part, ...]:
    """Whose call or which quota it is."""
    if measure != "call_amount":
        return (Part(f"from reference/: quotas and plans in force for {node['node_id']}, prorated by days"),)
    key = {"node_id": node["node_id"], "period_id": node["period_id"]}
    steps = published.rows("call_layers", "layer_order", **key)
    return tuple(
        Part(f"after {row['layer']}", row["amount"], _by(row)) for row in steps
    ) or (Part(f"call_source {node['call_source']}"),)  # fmt: skip


def _by(row: Row) -> str:
    change = f"{Decimal(row['delta_amount'] or 0):+,}" if row["delta_amount"] is not None else ""
    who = row["submitter_name"] or ""
    where = f"{row['source_file']}, line {row['source_line']}" if row["source_file"] else ""
    return ", ".join(text for text in (change, who, where) if text)
