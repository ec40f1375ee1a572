"""Tables of the workbook's sheets on what is learned and checked: pace, coverage, flow, accuracy, methods, gates."""

from datetime import date
from decimal import Decimal

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.proof import rows
from sales_pipeline.forecast.proof.rows import less, positive_ratio, ratio
from sales_pipeline.forecast.proof.rules import FREE, LIVE, Column, Columns, Rule, day, money, plain, share, text
from sales_pipeline.forecast.proof.rules_learned import CHECKPOINTS, MOMENTS, SAID, method_name
from sales_pipeline.forecast.proof.rules_sheets import every
from sales_pipeline.render.reading.said import Grid

HORIZONS = {"current": "Running", "next": "Next"}
_MOMENT_NAMES = {moment: name for name, moment in MOMENTS.items()}
_POINT_NAMES = {point: name for name, point in CHECKPOINTS.items()}
_BAND = {"low": "low", "median": "median", "high": "high"}
_SHARES: Columns = {f"Share {name}": share(f"share_{name}_ratio") for name in _BAND}


def _even(row: Row) -> Decimal | None:
    """What an even course would have won: the target × the median share of past periods."""
    target, part = row["target_amount"], row["share_median_ratio"]
    return None if target is None or part is None else target * part


def _rate(won: int, lost: int) -> Decimal | None:
    return ratio(Decimal(won), Decimal(won + lost))


_COURSE: Columns = {
    "Weeks left": plain("weeks_left"), "As of": day("as_of_date"), "Closed won": money("closed_won_amount"),
    **{f"Closed {name}": money(f"closed_{name}_amount") for name in _BAND}, "Open": money("open_pipeline_amount"),
    **{f"Open {name}": money(f"open_{name}_amount") for name in _BAND}, **_SHARES, "Target": money("target_amount"),
    "Even course": money(_even), "Now": text(lambda r: "now" if r["is_now"] else ""),
}  # fmt: skip
_PACE: Columns = {
    "Node": text("node_name"), "Level": text("level"), "Closed won": money("closed_won_amount"),
    **{name.capitalize(): money(f"closed_{name}_amount") for name in _BAND}, "Target": money("target_amount"),
    "Attainment": share(lambda r: positive_ratio(r["closed_won_amount"], r["target_amount"])), **_SHARES,
    "Even course": money(_even), "Standing": text("standing"), "Past periods": plain("past_period_count"),
}  # fmt: skip
_VELOCITY: Columns = {
    "Unit": text("node_name"), "When": text(lambda r: _MOMENT_NAMES[r["as_of"]]), "As of": day("as_of_date"),
    "Open deals": plain("open_deal_count"), "Won deals": plain("won_deal_count"),
    "Lost deals": plain("lost_deal_count"), "Won": money("won_amount"), "Average win": money("average_won_amount"),
    "Win rate": share(lambda r: _rate(r["won_deal_count"], r["lost_deal_count"])),
    "Cycle, days": plain("average_cycle_days"), "A day": money("velocity_amount"),
}  # fmt: skip
_COVERAGE: Columns = {
    "Node": text("node_name"), "Level": text("level"), "Target": money("target_amount"),
    "Closed won": money("closed_amount"),
    "To go": money(lambda r: max(r["target_amount"] - r["closed_amount"], Decimal(0))),
    "Open pipeline": money("open_pipeline_amount"),
    "Coverage": plain(lambda r: positive_ratio(r["open_pipeline_amount"], r["target_amount"])),
    "Coverage to go": plain("coverage_to_go_ratio"), "Coverage needed": plain("coverage_needed_ratio"),
    "Needed: low": plain("needed_low_ratio"), "Needed: high": plain("needed_high_ratio"),
    "Pipeline needed": money("needed_amount"), "Short by": money("gap_amount"), "Standing": text("standing"),
    "Past periods": plain("past_period_count"),
}  # fmt: skip
_FLOW = {"Deals": "deal_count", "Deals a year ago": "year_ago_deal_count", "Amount a year ago": "year_ago_amount",
         "Amount": "amount"}  # fmt: skip
_CUTS = {"lead_source": "Amount by lead source", "opportunity_type": "Amount by type"}


