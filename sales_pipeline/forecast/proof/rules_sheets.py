"""Tables of the workbook's sheets on nodes and what moved: every column by its header, in full amounts."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal

from sales_pipeline.forecast.contracts.values import CALL_LAYERS
from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.proof import rows
from sales_pipeline.forecast.proof.rows import changed_share, less, positive_ratio
from sales_pipeline.forecast.proof.rules import LIVE, Column, Columns, Rule, day, money, plain, share, text
from sales_pipeline.forecast.proof.rules_nodes import LAYER_NAMES
from sales_pipeline.render.phrases import capital, date_text
from sales_pipeline.render.reading.said import Grid

_BRIDGES = {"open_pipeline": "Open pipeline", "closed_won": "Closed won"}
_SINCE = {"last_week": "Last week", "period_start": "Period start"}
BUCKETS = {key: names[0] for key, names in wording.BUCKETS.items()}
_FROM = {"children": "sum below", "crm": "CRM"}


def every(row: Row) -> bool:
    return True


def _call_from(row: Row) -> str | None:
    layer = row["call_layer"]
    if row["call_source"] == "submitted" and layer:
        return f"{wording.LAYERS.get(layer, wording.plain(layer))} call"
    return _FROM.get(row["call_source"], row["call_source"])


NODES: Columns = {
    "Node": text("node_name"), "Level": text("level"), "Closed won": money("closed_amount"),
    "Commit": money("commit_amount"), "Most likely": money("most_likely_amount"),
    "Best case": money("best_case_amount"), "Pipeline": money("pipeline_amount"), "Omitted": money("omitted_amount"),
    "Commit cumulative": money("commit_cumulative_amount"),
    "Most likely cumulative": money("most_likely_cumulative_amount"),
    "Best case cumulative": money("best_case_cumulative_amount"), "Open pipeline": money("open_pipeline_amount"),
    "Stated weighted": money("stated_weighted_amount"), "Expected": money("expected_amount"),
    "P10": money("p10_amount"), "P50": money("p50_amount"), "P90": money("p90_amount"), "Call": money("call_amount"),
    "Call from": text(_call_from), "Target": money("target_amount"),
    "Attainment": share(lambda r: positive_ratio(r["closed_amount"], r["target_amount"])),
    "Expected attainment": share(lambda r: positive_ratio(r["expected_amount"], r["target_amount"])),
    "Chance of target": share("quota_probability"),
    "Gap to quota": money(lambda r: less(r["target_amount"], r["expected_amount"])),
    "Coverage": plain(lambda r: positive_ratio(r["open_pipeline_amount"], r["target_amount"])),
    "Coverage to go": plain(lambda r: _to_go(r)), "Coverage needed": plain("coverage_needed_ratio"),
    "Open deals": plain("open_deal_count"), "Won deals": plain("won_deal_count"), "Depth": plain("depth"),
    "Leaf": text("is_leaf"),
}  # fmt: skip


def _to_go(row: Row) -> Decimal | None:
    target = row["target_amount"]
    if target is None or target <= 0:
        return None
    return positive_ratio(row["open_pipeline_amount"], target - row["closed_amount"])


_UNITS: Columns = {
    **NODES, "Expected − target": money(lambda r: less(r["expected_amount"], r["target_amount"])),
    "Expected / target": share(lambda r: rows.ratio(r["expected_amount"], r["target_amount"])),
}  # fmt: skip
_PLAN: Columns = {
    **NODES, "Plan": money("plan_amount"),
    "Expected − plan": money(lambda r: less(r["expected_amount"], r["plan_amount"])),
    "Expected / plan": share(lambda r: positive_ratio(r["expected_amount"], r["plan_amount"])),
    "Call − plan": money(lambda r: less(r["call_amount"], r["plan_amount"])),
    "Call / plan": share(lambda r: positive_ratio(r["call_amount"], r["plan_amount"])),
    "Still to win": money(lambda r: max(r["plan_amount"] - r["closed_amount"], Decimal(0))),
}  # fmt: skip

# a line of Summary, its column of the roll-up, and whether it is measured against target and plan
_LINES = (
    ("Closed won", "closed_amount", True), ("Commit cumulative", "commit_cumulative_amount", True),
    ("Most likely cumulative", "most_likely_cumulative_amount", True),
    ("Best case cumulative", "best_case_cumulative_amount", True), ("Open pipeline", "open_pipeline_amount", False),
    ("Stated weighted", "stated_weighted_amount", True), ("Expected", "expected_amount", True),
    ("P10", "p10_amount", True), ("P90", "p90_amount", True), ("Call", "call_amount", True),
    ("Target", "target_amount", None), ("Plan", "plan_amount", None),
)  # fmt: skip


def _summary(frames: Frames, grid: Grid) -> list[Row]:
    top = rows.top(frames)
    return [{"name": name, **_line(top, field, has_goal)} for name, field, has_goal in _LINES]


def _line(top: Row, field: str, has_goal: bool | None) -> Row:
    now = top[field]
    if has_goal is None:
        blank = dict.fromkeys(("before", "change", "share", "to target", "% of target", "to plan", "% of plan"), "")
        return {"now": now, **blank}
    before = top["changes"].get(field, {}).get("last_week_amount")
    found: dict[str, object] = {"now": now, "before": before, "change": less(now, before),
                                "share": changed_share(now, before)}  # fmt: skip
    for name in ("target", "plan"):
        goal = top[f"{name}_amount"]
        found[f"to {name}"] = less(now, goal) if has_goal else ""
        found[f"% of {name}"] = positive_ratio(now, goal) if has_goal else ""
    return found


def _summary_columns(frames: Frames, grid: Grid) -> Columns:
    """The column of last week is headed by its day."""
    last = date_text(rows.top(frames)["week"] - timedelta(7))
    return {
        "Figure": text("name"), "This week": money("now"), last: money("before"), "Change": money("change"),
        "Change %": share("share"), **{f"To {name}": money(f"to {name}") for name in ("target", "plan")},
        **{f"% of {name}": share(f"% of {name}") for name in ("target", "plan")},
    }  # fmt: skip


def _steps(frames: Frames, grid: Grid) -> list[Row]:
    """The steps of the bridge that the title above the table names."""
    top = rows.top(frames)
    bridge = next((key for key, name in _BRIDGES.items() if grid.title.startswith(name)), "open_pipeline")
    against = "period_start" if "since the start" in grid.title else "last_week"
    found = frames.rows("forecast_bridge", bridge=bridge, against=against, node_id=top["node_id"])
    made: list[Row] = []
    total = Decimal(0)
    for row in sorted(found, key=lambda r: r["bucket_order"]):
        is_end = row["bucket"] in ("start", "end")
        total = row["amount"] if is_end else total + row["amount"]
        made.append({**row, "name": _step(row, _BRIDGES[bridge], against), "total": total,
                     "kind": "total" if is_end else "step"})  # fmt: skip
    return made


def _step(row: Row, noun: str, against: str) -> str:
    if row["bucket"] == "start":
        before = date_text(row["week"] - timedelta(7), year=False)
        return f"{noun}, {before if against == 'last_week' else 'period start'}"
    return f"{noun}, {date_text(row['week'], year=False)}" if row["bucket"] == "end" else BUCKETS[row["bucket"]]


_BRIDGE: Columns = {
    "Step": text("name"), "Amount": money("amount"), "Running total": money("total"), "Deals": plain("deal_count"),
    "Kind": text("kind"),
    **dict.fromkeys(
        ("Label", "Start", "End", "Base", "Total", "Increase", "Increase below zero", "Decrease", "Decrease below zero",
         "Axis text"), LIVE,
    ),
}  # fmt: skip


def _node_steps(frames: Frames, grid: Grid) -> list[Row]:
    """Steps of the open pipeline by node, since last week where any node had one then, else since the start."""
    found: dict[str, dict[str, dict[str, Decimal]]] = {key: {} for key in _SINCE}
    for row in frames.rows("forecast_bridge", bridge="open_pipeline"):
        found[row["against"]].setdefault(row["node_id"], {})[row["bucket"]] = row["amount"]
    steps = next((each for each in found.values() if any(s.get("start") for s in each.values())), {})
    return [{**row, "steps": steps[row["node_id"]]} for row in rows.nodes(frames) if row["node_id"] in steps]


def _bucket(bucket: str) -> Column:
    return money(lambda r: r["steps"].get(bucket, Decimal(0)))


_BY_NODE: Columns = {
    "Node": text("node_name"), **{name: _bucket(bucket) for bucket, name in BUCKETS.items()}, "End": _bucket("end"),
    "Change": money(lambda r: r["steps"]["end"] - r["steps"]["start"]),
}  # fmt: skip


def _movements(frames: Frames, grid: Grid) -> Columns:
    """Every deal that moved; names of nodes are looked up, for rows are too many to be copied."""
    nodes = {row["node_id"]: row for row in rows.nodes(frames)}
    names = {id: row["node_name"] for id, row in nodes.items()}
    parents = {id: names.get(row["parent_node_id"]) for id, row in nodes.items()}

    def came(row: Row) -> str | None:
        before = row["from_node_id"]
        return None if before == row["node_id"] else names.get(before, before)

    return {
        **_MOVEMENTS, "Representative": text(lambda r: names.get(r["node_id"], r["node_id"])),
        "Unit": text(lambda r: parents.get(r["node_id"])), "Came from": text(came),
    }  # fmt: skip


_MOVEMENTS: Columns = {
    "Since": text(lambda r: _SINCE[r["against"]]), "Bridge": text(lambda r: _BRIDGES[r["bridge"]]),
    "What happened": text(lambda r: BUCKETS[r["bucket"]]),
    "Deal": text(lambda r: r["opportunity_name"] or r["opportunity_id"]), "Account": text("account_name"),
    "Effect": money("amount"),
    "Amount before": money("from_amount"), "Amount now": money("to_amount"),
    "Close date before": day("from_close_date"), "Close date now": day("to_close_date"),
    "Stage before": text("from_stage_name"), "Stage now": text("to_stage_name"),
    "Timing": text("timing"), "Reason": text("reason"), "Deal id": text("opportunity_id"),
    "Source": text(lambda r: f"{r['source_file']}, line {r['source_line']}" if r["source_file"] else None),
}  # fmt: skip


def _changes(frames: Frames, grid: Grid) -> list[Row]:
    nodes = {(r["node_id"], r["period_id"]): r for h in ("current", "next") for r in rows.nodes(frames, h)}
    return [{**nodes[row["node_id"], row["period_id"]], **row} for row in frames.read("forecast_change")]


def measure_name(column: str) -> str:
    return "Closed won" if column == "closed_amount" else capital(wording.plain(column.removesuffix("_amount")))


_CHANGES: Columns = {
    "Node": text("node_name"), "Level": text("level"), "Period": text("period_label"),
    "Measure": text(lambda r: measure_name(r["measure"])), "This week": money("amount"),
    "Last week": money("last_week_amount"), "Change": money(lambda r: less(r["amount"], r["last_week_amount"])),
    "Change %": share(lambda r: changed_share(r["amount"], r["last_week_amount"])),
}  # fmt: skip


def _calls(frames: Frames, grid: Grid) -> list[Row]:
    """Nodes with the layers of their call; what was sent for the node is that of the top-most layer."""
    found = rows.layers(frames)
    heard = {name for each in found.values() for name, row in each.items() if row["call_count"]}
    made: list[Row] = []
    for node in rows.nodes(frames):
        if each := found.get(node["node_id"]):
            own = [each[name] for name in reversed(CALL_LAYERS[1:]) if name in each and name in heard]
            sent = next((row for row in own if row["state"]), {})
            call = each["system"]["amount"] + sum((each[n]["delta_amount"] for n in heard & each.keys() - {"system"}),
                                                  Decimal(0))  # fmt: skip
            made.append({**node, "layers": each, "sent": sent, "sum": call})
    return made


def _sent(field: str) -> Column:
    return text(lambda r: r["sent"].get(field))


def _delta(key: str) -> Column:
    return money(lambda r: r["layers"].get(key, {}).get("delta_amount", Decimal(0)))


_CALLS: Columns = {
    "Node": text("node_name"), "Level": text("level"), "CRM": money(lambda r: r["layers"]["system"]["amount"]),
    **{name: _delta(key) for name, key in LAYER_NAMES.items()}, "Call": money("sum"),
    "Expected": money("expected_amount"), "Call − expected": money(lambda r: r["sum"] - r["expected_amount"]),
    "Sent by": _sent("submitter_name"), "State": _sent("state"),
    "Reason": text(lambda r: wording.plain(r["sent"].get("reason_code") or "") or None), "Note": _sent("note"),
}  # fmt: skip


def nodes_of(horizon: str) -> Callable[[Frames, Grid], Iterable[Row]]:
    return lambda frames, _: rows.nodes(frames, horizon)


RULES = (
    Rule("the company's figures", ("This week",), ("Figure",), _summary, _summary_columns, "Summary", "Figure"),
    Rule("units", ("Closed won", "Expected", "Call"), ("Node",), nodes_of("current"), _UNITS, "Summary", "Node"),
    Rule("the steps of a bridge", ("Step", "Amount", "Running total"), ("Step",), _steps, _BRIDGE, "Bridge",
         whole=every),
    Rule("bridges by node", ("Node", "Start", "End"), ("Node",), _node_steps, _BY_NODE, "tblBridge", whole=every),
    Rule("nodes", ("Node", "Closed won"), ("Node", "Level"), nodes_of("current"), NODES, "tblNodes", whole=every),
    Rule("nodes of the next period", ("Node", "Closed won"), ("Node", "Level"), nodes_of("next"), NODES,
         "tblNextPeriod", whole=every),
    Rule("movements", ("Effect", "Deal id"), ("Since", "Bridge", "What happened", "Deal id"),
         lambda f, _: f.read("pipeline_movements"), _movements,
         "tblMovements", whole=every),
    Rule("nodes against plan", ("Node", "Plan"), ("Node", "Level"), nodes_of("current"), _PLAN, "Against plan",
         whole=lambda r: r["plan_amount"] is not None),
    Rule("changes", ("Measure", "Last week"), ("Node", "Level", "Period", "Measure"), _changes, _CHANGES, "tblChange",
         whole=lambda r: r["horizon"] == "current"),
    Rule("layers of calls", ("Node", "CRM"), ("Node", "Level"), _calls, _CALLS, "tblLayers", whole=every),
)  # fmt: skip
