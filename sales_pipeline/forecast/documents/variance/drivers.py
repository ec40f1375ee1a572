"""Drivers: why this period's number is not that of the last one, or of a year ago: levers side by side, then a bridge.

Each step of the bridge is calculated from the levers above it, in the order of forecast_drivers.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, known
from sales_pipeline.render.figures import Step
from sales_pipeline.render.phrases import capital, join_words
from sales_pipeline.render.xlsx_chart import BridgePlace, add_bridge
from sales_pipeline.render.xlsx_sheet import Sheet

NAME = "Drivers"
ANSWERS = "Why this period differs from the last one and from a year ago: deals, timing, win rate, mix, size, price"
# A comparison with its chart stands on one upright A4 page.
PRINT_PERCENT = 68
ENDS = ("start", "end")
# pixels: as wide as a printed page at that scale
_CHART = (760, 360)
_HEADERS = ("Lever", "Then", "Now", "Change")


class Lever(NamedTuple):
    """A row of the block: its name, its form, how it is calculated from rows above (blank: as published), its look."""

    name: str
    field: str
    form: str = "count"
    formula: str = ""
    look: str = "row"


LEVERS = (
    Lever("Won deals", "won_deal_count"), Lever("Lost deals", "lost_deal_count"),
    Lever("Open deals", "open_deal_count"),
    Lever("Decided", "decided", "count", "={Won deals}+{Lost deals}", "unit"),
    Lever("Deals in the period", "deals", "count", "={Decided}+{Open deals}", "unit"),
    Lever("Decided by this point", "timing", "percent",
          '=IF({Deals in the period}>0,ROUND({Decided}/{Deals in the period},6),"n/a")'),
    Lever("Win rate", "win_rate", "percent", '=IF({Decided}>0,ROUND({Won deals}/{Decided},6),"n/a")'),
    Lever("Closed won", "closed_won_amount", "amount", look="unit"),
    Lever("Average win", "average", "amount", '=IF({Won deals}>0,ROUND({Closed won}/{Won deals},2),"n/a")'),
    Lever("Wins at usual size of their segments", "usual", "amount"),
    Lever("Price of line items", "price_amount", "amount"),
    Lever("Open pipeline", "open_pipeline_amount", "amount"),
    Lever("Result; now expected", "result_amount", "amount", look="unit"),
    Lever("To come from this point", "to_come", "amount", "={Result; now expected}-{Closed won}"),
    Lever("To come / open pipeline", "conversion", "percent",
          '=IF({Open pipeline}>0,ROUND({To come from this point}/{Open pipeline},6),"n/a")'),
)  # fmt: skip
# What would be won with this lever of now, all later ones of then; what would come with the open pipeline of now.
_WON = "ROUND({Closed won|0}*{%s|1}/{%s|0},2)"
_COUNTED, _DECIDED, _RATED = (_WON % (name, name) for name in ("Deals in the period", "Decided", "Won deals"))
_MIXED = _WON % (("Wins at usual size of their segments",) * 2)
_PIPED = "IF({Open pipeline|0}=0,{To come from this point|0}," + (
    "ROUND({To come from this point|0}*{Open pipeline|1}/{Open pipeline|0},2))"
)
FORMULAS = {
    "start": "={Result; now expected|0}", "count": f"={_COUNTED}-{{Closed won|0}}", "timing": f"={_DECIDED}-{_COUNTED}",
    "win_rate": f"={_RATED}-{_DECIDED}", "mix": f"={_MIXED}-{_RATED}",
    "size": f"={{Closed won|1}}-{_MIXED}-N({{Price of line items|1}})", "price": "={Price of line items|1}",
    "no_base": "={Closed won|1}-{Closed won|0}", "open_pipeline": f"={_PIPED}-{{To come from this point|0}}",
    "conversion": f"={{To come from this point|1}}-{_PIPED}", "end": None,
}  # fmt: skip


def is_there(story: Story) -> bool:
    return any(True for _ in comparisons(story))


def heading(story: Story) -> tuple[str, str]:
    return f"Why {story.name(story.run.period_label)} differs from earlier periods", (
        f"{story.run.currency}, full amounts; deals counted, changes of shares in points. Steps in this order, each at "
        "the rates of then for all that follows: together the whole difference."
    )


def comparisons(story: Story) -> Iterator[tuple[str, Row, Row, tuple[Row, ...]]]:
    """Against what, the company then and now, and the steps between."""
    company = story.company
    if company is None:
        return
    rows = {r["as_of"]: r for r in story.frames.rows("period_comparison", node_id=company["node_id"])}
    for against in wording.COMPARED:
        steps = story.frames.rows("forecast_drivers", node_id=company["node_id"], against=against)
        if steps and against in rows and "now" in rows:
            yield against, rows[against], rows["now"], tuple(sorted(steps, key=lambda r: r["driver_order"]))


def draw(pages: Pages) -> None:
    sheet, row, breaks = pages.sheets[NAME], HEADER_ROW, []
    for against, then, now, steps in comparisons(pages.story):
        if row > HEADER_ROW:
            breaks.append(row)
        title = f"{capital(wording.COMPARED[against])}: {pages.story.name(then['period_label'])} at the same point"
        sheet.text(row, 0, title, "section", wide=True)
        sheet.text(row + 1, 0, said(steps), "note", wide=True)
        cells = _levers(pages, sheet, row + 2, then, now)
        place = _bridge(pages, sheet, row + 4 + len(LEVERS), then, steps, cells)
        _tie(pages, place, steps, against)
        row = place.next_row + 1
    sheet.page(portrait=True)
    sheet.page_breaks(breaks, PRINT_PERCENT)


def said(steps: Sequence[Row]) -> str:
    """ "Raised most by win rate and open pipeline; lowered most by mix." """
    moved = sorted((s for s in steps if s["driver"] not in ENDS), key=lambda s: (-abs(s["amount"]), s["driver_order"]))
    parts = []
    for verb, sign in (("raised", 1), ("lowered", -1)):
        names = [wording.DRIVERS[s["driver"]][0].lower() for s in moved if s["amount"] * sign > 0][:2]
        parts += [f"{verb} most by {join_words(names)}"] if names else []
    return capital("; ".join(parts)) + "." if parts else "No difference."


def _levers(pages: Pages, sheet: Sheet, row: int, then: Row, now: Row) -> dict[str, str]:
    """The block of levers; returns the cell of each lever then ("Closed won|0") and now ("Closed won|1")."""
    sheet.headers(row, _HEADERS)
    cells = {f"{x.name}|{s}": sheet.cell(row + 1 + i, 1 + s) for i, x in enumerate(LEVERS) for s in (0, 1)}
    before = _values(then, then["usual_then_amount"], None)
    sides = (before, _values(now, then["usual_now_amount"], then["price_amount"]))
    for at, lever in enumerate(LEVERS, row + 1):
        sheet.text(at, 0, lever.name, lever.look)
        for side, values in enumerate(sides):
            _lever(pages, sheet, (at, 1 + side), lever, values[lever.field], cells, side)
        change = _change(sides[0][lever.field], sides[1][lever.field])
        formula = f'=IF(AND(ISNUMBER(B{at + 1}),ISNUMBER(C{at + 1})),C{at + 1}-B{at + 1},"n/a")'
        sheet.fx(at, 3, formula, known(change), lever.form, lever.look)
    return cells


def _lever(
    pages: Pages, sheet: Sheet, at: tuple[int, int], lever: Lever, value: Decimal | int | None,
    cells: Mapping[str, str], side: int,
) -> None:  # fmt: skip
    """As published, as calculated, or, of what "By node" has too, from there."""
    linked = {"closed_won_amount": "Closed won", "open_pipeline_amount": "Open pipeline", "result_amount": "Expected"}
    company = pages.story.company
    if lever.formula:
        sheet.fx(*at, filled(lever.formula, cells, side), known(value), lever.form, lever.look)
    elif side and company and lever.field in linked:
        formula = "=" + pages.node_cell(company["node_id"], linked[lever.field])
        sheet.fx(*at, formula, value, lever.form, lever.look)
    else:
        sheet.number(*at, value, lever.form, lever.look)


def filled(formula: str, cells: Mapping[str, str], side: int = 0) -> str:
    """A formula with cells for the names in braces; a name without a side is of this side."""
    for name in sorted(cells, key=len, reverse=True):
        formula = formula.replace("{" + name + "}", cells[name])
        lever, of = name.rsplit("|", 1)
        if int(of) == side:
            formula = formula.replace("{" + lever + "}", cells[name])
    return formula


def _values(row: Row, usual: Decimal | None, price: Decimal | None) -> dict[str, Decimal | int | None]:
    """Each lever of one side; what a formula calculates is calculated here for its cache, of published figures."""
    decided = row["won_deal_count"] + row["lost_deal_count"]
    deals, to_come = decided + row["open_deal_count"], row["result_amount"] - row["closed_won_amount"]
    return {
        **{x.field: row.get(x.field) for x in LEVERS}, "decided": decided, "deals": deals, "usual": usual,
        "price_amount": price, "timing": _ratio(decided, deals), "win_rate": _ratio(row["won_deal_count"], decided),
        "average": _ratio(row["closed_won_amount"], row["won_deal_count"], "0.01"), "to_come": to_come,
        "conversion": _ratio(to_come, row["open_pipeline_amount"]),
    }  # fmt: skip


def _ratio(part: Decimal | int, whole: Decimal | int, places: str = "0.000001") -> Decimal | None:
    return (Decimal(part) / whole).quantize(Decimal(places), "ROUND_HALF_UP") if whole > 0 else None


def _change(then: Decimal | int | None, now: Decimal | int | None) -> Decimal | int | None:
    return now - then if then is not None and now is not None else None


def _bridge(
    pages: Pages, sheet: Sheet, row: int, then: Row, steps: Sequence[Row], cells: Mapping[str, str]
) -> BridgePlace:
    story = pages.story
    names = {"start": f"Result {then['period_label']}", "end": f"Expected {story.run.period_label}"}
    drawn = [
        Step(story.name(names.get(s["driver"], wording.DRIVERS[s["driver"]][0])), s["amount"], s["driver"] in ENDS)
        for s in steps
    ]
    formulas = [filled(f, cells) if (f := FORMULAS[s["driver"]]) else None for s in steps]
    return add_bridge(sheet, row, drawn, story.money, f"{names['start']} to expected, {story.money.unit}", formulas,
                      size=_CHART)  # fmt: skip


def _tie(pages: Pages, place: BridgePlace, steps: Sequence[Row], against: str) -> None:
    company, end = pages.story.company, steps[-1]["amount"]
    if company is not None:
        found = (pages.sheets[NAME].ref(place.last_row, 1), end)
        wanted = (pages.node_cell(company["node_id"], "Expected"), company["expected_amount"])
        pages.tie(f"Drivers: from {wording.COMPARED[against]} to expected, to By node", found, wanted)
