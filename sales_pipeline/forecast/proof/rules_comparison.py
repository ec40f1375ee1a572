"""Tables of the workbook's sheets that compare with earlier periods, and what factors typed over would give."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.forecast.proof import rows
from sales_pipeline.forecast.proof.rows import CENT, less, positive_ratio
from sales_pipeline.forecast.proof.rules import LIVE, Column, Columns, Rule, Said, money, plain, share, text
from sales_pipeline.forecast.proof.rules_sheets import every
from sales_pipeline.forecast.proof.values import Kind
from sales_pipeline.render.reading.said import Grid

_AGAINST = {"last_period": "Last period", "year_ago": "A year ago"}
_DRIVERS = {
    "start": "Result", "count": "Deals", "timing": "Timing", "win_rate": "Win rate", "mix": "Mix", "size": "Size",
    "price": "Price", "no_base": "Won by now", "open_pipeline": "Open pipeline", "conversion": "Conversion",
    "end": "Expected",
}  # fmt: skip
_LEVERS: Mapping[str, tuple[Kind, str]] = {
    "Won deals": ("plain", "won_deal_count"), "Lost deals": ("plain", "lost_deal_count"),
    "Open deals": ("plain", "open_deal_count"), "Decided": ("plain", "decided"),
    "Deals in the period": ("plain", "deals"), "Decided by this point": ("share", "timing"),
    "Win rate": ("share", "win_rate"), "Closed won": ("money", "closed_won_amount"),
    "Average win": ("money", "average"), "Wins at usual size of their segments": ("money", "usual"),
    "Price of line items": ("money", "price"), "Open pipeline": ("money", "open_pipeline_amount"),
    "Result; now expected": ("money", "result_amount"), "To come from this point": ("money", "to_come"),
    "To come / open pipeline": ("share", "conversion"),
}  # fmt: skip
_PAIRS = (("Closed won", "Closed won then", "closed_won_amount"), ("Expected", "Result a year ago", "result_amount"),
          ("Open pipeline", "Open then", "open_pipeline_amount"))  # fmt: skip


def _against(grid: Grid) -> str:
    return next((key for key, name in _AGAINST.items() if grid.title.startswith(name)), "last_period")


def _compared(frames: Frames, grid: Grid) -> tuple[Row, Row]:
    """The company at the same point of the earlier period that a title names, and now."""
    id = rows.top(frames)["node_id"]
    found = {row["as_of"]: row for row in frames.rows("period_comparison", node_id=id)}
    return found[_against(grid)], found["now"]


def _levers(frames: Frames, grid: Grid) -> list[Row]:
    then, now = _compared(frames, grid)
    before = _side(then, then["usual_then_amount"], None)
    after = _side(now, then["usual_now_amount"], then["price_amount"])
    return [
        {"lever": name, "then": Said(kind, before[field]), "now": Said(kind, after[field]),
         "change": Said(kind, less(_shown(kind, after[field]), _shown(kind, before[field])))}
        for name, (kind, field) in _LEVERS.items()
    ]  # fmt: skip


def _side(row: Row, usual: Decimal | None, price: Decimal | None) -> Row:
    """The levers of one side, those that follow from others worked out."""
    won, decided = Decimal(row["won_deal_count"]), Decimal(row["won_deal_count"] + row["lost_deal_count"])
    deals, to_come = decided + row["open_deal_count"], row["result_amount"] - row["closed_won_amount"]
    return {
        **row, "decided": decided, "deals": deals, "usual": usual, "price": price, "to_come": to_come,
        "timing": positive_ratio(decided, deals), "win_rate": positive_ratio(won, decided),
        "average": positive_ratio(row["closed_won_amount"], won),
        "conversion": positive_ratio(to_come, row["open_pipeline_amount"]),
    }  # fmt: skip


def _shown(kind: Kind, value: Decimal | int | None) -> Decimal | None:
    """A lever as its cell has it, of which the change is told."""
    if value is None:
        return None
    return Decimal(value).quantize(Decimal("1e-6") if kind == "share" else CENT, ROUND_HALF_UP)


def _steps(frames: Frames, grid: Grid) -> list[Row]:
    then, now = _compared(frames, grid)
    found = frames.rows("forecast_drivers", node_id=then["node_id"], against=_against(grid))
    ends = {"start": f"Result {then['period_label']}", "end": f"Expected {now['period_label']}"}
    made: list[Row] = []
    total = rows.ZERO
    for row in sorted(found, key=lambda r: r["driver_order"]):
        total = row["amount"] if row["driver"] in ends else total + row["amount"]
        made.append({**row, "name": ends.get(row["driver"], _DRIVERS[row["driver"]]), "total": total,
                     "kind": "total" if row["driver"] in ends else "step"})  # fmt: skip
    return made


def _by_node(frames: Frames, grid: Grid) -> list[Row]:
    steps: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in frames.rows("forecast_drivers"):
        steps.setdefault((row["node_id"], row["against"]), {})[row["driver"]] = row["amount"]
    return [{**row, "steps": steps[row["node_id"], row["as_of"]]} for row in frames.rows("period_comparison")
            if (row["node_id"], row["as_of"]) in steps]  # fmt: skip


def _last_year(frames: Frames, grid: Grid) -> list[Row]:
    nows = {row["node_id"]: row for row in frames.rows("period_comparison", as_of="now")}
    leaves = {row["node_id"]: row["is_leaf"] for row in rows.nodes(frames)}
    return [{**row, "now": nows[row["node_id"]], "leaf": leaves.get(row["node_id"])}
            for row in frames.rows("period_comparison", as_of="year_ago")]  # fmt: skip


def _growth(now: Decimal, then: Decimal) -> object:
    if now == then:
        return rows.ZERO
    return (now - then) / then if then > 0 and now >= 0 else "n/m"


def _pairs() -> Columns:
    """Three figures, each now, then, its change and growth."""
    found: dict[str, Column] = {}
    for at, (now, then, field) in enumerate(_PAIRS):
        end = f" #{at + 1}" if at else ""
        found |= {
            now: money(lambda r, f=field: r["now"][f]), then: money(field),  # type: ignore[misc]
            f"Change{end}": money(lambda r, f=field: r["now"][f] - r[f]),  # type: ignore[misc]
            f"Growth{end}": share(lambda r, f=field: _growth(r["now"][f], r[f])),  # type: ignore[misc]
        }  # fmt: skip
    return found


_LAST_YEAR: Columns = {
    "Node": text("node_name"), "Level": text("level"), **_pairs(),
    "Won deals": plain(lambda r: r["now"]["won_deal_count"]), "Won deals then": plain("won_deal_count"),
    "Leaf": text("leaf"),
}  # fmt: skip


def _what_if(frames: Frames, grid: Grid) -> list[Row]:
    """Open and expected by category; no factor is typed over in a published file."""
    names = {"closed": "Closed won", "commit": "Commit", "most_likely": "Most likely", "best_case": "Best case",
             "pipeline": "Pipeline", "omitted": "Omitted",
             "not yet open": "Not yet open, or not of single deals"}  # fmt: skip
    found = frames.rows("forecast_by_segment", horizon="current", dimension="category")
    made: list[Row] = [
        {"name": names.get(row["member"], row["member"]), "expected": row["expected_amount"],
         "open": None if row["member"] == "closed" else row["open_pipeline_amount"],
         "share": positive_ratio(row["expected_amount"], row["open_pipeline_amount"]),
         "factor": "" if row["member"] == "closed" else 1, "what_if": row["expected_amount"]}
        for row in found
    ]  # fmt: skip
    top = rows.top(frames)
    total = {"name": "Company", "open": top["open_pipeline_amount"], "what_if": top["expected_amount"],
             "expected": top["expected_amount"], "share": "", "factor": ""}  # fmt: skip
    by_hand = {**dict.fromkeys(("open", "expected", "share", "factor"), ""), "name": "Adjustment by hand", "what_if": 0}
    return [*made, by_hand, total]


def _what_if_summary(frames: Frames, grid: Grid) -> list[Row]:
    top = rows.top(frames)
    return [{**top, "name": "Factors on Assumptions", "gap": less(top["expected_amount"], top["target_amount"])}]


RULES = (
    Rule("levers", ("Lever", "Then", "Now"), ("Lever",), _levers, where="Drivers", whole=every, columns={
        "Lever": text("lever"), "Then": money("then"), "Now": money("now"), "Change": money("change"),
    }),
    Rule("the steps of drivers", ("Step", "Amount", "Running total"), ("Step",), _steps, where="Drivers", whole=every,
         columns={
             "Step": text("name"), "Amount": money("amount"), "Running total": money("total"), "Kind": text("kind"),
             **dict.fromkeys(("Label", "Start", "End", "Base", "Total", "Increase", "Increase below zero", "Decrease",
                              "Decrease below zero", "Axis text"), LIVE),
         }),
    Rule("drivers by node", ("Node", "Against", "Difference"), ("Node", "Level", "Against"), _by_node,
         where="Drivers by node", whole=every, columns={
             "Node": text("node_name"), "Level": text("level"), "Against": text(lambda r: _AGAINST[r["as_of"]]),
             "Period": text("period_label"),
             **{name: money(lambda r, d=driver: r["steps"].get(d)) for driver, name in _DRIVERS.items()},  # type: ignore[misc]
             "Difference": money(lambda r: r["steps"]["end"] - r["steps"]["start"]),
         }),
    Rule("nodes against last year", ("Node", "Closed won then"), ("Node", "Level"), _last_year, _LAST_YEAR,
         "Against last year", whole=every),
    Rule("what factors would give", ("Category of the deal", "Factor"), ("Category of the deal",), _what_if,
         where="Assumptions", columns={
             "Category of the deal": text("name"), "Open, due in the period": money("open"),
             "Expected of it": money("expected"), "Expected / open": share("share"), "Factor": plain("factor"),
             "What if": money("what_if"),
         }),
    Rule("what if, in all", ("Expected", "What if"), ("Figure",), _what_if_summary, where="Summary", first="Figure",
         columns={
             "Figure": text("name"), "Expected": money("expected_amount"), "What if": money("expected_amount"),
             "Difference": money(lambda r: Decimal(0)), "Target": money("target_amount"),
             "What if − target": money("gap"),
         }),
)  # fmt: skip
