"""Tables of what is learned and of who said what: velocity, methods, past calls, calls, gates, pushes, the close."""

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.proof.rules import FREE, Rule, Said, day, money, plain, share, text
from sales_pipeline.forecast.proof.rules_nodes import LAYER_NAMES
from sales_pipeline.forecast.proof.values import same, words
from sales_pipeline.render.phrases import date_text
from sales_pipeline.render.reading.said import Grid, Shown

MOMENTS = {"Now": "now", "Last period": "last_period", "A year ago": "year_ago"}
CHECKPOINTS = {"First Monday": "start", "Middle Monday": "middle", "Last Monday": "end"}
SAID = {"standing": ("Forecast as published",), "call": ("Call", "Closed and commit")}
_LEVERS = {
    "Open deals": ("plain", "open_deal_count"), "Average win": ("money", "average_won_amount"),
    "Win rate": ("share", "win_rate_ratio"), "Cycle, days": ("plain", "average_cycle_days"),
    "A day": ("money", "velocity_amount"),
}  # fmt: skip
_STATES = {"error": "Error", "waived": "Waived", "warn": "Warning"}


def _levers(frames: Frames, grid: Grid) -> list[Row]:
    """The levers of velocity in lines, a column per moment."""
    found = {row["as_of"]: row for row in frames.rows("velocity", depth=0)}
    return [
        {"lever": lever, **{name: Said(kind, found[moment][field]) for name, moment in MOMENTS.items()  # type: ignore[arg-type]
                            if moment in found}}
        for lever, (kind, field) in _LEVERS.items()
    ]  # fmt: skip


def _methods(frames: Frames, grid: Grid) -> list[Row]:
    """How each method missed, of the company and of its representatives."""
    found: dict[str, dict[str, Row]] = {}
    for row in frames.rows("method_scores", horizon="current"):
        found.setdefault(row["method"], {})[row["level"]] = row
    return [
        {"method": method_name(method), **{level: row["wape_ratio"] for level, row in levels.items()},
         "bias": levels.get("company", {}).get("bias_ratio")}
        for method, levels in found.items()
    ]  # fmt: skip


def method_name(method: str) -> str:
    return wording.METHOD_NAMES.get(method, wording.plain(method))


def _errors(frames: Frames, grid: Grid) -> list[Row]:
    """What was forecast of the period just ended, a line per who said it, a column per checkpoint."""
    found: dict[str, Row] = {}
    for row in frames.rows("period_close_forecasts", depth=0):
        for name in SAID.get(row["method"], (method_name(row["method"]),)):
            found[name] = {**found.get(name, {"name": name}), row["checkpoint"]: row["error_ratio"]}
    return list(found.values())


def _calls(frames: Frames, grid: Grid) -> list[Row]:
    return [{**row, "layer_name": wording.LAYERS[row["layer"]]} for row in frames.rows("commit_forecast",
                                                                                    horizon="current")]  # fmt: skip


def _state(row: Row) -> Said:
    """A call's state: missing, or late with its day."""
    sent = row["submitted_at"]
    late = f"late, {date_text(sent.date(), year=False)}" if sent else "late"
    return Said("text", late if row["state"] == "late" else row["state"])


def _gates(frames: Frames, grid: Grid) -> list[Row]:
    return [
        {**row, "said": row["promise"].partition(". ")[0].partition("; ")[0].rstrip(". "),
         "waiver": f"{row['waived_by']}: {row['waiver_reason']}" if row["state"] == "waived" else None}
        for row in frames.rows("gate_results") if row["state"] in _STATES
    ]  # fmt: skip


def _leaning(row: Row) -> Said:
    return Said("text", row["leaning"] or "not clear")


def _actions(frames: Frames, grid: Grid) -> list[Row]:
    return [
        {**row, "who": row["owner_name"] or "not named",
         "about": (row["account_name"] or row["opportunity_name"] or row["opportunity_id"]) if row["opportunity_id"]
         else row["node_name"]}
        for row in frames.rows("forecast_actions")
    ]  # fmt: skip


def _what(row: Row) -> Said:
    """An action in a cell: what it is about, then what to do; either may be cut."""

    def holds(shown: Shown) -> bool:
        about, _, action = str(shown).partition(": ")
        if not action or not same(about, "text", row["about"]):
            # what it is about may hold a colon itself
            return words(shown).startswith(words(row["about"])[:20])
        return same(action, "text", row["action"])

    return Said("holds", holds)


RULES = (
    Rule("actions", ("What", "Who", "By", "At stake"), ("Who",), _actions, columns={
        "No.": FREE, "What": text(_what), "Who": text("who"), "By": day("due_date"),
        "At stake": money("at_stake_amount"), "Chance": share("chance_ratio"), "May gain": money("gain_amount"),
        "Hours": plain("effort_hours"),
    }),
    Rule("levers of velocity", ("Lever",), ("Lever",), _levers, units_in_names=True, columns={
        "Lever": text("lever"), **{name: plain(name) for name in MOMENTS},
    }),
    Rule("records of methods", ("Method", "Company", "Bias"), ("Method",), _methods, columns={
        "Method": text("method"), "Company": share("company"), "Bias": share("bias"),
        "Representatives": share("representative"),
    }),
    Rule("forecasts of the period that ended", ("Said by",), ("Said by",), _errors, columns={
        "Said by": text("name"), **{name: share(key) for name, key in CHECKPOINTS.items()},
    }),
    Rule("worth of past calls", ("Layer", "Past calls"), ("Layer",),
         lambda f, _: f.rows("override_value", grouped_by="layer"), columns={
        "Layer": text(lambda r: {key: name for name, key in LAYER_NAMES.items()}[r["layer"]]),
        "Past calls": plain("call_count"), "Nearer than the CRM": plain("better_count"), "Bias": share("bias_ratio"),
        "Leans": text(_leaning),
    }),
    Rule("calls missing or late", ("Who", "Layer", "State"), ("Who", "Layer"), _calls, columns={
        "Who": text("node_name"), "Layer": text("layer_name"), "State": text(_state),
        "CRM says": money("system_amount"),
    }),
    Rule("calls furthest from the CRM", ("Who", "CRM", "Call", "Difference"), ("Who",), _calls, columns={
        "Who": text("node_name"), "CRM": money("system_amount"), "Call": money("call_amount"),
        "Difference": money("delta_amount"), "Reason": text(lambda r: wording.plain(r["reason_code"] or "")),
        "Note": text(lambda r: r["note"] or ""),
    }),
    Rule("gates", ("State", "Promise", "Rows against it"), ("Promise",), _gates, columns={
        "State": text(lambda r: _STATES[r["state"]]), "Promise": text("said"), "Rows against it": plain("row_count"),
        "Waived by": text("waiver"),
    }),
    Rule("what pushes meant", ("Pushes", "Past deals"), ("Pushes",), lambda f, _: f.rows("push_hazard"), columns={
        "Pushes": text("push_band"), "Past deals": plain("deal_count"), "Won": share("won_ratio"),
        "Alike": share("alike_won_ratio"), "Slipped": share("slipped_ratio"), "Alike #2": share("alike_slipped_ratio"),
        "Lost": share("lost_ratio"),
    }),
    Rule("fields the source lacks", ("The source has no",), (), lambda f, _: [{}], columns={
        "The source has no": FREE, "So": FREE,
    }),
)  # fmt: skip