def _flow(frames: Frames, grid: Grid) -> list[Row]:
    """New deals a line per figure of the company, and per unit, source and type its amount; a key per week."""
    found: dict[tuple[object, ...], Row] = {}
    for row in frames.read("pipeline_created"):
        whole = row["dimension"] == "all"
        named = _FLOW if whole and not row["depth"] else {"Amount": "amount"}
        for name, field in named.items():
            id = (row["dimension"], row["node_id"], row["member"], name)
            of, figure = (row["node_name"], name) if whole else (row["member"], _CUTS[row["dimension"]])
            kept = found.get(id, {"of": of, "figure": figure, "sum": Decimal(0)})
            found[id] = {**kept, row["from_date"].isoformat(): row[field], "sum": kept["sum"] + row[field]}
    return list(found.values())


def _flow_columns(frames: Frames, grid: Grid) -> Columns:
    weeks = [header for header in grid.header if _is_day(header)]
    return {"Of": text("of"), "Figure": text("figure"), "Sum": money("sum"), **{week: money(week) for week in weeks}}


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


_STAGES: Columns = {
    "Stage": text("stage_name"), "Entered": plain("entered_count"), "Went on": plain("advanced_count"),
    "Won": plain("won_count"), "Lost": plain("lost_count"), "Went back": plain("returned_count"),
    "Removed": plain("removed_count"), "Still there": plain("open_count"), "Chance to go on": share("next_ratio"),
    "Chance to be won": share("won_ratio"), "Median stay, days": plain("median_days"),
}  # fmt: skip
_PAST_CALLS: Columns = {
    "Group": text(lambda r: "all" if r["member_id"] == "all" else wording.plain(r["member_name"])),
    "By": text(lambda r: r["grouped_by"].capitalize()), "Layer": text(lambda r: wording.LAYERS[r["layer"]]),
    "Periods": plain("period_count"), "Calls": plain("call_count"), "Differed": plain("override_count"),
    "Nearer": plain("better_count"), "Value": money("value_amount"), "Score": share("shrunk_value_ratio"),
    "Sum of calls": money("call_amount"), "Won": money("actual_amount"),
    "Bias": money(lambda r: less(r["call_amount"], r["actual_amount"])), "Leans": text("leaning"),
}  # fmt: skip


def _record(frames: Frames, grid: Grid) -> list[Row]:
    """The last eight ended periods of each method, a line per period, and below them bias and WAPE."""
    methods: dict[str, list[Row]] = {}
    for row in sorted(frames.rows("method_record"), key=lambda r: r["period_order"]):
        methods.setdefault(row["method"], []).append(row)
    lines: dict[str, Row] = {}
    totals: dict[str, dict[str, object]] = {"Bias": {"name": "Bias"}, "WAPE": {"name": "WAPE"}}
    for method, found in methods.items():
        for row in found[-8:]:
            line = lines.get(row["period_id"], {**row, "name": row["period_label"]})
            lines[row["period_id"]] = {**line, method: row}
        known = [row for row in found[-8:] if row["error_amount"] is not None]
        won = sum((row["actual_amount"] for row in known), Decimal(0))
        errors = [row["error_amount"] for row in known]
        totals["Bias"][method] = positive_ratio(sum(errors, Decimal(0)), won)
        totals["WAPE"][method] = positive_ratio(sum(map(abs, errors), Decimal(0)), won)
    return [*lines.values(), *totals.values()]


def _record_columns(frames: Frames, grid: Grid) -> Columns:
    """Behind the fixed columns three for each method: its forecast, the error, and that as a share."""
    found: dict[str, Column] = {"Period": text("name"), "As of": day("as_of_date"), "Weeks left": plain("weeks_left"),
                                "Actual": money("actual_amount")}  # fmt: skip
    names, method = {method_name(row["method"]): row["method"] for row in frames.rows("method_record")}, ""
    for header in grid.header:
        if header in names:
            method = names[header]
            found[header] = money(_of(method, "forecast_amount"))
        elif header.split(" #")[0] == "Error":
            found[header] = money(_of(method, "error_amount"))
        elif header.split(" #")[0] == "Error %":
            found[header] = share(_of(method, "error_ratio"))
    return found


def _of(method: str, field: str):  # type: ignore[no-untyped-def]
    """A figure of a method in a period; of the lines below, which have one figure each, that."""

    def read(row: Row) -> object:
        own = row.get(method)
        if isinstance(own, (dict,)) or own is None:
            return own.get(field) if own else None
        return own if field == "error_ratio" else None

    return read


