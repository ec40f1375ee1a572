"""What moved the open pipeline and closed won, since last week and since the period began."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.dashboard import words
from sales_pipeline.forecast.documents.dashboard.views import BLANK, Column, Legend, Line, Part, Shown, View, count
from sales_pipeline.forecast.documents.dashboard.week import Node, Week, day
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.movements import READABLE
from sales_pipeline.render import vega
from sales_pipeline.render.figure_id import suffix
from sales_pipeline.render.figures import Step, waterfall

_COLUMNS = (
    Column("Amount", "amount", "forecast_bridge.amount"), Column("Deals", "deals", "forecast_bridge.deal_count"),
    Column("From", "start", shown=False), Column("To", "end", shown=False),
)  # fmt: skip
_LEGEND = (Legend("Added", "better", "bar"), Legend("Taken out", "worse", "bar"), Legend("Won", "main", "bar"))
_ENDS = ("start", "end")
_HEADS = {
    "open_pipeline": "Open pipeline since {since}, {unit}",
    "closed_won": "Closed won since {since}, {unit}",
}


def part(week: Week) -> Part:
    views = tuple(_view(week, name, against) for name in _HEADS for against in ("last_week", "period_start"))
    return Part(
        "bridge", "What moved", _lead, views,
        "Each deal's move lies in exactly one step; start and steps add to the end, to the cent.",
    )  # fmt: skip


def _lead(week: Week, node: Node) -> str:
    return " ".join(filter(None, (words.bridge(week, node, against) for against in ("last_week", "period_start"))))


def _view(week: Week, name: str, against: str) -> View:
    since = day(week.story.last_week) if against == "last_week" else f"the start of {week.story.run.period_label}"
    is_drawn = name == "open_pipeline"
    return View(
        f"{name}-{against}".replace("_", "-"), _HEADS[name].replace("{since}", since), "Step", _COLUMNS,
        _lines(name, against), vega.waterfall("{unit}") if is_drawn else None, _LEGEND if is_drawn else (),
        coloured="amount",
    )  # fmt: skip


def _lines(name: str, against: str) -> Callable[[Week, Node], list[Line]]:
    def lines(week: Week, node: Node) -> list[Line]:
        steps = words.steps_of(week, node, name, against)
        if not any(step["amount"] for step in steps[1:-1]):
            return []
        kept = [step for step in steps if step["amount"] or step["bucket"] in _ENDS]
        return _whole(node, kept) if not _is_small(kept) else _changes(node, kept)

    return lines


def _is_small(steps: Sequence[Row]) -> bool:
    """Whether the changes would be hairlines beside the ends."""
    largest = max((abs(step["amount"]) for step in steps[1:-1]), default=Decimal(0))
    return bool(largest < READABLE * max(abs(steps[0]["amount"]), abs(steps[-1]["amount"])))


def _whole(node: Node, steps: Sequence[Row]) -> list[Line]:
    drawn = waterfall([Step(step["bucket"], step["amount"], step["bucket"] in _ENDS) for step in steps])
    return [_line(node, *each) for each in zip(steps, drawn.start, drawn.end, strict=True)]


def _changes(node: Node, steps: Sequence[Row]) -> list[Line]:
    """The chart has the changes alone, from zero, and what they add to; the table all."""
    first, *inner, last = steps
    net = last["amount"] - first["amount"]
    bars = waterfall([*(Step(step["bucket"], step["amount"]) for step in inner), Step("net", net, True)])
    lines = [_line(node, *each) for each in zip(inner, bars.start[:-1], bars.end[:-1], strict=True)]
    scale = node.money
    total = (
        Shown(scale.change_cell(net), scale.scaled(net), "strong"),
        BLANK,
        Shown("", Decimal(0)),
        Shown("", scale.scaled(net)),
    )
    ends = (replace(_line(node, step, Decimal(0), Decimal(0)), place="table") for step in (first, last))
    return [next(ends), *lines, Line("Net change", total, place="chart"), next(ends)]


def _line(node: Node, step: Row, start: Decimal, end: Decimal) -> Line:
    scale, bucket = node.money, step["bucket"]
    text = scale.cell(step["amount"]) if bucket in _ENDS else scale.change_cell(step["amount"])
    cells = (Shown(text, scale.scaled(step["amount"]), _role(step)), count(step["deal_count"]),
             Shown("", scale.scaled(start)), Shown("", scale.scaled(end)))  # fmt: skip
    key = {"bridge": step["bridge"], "against": step["against"], "bucket": bucket}
    return Line(wording.BUCKETS[bucket][0], cells, suffix(**key))


def _role(step: Row) -> str:
    """Winning takes a deal out of the open pipeline, which is neither better nor worse."""
    if step["bucket"] in _ENDS:
        return "strong"
    if (step["bridge"], step["bucket"]) == ("open_pipeline", "won"):
        return "main"
    return "better" if step["amount"] > 0 else "worse"
