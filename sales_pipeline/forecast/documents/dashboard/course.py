"""How the forecast came here: closed, called and expected with its range, Monday by Monday of the period."""

from sales_pipeline.forecast.documents.dashboard import words
from sales_pipeline.forecast.documents.dashboard.views import BLANK, Column, Legend, Line, Part, View, money, share
from sales_pipeline.forecast.documents.dashboard.week import Node, Week, day
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.render import vega
from sales_pipeline.render.figure_id import suffix
from sales_pipeline.render.vega import Mark

_TABLE = "forecast_course"


def part(week: Week) -> Part:
    return Part(
        "course", "Course of the forecast", words.course, (view(week),),
        "Each week's figures as that week said them; expected and range for this week, the one before and every fourth "
        "since the period's first. The band is P10 to P90: eight in ten outcomes lie inside.",
    )  # fmt: skip


def view(week: Week) -> View:
    low, high = Mark("p10", "P10", "soft"), Mark("p90", "P90", "soft")
    marks = [Mark("closed", "Closed won", "better"), Mark("expected", "Expected", "main")]
    legend = [Legend("Expected", "main", "line"), Legend("Eight in ten outcomes", "soft", "bar"),
              Legend("Closed won", "better", "line")]  # fmt: skip
    if week.has_calls:
        marks.append(Mark("call", "Call", "accent"))
        legend.insert(0, Legend("Call", "accent", "line"))
    if week.has_target:
        marks.append(Mark("target", "Target", "muted", dashed=True))
        legend.append(Legend("Target", "muted", "dashed"))
    chart = vega.lines(marks, "{unit}", week.labels, (low, high))
    title = f"{'Call, expected' if week.has_calls else 'Expected'}, range and closed won by week, {{unit}}"
    return View("course", title, "Week", _columns(week), lines, chart, tuple(legend))


def _columns(week: Week) -> tuple[Column, ...]:
    found = [Column("Closed won", "closed", f"{_TABLE}.closed_amount"),
             Column("Expected", "expected", f"{_TABLE}.expected_amount"),
             Column("P10", "p10", f"{_TABLE}.p10_amount"), Column("P90", "p90", f"{_TABLE}.p90_amount")]  # fmt: skip
    if week.has_calls:
        found.insert(1, Column("Call", "call", f"{_TABLE}.call_amount"))
    if week.has_target:
        found += [Column("Target", "target", f"{_TABLE}.target_amount"),
                  Column("Chance of target", "chance", f"{_TABLE}.quota_probability")]  # fmt: skip
    return tuple(found)


def lines(week: Week, node: Node) -> list[Line]:
    return [Line(day(row["as_of_date"]), _cells(week, node, row), suffix(as_of_date=row["as_of_date"]))
            for row in week.rows(node, _TABLE)]  # fmt: skip


def _cells(week: Week, node: Node, row: Row) -> tuple:  # type: ignore[type-arg]
    scale = node.money
    cells = [money(scale, row[name]) for name in ("closed_amount", "expected_amount", "p10_amount", "p90_amount")]
    if week.has_calls:
        # without any call closed plus commit stands in its place, which is none
        cells.insert(1, money(scale, row["call_amount"]) if row["call_source"] != "crm" else BLANK)
    if week.has_target:
        cells += [money(scale, row["target_amount"]), share(row["quota_probability"])]
    return tuple(cells)
