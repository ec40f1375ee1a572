"""What each chart of the deck must show, by its name: series by category, or the steps of a bridge.

A new chart needs one entry in SERIES or BRIDGES.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.proof import rows, values
from sales_pipeline.forecast.proof.rules_learned import CHECKPOINTS, SAID, method_name
from sales_pipeline.forecast.proof.rules_nodes import LAYER_NAMES
from sales_pipeline.render.phrases import date_text
from sales_pipeline.render.reading.said import Chart

# per series and category, the values that may stand there; several where a name was cut or two nodes share one
Wanted = Mapping[str, list[list[Decimal | None]]]
# a name (blank: any) and an amount per step
Steps = list[tuple[str, Decimal]]
_PARTS = ("commit", "most_likely", "best_case", "pipeline", "omitted", "later")
_CATEGORIES = {name: f"{key}_amount" for key, name in wording.CATEGORIES.items()}
_GOALS = {"Target": "target_amount", "Call": "call_amount", "Expected": "expected_amount"}


def _named(frames: Frames, category: str) -> list[Row]:
    """The nodes that a category may be of; long names are cut."""
    shown = values.words(category)
    cut = shown.removesuffix("…").rstrip()
    return [
        node for node in rows.nodes(frames)
        if (name := values.words(node["node_name"])) == shown or (values.is_cut(shown) and name.startswith(cut))
    ]  # fmt: skip


def _position(chart: Chart, frames: Frames) -> Wanted:
    top = rows.top(frames)
    goal = {name: [[top[field] if category == name else None] for category in chart.categories]
            for name, field in _GOALS.items()}  # fmt: skip
    deals = [category for category in chart.categories if category not in _GOALS]
    return goal | {name: [[top[field] if category in deals else None] for category in chart.categories]
                   for name, field in _CATEGORIES.items()}  # fmt: skip


def _categories(chart: Chart, frames: Frames) -> Wanted:
    found = {category: _named(frames, category) for category in chart.categories}
    return {name: [[node[field] for node in found[category]] for category in chart.categories]
            for name, field in {**_CATEGORIES, **_GOALS}.items()}  # fmt: skip


def _ranges(chart: Chart, frames: Frames) -> Wanted:
    read: dict[str, Callable[[Row], Decimal | None]] = {
        "P10": lambda r: r["p10_amount"], "P90": lambda r: r["p90_amount"],
        "P10 to P90": lambda r: rows.less(r["p90_amount"], r["p10_amount"]),
        "Expected": lambda r: r["expected_amount"], "Target": lambda r: r["target_amount"],
    }  # fmt: skip
    found = {category: _named(frames, category) for category in chart.categories}
    return {name: [[get(node) for node in found[category]] for category in chart.categories]
            for name, get in read.items()}  # fmt: skip


def _course(chart: Chart, frames: Frames) -> Wanted:
    columns = {"High quartile": "closed_high_amount", "Median": "closed_median_amount",
               "Low quartile": "closed_low_amount", "This period": "closed_won_amount"}  # fmt: skip
    weeks = {str(row["weeks_left"]): row for row in frames.rows("pacing", depth=0)}
    return {name: [[weeks[label][field]] if label in weeks else [] for label in chart.categories]
            for name, field in columns.items()}  # fmt: skip


def _chances(chart: Chart, frames: Frames) -> Wanted:
    columns = {"Mean chance given": "mean_probability", "Share won": "won_ratio"}
    bins = {f"{r['bin'] * 10}–{r['bin'] * 10 + 10}% ({r['deal_count']:,})": r for r in frames.rows("chance_record")}
    return {name: [[bins[label][field] * 100] if label in bins else [] for label in chart.categories]
            for name, field in columns.items()}  # fmt: skip


def _record(chart: Chart, frames: Frames) -> Wanted:
    found: dict[str, list[list[Decimal | None]]] = {}
    methods = {method_name(row["method"]): row["method"] for row in frames.rows("method_record")}
    for name in chart.series:
        errors = {r["period_label"]: r["error_ratio"] for r in frames.rows("method_record", method=methods.get(name))}
        found[name] = [[_hundred(errors.get(label))] for label in chart.categories]
    return found


def _hundred(value: Decimal | None) -> Decimal | None:
    return None if value is None else value * 100


def _close(chart: Chart, frames: Frames) -> Wanted:
    said = {name: method for method, names in SAID.items() for name in names}
    found: dict[str, list[list[Decimal | None]]] = {
        "Closed won": [[frames.one("period_close", depth=0)["actual_amount"]]] * len(chart.categories)
    }
    forecasts = {(r["method"], r["checkpoint"]): r for r in frames.rows("period_close_forecasts", depth=0)}
    for name in chart.series.keys() - found:
        points = [(said.get(name), CHECKPOINTS.get(label.partition(",")[0])) for label in chart.categories]
        found[name] = [[forecasts[p]["forecast_amount"] if p in forecasts else None] for p in points]
    return found


def _moved(name: str) -> Callable[[Frames], list[Steps]]:
    """A bridge of the company, whole or as its changes only."""
    bridge, against = name.split("-")

    def steps(frames: Frames) -> list[Steps]:
        top = rows.top(frames)
        found = frames.rows("forecast_bridge", bridge=bridge, against=against, node_id=top["node_id"])
        ends = {row["bucket"]: row["amount"] for row in found}
        inner = [
            (f"{wording.BUCKETS[row['bucket']][0]} ({row['deal_count']:,})", row["amount"])
            for row in sorted(found, key=lambda r: r["bucket_order"])
            if row["bucket"] not in ("start", "end") and row["amount"]
        ]
        if not ends:
            return [[]]
        last = date_text(top["week"], year=False)
        whole = [("", ends["start"]), *inner, (last, ends["end"])]
        return [whole, [*inner, ("Net change", ends["end"] - ends["start"])]]

    return steps


def _layers(frames: Frames) -> list[Steps]:
    top, names = rows.top(frames), {key: name for name, key in LAYER_NAMES.items()}
    found = sorted(rows.layers(frames).get(top["node_id"], {}).values(), key=lambda r: r["layer_order"])
    spoken = [row for row in found if row["layer_order"] and row["call_count"]]
    inner = [(f"{names[row['layer']]} ({row['call_count']:,})", row["delta_amount"]) for row in spoken]
    return [[("CRM", found[0]["amount"]), *inner, ("Call", top["call_amount"])]] if found else [[]]


def _takes(frames: Frames) -> list[Steps]:
    top = rows.top(frames)
    gap = top["target_amount"] - top["expected_amount"]
    parts = [("Closed", top["closed_amount"]), *_parts(frames, top), ("Expected", top["expected_amount"])]
    return [[*parts, ("Gap" if gap > 0 else "Above", gap), ("Target", top["target_amount"])]]


def _parts(frames: Frames, top: Row) -> Steps:
    """What deals of each category bring, added up deal by deal; what is left are deals not yet open."""
    scale = frames.rows("standing_forecast", horizon="current")[0]
    said = frames.table("pipeline_snapshot").select(["opportunity_id", "category", "is_in_period"]).to_pylist()
    group = {row["opportunity_id"]: row["category"] if row["is_in_period"] else "later" for row in said}
    sums: dict[str, tuple[Decimal, int]] = {}
    for deal in frames.rows("deal_forecast", method=scale["deal_method"], period_id=top["period_id"]):
        if deal["opportunity_id"] in group:
            total, count = sums.get(group[deal["opportunity_id"]], (rows.ZERO, 0))
            amount = rows.counted(deal, scale["deal_scale_ratio"])["counted"]
            sums[group[deal["opportunity_id"]]] = (total + amount, count + 1)
    names = {**wording.CATEGORIES, "later": "Due later"}
    found = [(f"{names[key]} ({sums[key][1]:,})", sums[key][0]) for key in _PARTS if key in sums and sums[key][0]]
    rest = top["expected_amount"] - top["closed_amount"] - sum((total for total, _ in sums.values()), rows.ZERO)
    return [*found, *([("Not yet open", rest)] if rest else [])]


SERIES: Mapping[str, Callable[[Chart, Frames], Wanted]] = {
    "position": _position, "categories": _categories, "ranges": _ranges, "course": _course, "chances": _chances,
    "record": _record, "close": _close,
}  # fmt: skip
_MOVED = ("open_pipeline-last_week", "closed_won-last_week", "open_pipeline-period_start", "closed_won-period_start")
BRIDGES: Mapping[str, Callable[[Frames], list[Steps]]] = {
    **{name: _moved(name) for name in _MOVED}, "layers-call": _layers, "takes-target": _takes,
}  # fmt: skip
