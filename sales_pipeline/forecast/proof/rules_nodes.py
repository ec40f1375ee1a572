"""Tables of nodes on slides and pages: position, range, coverage, people, layers, close."""

from decimal import Decimal

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.proof import rows
from sales_pipeline.forecast.proof.rows import less
from sales_pipeline.forecast.proof.rules import Column, Columns, Rule, money, plain, share, text
from sales_pipeline.render.reading.said import Grid

LAYER_NAMES = {wording.plural(word).capitalize() if key != "cro" else word: key for key, word in wording.LAYERS.items()}
NODE: Columns = {
    "Node": text("node_name"), "Closed": money("closed_amount"), "Commit": money("commit_amount"),
    "Most likely": money("most_likely_amount"), "Best case": money("best_case_amount"),
    "Pipeline": money("pipeline_amount"), "Expected": money("expected_amount"), "Call": money("call_amount"),
    "Call since last week": money(lambda r: _change(r, "call_amount")),
    "Expected since last week": money(lambda r: _change(r, "expected_amount")), "Target": money("target_amount"),
    "Call to target": money(lambda r: less(r["call_amount"], r["target_amount"])),
    "Expected to target": money(lambda r: less(r["expected_amount"], r["target_amount"])),
    "Closed to target": share("attainment_ratio"), "Coverage to go": plain("coverage_to_go_ratio"),
    "P10": money("p10_amount"), "P90": money("p90_amount"), "Chance of target": share("quota_probability"),
    "Representative": text("node_name"), "Unit": text("parent_name"), "Quota": money("target_amount"),
    "Expected attainment": share("expected_attainment_ratio"),
}  # fmt: skip
_COVERAGE: Columns = {
    "Node": text("node_name"), "To go": money("to_go_amount"), "Open": money("open_pipeline_amount"),
    "Coverage": plain(lambda r: "reached" if r["coverage_to_go_ratio"] is None else r["coverage_to_go_ratio"]),
    "Needed": money("needed_amount"), "Open less needed": money(lambda r: less(Decimal(0), r["gap_amount"])),
}  # fmt: skip
_CLOSE: Columns = {
    "Node": text("node_name"), "Closed won": money("actual_amount"), "Target": money("target_amount"),
    "Reached": share("attainment_ratio"), "Last call": money("call_amount"),
    "Last closed and commit": money("call_amount"), "Slipped": share("slip_ratio"),
}  # fmt: skip


def _change(row: Row, measure: str) -> Decimal | None:
    found = row["changes"].get(measure)
    return found["change_amount"] if found else None


def _layers(frames: Frames, grid: Grid) -> Columns:
    """The number of the system and what each layer changes."""
    found = rows.layers(frames)

    def delta(layer: str) -> Column:
        return money(lambda r: found[r["node_id"]].get(layer, {}).get("delta_amount"))

    named = {name: delta(key) for name, key in LAYER_NAMES.items()}
    return {"Node": text("node_name"), "CRM": money(lambda r: found[r["node_id"]]["system"]["amount"]), **named,
            "Call": money("call_amount"), "Expected": money("expected_amount")}  # fmt: skip


def _measures(frames: Frames, grid: Grid) -> list[Row]:
    """The company's figures in lines: now, last week, change, share of the target."""
    top = rows.top(frames)
    lines = {
        "Closed won": "closed_amount", "Closed and commit": "commit_cumulative_amount",
        "With most likely": "most_likely_cumulative_amount", "With best case": "best_case_cumulative_amount",
        "Expected": "expected_amount", "Forecast call": "call_amount", "P10": "p10_amount", "P90": "p90_amount",
        "Low end, P10": "p10_amount", "High end, P90": "p90_amount", "Target": "target_amount",
    }  # fmt: skip
    return [
        {"name": name, "now": top[field], "last": top["changes"].get(field, {}).get("last_week_amount"),
         "change": top["changes"].get(field, {}).get("change_amount"),
         "share": rows.ratio(top[field], top["target_amount"]) if field in top["changes"] else None}
        for name, field in lines.items()
    ]  # fmt: skip


RULES = (
    Rule("the company's figures", ("Measure", "Now"), ("Measure",), _measures, first="Measure", columns={
        "Measure": text("name"), "Now": money("now"), "Last week": money("last"), "Change": money("change"),
        "Share of target": share("share"),
    }),
    Rule("representatives", ("Representative", "Closed", "Expected"), ("Representative",),
         lambda f, _: [r for r in rows.nodes(f) if r["level"] == "representative"], NODE),
    Rule("segments", ("Share of expected",), ("Member",), lambda f, _: rows.segments(f), first="Member",
         rest=rows.rest_of_cut,
         columns={**NODE, "Member": text("member"), "Share of expected": share("share")}),
    Rule("coverage", ("To go", "Open", "Coverage"), ("Node",), lambda f, _: rows.covered(f), _COVERAGE, first="Node"),
    Rule("layers of calls", ("CRM", "Call", "Expected"), ("Node",), lambda f, _: rows.nodes(f), _layers, first="Node"),
    Rule("concentration of commit", ("Commit", "Deals", "Five largest"), ("Unit",),
         lambda f, _: f.rows("commit_concentration"), columns={
             "Unit": text("node_name"), "Commit": money("commit_amount"), "Deals": plain("deal_count"),
             "Largest": share("top_1_ratio"), "Five largest": share("top_5_ratio"),
             "Expected": money("expected_commit_amount"),
         }),
    Rule("positions of units", ("Closed", "Expected"), ("Node",), lambda f, _: rows.nodes(f), NODE, first="Node",
         rest=rows.siblings),
    Rule("ranges of units", ("P10", "Expected", "P90"), ("Node",), lambda f, _: rows.nodes(f), NODE, first="Node"),
    # without targets and calls nothing stands beside what was won
    Rule("the close of units", ("Closed won",), ("Node",), lambda f, _: f.rows("period_close"), _CLOSE, first="Node"),
)  # fmt: skip