_METHODS: Columns = {
    "Method": text(lambda r: method_name(r["method"])), "Period": text(lambda r: HORIZONS[r["horizon"]]),
    "Level": text("level"), "Stands": text("stands"), "Periods": plain("period_count"), "Won": money("actual_amount"),
    "Missed": money("missed_amount"), "WAPE": share("wape_ratio"), "Bias": share("bias_ratio"),
    "Missed / learned yields": plain("against_yields_ratio"), "Nearer than they in": plain("better_count"),
}  # fmt: skip


def _scores(frames: Frames, grid: Grid) -> list[Row]:
    stands = {(r["horizon"], r["level"]): r["forecast_method"] for r in frames.rows("standing_method")}
    return [{**row, "stands": "yes" if stands.get((row["horizon"], row["level"])) == row["method"] else ""}
            for row in frames.rows("method_scores")]  # fmt: skip


_CHANCES: Columns = {
    "Chance given": text(lambda r: f"{r['bin'] * 10}–{r['bin'] * 10 + 10}%"), "Periods behind": plain("period_count"),
    "Deals": plain("deal_count"), "Deals won": plain("won_count"), "Mean chance": share("mean_probability"),
    "Share won": share("won_ratio"), "Brier score": plain("brier_score"),
}  # fmt: skip
_STANDING: Columns = {
    "Method": text(lambda r: method_name(r["forecast_method"])), "Period": text(lambda r: HORIZONS[r["horizon"]]),
    "Level": text("level"), "Periods": plain("scored_period_count"), "WAPE": share("wape_ratio"),
    "Bias": share("bias_ratio"), "Why": text("reason"),
}  # fmt: skip
_SINGLE = {
    "Scale of representatives": ("standing_forecast", "scale_ratio"),
    "Scale of single deals": ("standing_forecast", "deal_scale_ratio"),
    "New business, expected": ("new_business", "expected_new_amount"),
    "New business, mean of four periods": ("new_business", "mean_new_amount"),
    "New business / won of open deals": ("new_business", "new_share_ratio"),
    "Common shock, standard deviation": ("forecast_shock", "shock_deviation_ratio"),
    "Seen in past misses": ("forecast_shock", "seen_deviation_ratio"),
    "Correction of stated chances": ("stated_correction", "correction_ratio"),
    "Coverage needed in the past": ("stated_correction", "coverage_needed_ratio"),
}


def _single(frames: Frames, grid: Grid) -> list[Row]:
    return [
        {"name": name, **{horizon: (frames.first(table, horizon=horizon) or {}).get(field) for horizon in HORIZONS}}
        for name, (table, field) in _SINGLE.items()
    ]


_YIELDS: Columns = {
    "Stage": text("stage_name"), "Period": text(lambda r: HORIZONS[r["horizon"]]), "Deals": plain("deal_count"),
    "Won": plain("won_count"), "Amount": money("amount"), "Brought": money("won_amount"),
    "Seen": share(lambda r: positive_ratio(r["won_amount"], r["amount"])), "Learned yield": share("yield_ratio"),
    "Learned chance": share("win_probability"),
}  # fmt: skip
_OWNERS: Columns = {
    "Representative": text("who"), "Period": text(lambda r: HORIZONS[r["horizon"]]), "Past deals": plain("deal_count"),
    "Expected": money("expected_amount"), "Brought": money("won_amount"),
    "Brought / expected": plain(lambda r: positive_ratio(r["won_amount"], r["expected_amount"])),
    "Owner factor": plain("owner_factor"),
}  # fmt: skip


def _owners(frames: Frames, grid: Grid) -> list[Row]:
    names = {row["node_id"]: row["node_name"] for row in frames.rows("forecast_rollup")}
    return [{**row, "who": names.get(row["node_id"], row["node_id"])} for row in frames.rows("owner_factors")]


_CLOSE: Columns = {
    "Node": text("node_name"), "Level": text("level"), "Closed won": money("actual_amount"),
    "Deals": plain("won_deal_count"), "Target": money("target_amount"),
    "Attainment": share(lambda r: positive_ratio(r["actual_amount"], r["target_amount"])),
    "Last call": money("call_amount"), "Call − won": money(lambda r: less(r["call_amount"], r["actual_amount"])),
    "Due": money("due_amount"), "Due won": money("due_won_amount"), "Due lost": money("due_lost_amount"),
    "Slipped": money("slipped_amount"),
    "Slipped %": share(lambda r: positive_ratio(r["slipped_amount"], r["due_amount"])),
}  # fmt: skip
_FORECASTS: Columns = {
    "Node": text("node_name"), "Said by": text("said"), "When": text(lambda r: _POINT_NAMES[r["checkpoint"]]),
    "As of": day("as_of_date"), "Weeks left": plain("weeks_left"), "Forecast": money("forecast_amount"),
    "Closed won": money("actual_amount"), "Error": money(lambda r: less(r["forecast_amount"], r["actual_amount"])),
    "Error %": share(lambda r: ratio(r["forecast_amount"] - r["actual_amount"], r["actual_amount"])),
}  # fmt: skip


