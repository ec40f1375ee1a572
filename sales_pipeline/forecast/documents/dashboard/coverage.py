"""Whether the open pipeline can carry what is to go, and what is won by now beside past periods at this point."""

from sales_pipeline.forecast.documents.dashboard import words
from sales_pipeline.forecast.documents.dashboard.views import Column, Legend, Line, Part, Shown, View, money, times
from sales_pipeline.forecast.documents.dashboard.week import Node, Week, day
from sales_pipeline.render import vega
from sales_pipeline.render.figure_id import suffix
from sales_pipeline.render.vega import Mark

_MOST = 20
_COVERAGE = tuple(
    Column(title, field, f"coverage.{name}")
    for title, field, name in (
        ("Open", "open", "open_pipeline_amount"), ("Needed", "needed", "needed_amount"),
        ("To go", "to_go", "to_go_amount"), ("Coverage to go", "have", "coverage_to_go_ratio"),
        ("Needed in the past", "past", "coverage_needed_ratio"),
    )
)  # fmt: skip
_PACE = tuple(
    Column(title, field, f"pacing.{name}")
    for title, field, name in (
        ("Closed won", "closed", "closed_won_amount"), ("Low quartile", "low", "closed_low_amount"),
        ("Median", "median", "closed_median_amount"), ("High quartile", "high", "closed_high_amount"),
    )
)  # fmt: skip


def part(week: Week) -> Part:
    return Part(
        "coverage",
        "Coverage and pace",
        words.coverage,
        (_covered(), _paced(week)),
        "Needed: what is to go × what past pipeline took at this point to win one. Quartiles and median are those of "
        "past periods with as many weeks left, as it stood then, for people as they are organised today.",
    )


def _covered() -> View:
    chart = vega.bars(Mark("open", "Open pipeline", "main"), [Mark("needed", "Needed", "strong")], "{unit}")
    legend = (
        Legend("Open, enough", "main", "bar"),
        Legend("Open, short", "worse", "bar"),
        Legend("Needed", "strong", "tick"),
    )
    return View(
        "coverage",
        "Open pipeline against what is needed, {unit}",
        "Unit",
        _COVERAGE,
        _covers,
        chart,
        legend,
        _MOST,
        "open",
    )


def _covers(week: Week, node: Node) -> list[Line]:
    found = [_cover(week, node, each) for each in (node, *node.children)]
    return [line for line in found if line is not None]


def _cover(week: Week, node: Node, each: Node) -> Line | None:
    row, scale = week.first(each, "coverage", horizon="current"), node.money
    if row is None or not row["target_amount"]:
        return None
    role = "worse" if row["standing"] == "short" else "main"
    cells = (
        money(scale, row["open_pipeline_amount"], role),
        money(scale, row["needed_amount"]),
        money(scale, row["to_go_amount"]),
        Shown("reached") if row["standing"] == "reached" else times(row["coverage_to_go_ratio"]),
        times(row["coverage_needed_ratio"]),
    )
    return Line(each.name, cells, node=each.id)


def _paced(week: Week) -> View:
    marks = [Mark("median", "Median", "muted", dashed=True), Mark("closed", "Closed won", "better")]
    chart = vega.lines(
        marks, "{unit}", week.labels, (Mark("low", "Low quartile", "soft"), Mark("high", "High quartile", "soft"))
    )
    legend = (Legend("Closed won", "better", "line"), Legend("Middle half of past periods", "soft", "bar"),
              Legend("Median", "muted", "dashed"))  # fmt: skip
    return View("pace", "Closed won by week beside past periods, {unit}", "Week", _PACE, _paces, chart, legend)


def _paces(week: Week, node: Node) -> list[Line]:
    """The weeks of the period, those to come too; of units, as a single person's quartiles say little."""
    rows = sorted(week.rows(node, "pacing"), key=lambda r: r["as_of_date"])
    if node.is_person or not any(row["past_period_count"] for row in rows):
        return []
    names = ("closed_won_amount", "closed_low_amount", "closed_median_amount", "closed_high_amount")
    return [
        Line(
            day(row["as_of_date"]),
            tuple(money(node.money, row[name]) for name in names),
            suffix(weeks_left=row["weeks_left"]),
        )
        for row in rows
    ]
