"""What moved the open pipeline and closed won, since last week and since the period began."""

from collections.abc import Callable
from decimal import Decimal

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.dashboard import words
from sales_pipeline.forecast.documents.dashboard.figure_ids import suffix
from sales_pipeline.forecast.documents.dashboard.views import Column, Legend, Line, Part, Shown, View, count
from sales_pipeline.forecast.documents.dashboard.week import Node, Week, day
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.render import vega
from sales_pipeline.render.figures import Step, waterfall

_COLUMNS = (
    Column("Amount", "amount", "forecast_bridge.amount"), Column("Deals", "deals", "forecast_bridge.deal_count"),
    Column("From", "start", shown=False), Column("To", "end", shown=False),
)  # fmt: skip
_LEGEND = (Legend("Added", "better", "bar"), Legend("Taken out", "worse", "bar"), Legend("Won", "main", "bar"))
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
        if not any(step["amount"] for step in steps):
            return []
        kept = [step for step in steps if step["amount"] or step["bucket"] in ("start", "end")]
        drawn = waterfall([Step(step["bucket"], step["amount"], step["bucket"] in ("start", "end")) for step in kept])
        return [_line(week, node, step, start, end) for step, start, end in zip(kept, drawn.start, drawn.end, strict=True)]

    return lines


def _line(week: Week, node: Node, step: Row, start: Decimal, end: Decimal) -> Line:
    scale, bucket = node.money, step["bucket"]
    is_total = bucket in ("start", "end")
    text = scale.cell(step["amount"]) if is_total else scale.change_cell(step["amount"])
    cells = (Shown(text, scale.scaled(step["amount"]), _role(step)), count(step["deal_count"]),
             Shown("", scale.scaled(start)), Shown("", scale.scaled(end)))  # fmt: skip
    key = {"bridge": step["bridge"], "against": step["against"], "bucket": bucket}
    return Line(wording.BUCKETS[bucket][0], cells, suffix(**key))


def _role(step: Row) -> str:
    """Winning takes a deal out of the open pipeline, which is neither better nor worse."""
    if step["bucket"] in ("start", "end"):
        return "strong"
    if (step["bridge"], step["bucket"]) == ("open_pipeline", "won"):
        return "main"
    return "better" if step["amount"] > 0 else "worse"