def _forecasts(frames: Frames, grid: Grid) -> list[Row]:
    return [{**row, "said": name} for row in frames.rows("period_close_forecasts") if row["depth"] < 2
            for name in SAID.get(row["method"], (method_name(row["method"]),))]  # fmt: skip


_GATES: Columns = {
    "Promise": text("promise"), "State": text(lambda r: {"ok": "OK", "warn": "Warning"}.get(r["state"], r["state"])),
    "Rows": plain("row_count"), "Measured": plain("measured"), "Warns above": plain("warn_limit"),
    "Stops above": plain("error_limit"), "First rows": text("detail"), "Waived by": text("waived_by"),
    "Why": text("waiver_reason"), "Gate": text("gate"),
}  # fmt: skip
_TIES: Columns = {
    "What adds up": FREE,
    "State": text(lambda r: "OK"),
    "Adds up to": LIVE,
    "Should be": LIVE,
    "Difference": LIVE,
}

RULES = (
    Rule("the course of the period", ("Weeks left", "Even course"), ("Weeks left",),
         lambda f, _: f.rows("pacing", depth=0), _COURSE, "tblCourse", whole=every),
    Rule("the pace of nodes", ("Node", "Even course"), ("Node", "Level"), lambda f, _: f.rows("pacing", is_now=True),
         _PACE, "tblPace", whole=every),
    Rule("velocity", ("Unit", "When"), ("Unit", "When"), lambda f, _: f.rows("velocity"), _VELOCITY, "tblVelocity",
         whole=every),
    Rule("coverage", ("Node", "Coverage"), ("Node", "Level"), lambda f, _: rows.covered(f), _COVERAGE, "tblCoverage",
         whole=every),
    Rule("new deals", ("Of", "Figure", "Sum"), ("Of", "Figure"), _flow, _flow_columns, "Flow"),
    Rule("stages", ("Stage", "Entered"), ("Stage",), lambda f, _: f.rows("stage_conversion"), _STAGES, "Flow",
         whole=every),
    Rule("past calls", ("Group", "By"), ("Group", "By", "Layer"), lambda f, _: f.rows("override_value"), _PAST_CALLS,
         "tblPastCalls", whole=every),
    Rule("past forecasts", ("Period", "As of", "Actual"), ("Period",), _record, _record_columns, "Accuracy",
         whole=every),
    Rule("records of methods", ("Method", "Missed"), ("Method", "Period", "Level"), _scores, _METHODS, "tblMethods",
         whole=every),
    Rule("chances", ("Chance given",), ("Chance given",),
         lambda f, _: [r for r in f.rows("chance_record") if r["bin"] >= 0], _CHANCES, "tblChances", whole=every),
    Rule("methods that stand", ("Method", "Why"), ("Method", "Period", "Level"),
         lambda f, _: f.rows("standing_method"), _STANDING, "Assumptions", whole=every),
    Rule("single figures", ("Figure", "Running"), ("Figure",), _single, {
        "Figure": text("name"), **{name: plain(key) for key, name in HORIZONS.items()}}, "Assumptions"),
    Rule("yields by stage", ("Stage", "Learned yield"), ("Stage", "Period"),
         lambda f, _: f.rows("stage_yields", cell_level="stage"), _YIELDS, "tblYields", whole=every),
    Rule("owner factors", ("Owner factor",), ("Representative", "Period"), _owners, _OWNERS, "tblOwners", whole=every),
    Rule("the close", ("Node", "Last call"), ("Node", "Level"), lambda f, _: f.rows("period_close"), _CLOSE, "tblClose",
         whole=every),
    Rule("forecasts of the period that ended", ("Said by", "Forecast"), ("Node", "Said by", "When"), _forecasts,
         _FORECASTS, "tblCloseForecasts"),
    Rule("gates", ("Promise", "Gate"), ("Gate",), lambda f, _: f.rows("gate_results"), _GATES, "tblGates", whole=every),
    Rule("ties", ("What adds up",), (), lambda f, _: [{}], _TIES, "tblTies"),
)  # fmt: skip
