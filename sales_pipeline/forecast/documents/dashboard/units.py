"""The units below a node side by side: their figures, and where each may end."""

from sales_pipeline.forecast.documents import wording
from sales_pipeline.forecast.documents.dashboard.views import (
    BLANK,
    Column,
    Legend,
    Line,
    Part,
    Shown,
    View,
    change,
    money,
    share,
    times,
)
from sales_pipeline.forecast.documents.dashboard.week import Node, Week, level_of
from sales_pipeline.forecast.documents.dashboard.words import changed
from sales_pipeline.forecast.documents.story import sentence
from sales_pipeline.render import vega
from sales_pipeline.render.phrases import capital, n_of
from sales_pipeline.render.vega import Mark

_MOST = 20


def part(week: Week) -> Part:
    return Part(
        "units", "Units and people below", _lead, (view(week),),
        "Choose a name to see the same page for it. Largest expected amount first.",
    )  # fmt: skip


def _lead(week: Week, node: Node) -> str:
    if not node.children:
        return ""
    noun = level_of(node.children)
    said = capital(n_of(len(node.children), noun, wording.plural(noun), words=True))
    known = [child for child in node.children if child.row["target_amount"]]
    if not known:
        return sentence(said)
    reach = sum(child.row["expected_amount"] >= child.row["target_amount"] for child in known)
    return sentence(
        f"{said}; {reach} of {len(known)} with a target {'is' if reach == 1 else 'are'} expected to reach it"
    )


def view(week: Week) -> View:
    low, high = Mark("p10", "P10", "soft"), Mark("p90", "P90", "soft")
    points, ticks = [Mark("expected", "Expected", "main")], []
    legend = [Legend("Eight in ten outcomes", "soft", "bar"), Legend("Expected", "main", "dot")]
    if week.has_calls:
        points.append(Mark("call", "Call", "accent"))
        legend.append(Legend("Call", "accent", "dot"))
    if week.has_target:
        ticks.append(Mark("target", "Target", "strong"))
        legend.append(Legend("Target", "strong", "tick"))
    chart = vega.spans(low, high, ticks, points, "{unit}")
    return View("units", "Where each may end, {unit}", "Unit", _columns(week), _lines, chart, tuple(legend), _MOST,
                is_open=True)  # fmt: skip


def _columns(week: Week) -> tuple[Column, ...]:
    found = [Column("Closed", "closed", "closed_amount"), Column("Commit", "commit", "commit_amount")]
    if week.has_calls:
        found.append(Column("Call", "call", "call_amount"))
    found += [Column("Expected", "expected", "expected_amount"),
              Column("Since last week", "change", "forecast_change.change_amount@measure=expected_amount")]  # fmt: skip
    if week.has_target:
        found += [
            Column("Target", "target", "target_amount"),
            Column("Of target", "attained", "expected_attainment_ratio"),
        ]
    found += [
        Column("P10", "p10", "forecast_simulation.p10_amount"),
        Column("P90", "p90", "forecast_simulation.p90_amount"),
    ]
    if week.has_target:
        found += [Column("Chance", "chance", "forecast_simulation.quota_probability"),
                  Column("Coverage to go", "coverage", "coverage_to_go_ratio")]  # fmt: skip
    return tuple(found)


def _lines(week: Week, node: Node) -> list[Line]:
    return [Line(child.name, _cells(week, node, child), node=child.id) for child in node.children]


def _cells(week: Week, node: Node, child: Node) -> tuple[Shown, ...]:
    """A child's figures in its parent's scale, so that they compare."""
    scale, row = node.money, child.row
    span, moved = week.first(child, "forecast_simulation", horizon="current"), changed(week, child, "expected_amount")
    cells = [money(scale, row["closed_amount"]), money(scale, row["commit_amount"])]
    if week.has_calls:
        cells.append(money(scale, row["call_amount"]) if row["call_source"] != "crm" else BLANK)
    cells += [money(scale, row["expected_amount"]), change(scale, moved["change_amount"] if moved else None)]
    if week.has_target:
        cells += [money(scale, row["target_amount"]), share(row["expected_attainment_ratio"])]
    cells += [money(scale, span[name]) if span else BLANK for name in ("p10_amount", "p90_amount")]
    if week.has_target:
        cells += [share(span["quota_probability"]) if span else BLANK, times(row["coverage_to_go_ratio"])]
    return tuple(cells)
