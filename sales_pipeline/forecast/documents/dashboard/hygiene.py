"""What the data lacks below a node: problems of open deals, and calls that are missing or late."""

from collections import defaultdict
from decimal import Decimal

from sales_pipeline.forecast.documents import selection
from sales_pipeline.forecast.documents.dashboard import words
from sales_pipeline.forecast.documents.dashboard.views import Column, Line, Part, Shown, View, count, money
from sales_pipeline.forecast.documents.dashboard.week import Node, Week, name_of
from sales_pipeline.forecast.documents.risk_words import PROBLEMS
from sales_pipeline.render.figure_id import suffix
from sales_pipeline.render.phrases import capital

_MOST = 12


def part(week: Week) -> Part:
    problems = View(
        "hygiene", "Open deals with a problem, {unit}", "Problem",
        (Column("Deals", "deals", "hygiene_counts.deal_count"), Column("Amount", "amount", "hygiene_counts.amount"),
         Column("Most with", "who", number=False)), _problems,
    )  # fmt: skip
    calls = View("calls", "Calls missing or late", "Whose", (Column("State", "state", number=False),), _calls)
    return Part("hygiene", "Data and calls", words.calls, (problems, calls),
                "A deal may have several problems; each is in the table pipeline_hygiene.")  # fmt: skip


def _problems(week: Week, node: Node) -> list[Line]:
    """Summed over the representatives below, the problem of most deals first."""
    deals: dict[str, int] = defaultdict(int)
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    worst: dict[str, tuple[int, str]] = {}
    for id in node.below:
        for row in week.rows(id, "hygiene_counts"):
            if row["deal_count"]:
                problem, held = row["problem"], (-row["deal_count"], name_of(row["node_name"]))
                deals[problem] += row["deal_count"]
                amounts[problem] += row["amount"]
                worst[problem] = min(worst.get(problem, held), held)
    order = sorted(deals, key=lambda problem: (-deals[problem], problem))
    return [
        Line(
            PROBLEMS[problem],
            (count(deals[problem]), money(node.money, amounts[problem]), Shown(worst[problem][1])),
            suffix(problem=problem),
        )
        for problem in order
    ]


def _calls(week: Week, node: Node) -> list[Line]:
    if not week.has_calls:
        return []
    rows = [row for id in node.below for row in week.rows(id, "commit_forecast", horizon="current")]
    late = sorted(
        (row for row in rows if row["state"] != "submitted"),
        key=lambda r: (r["state"] != "missing", r["layer"], r["node_id"]),
    )
    lines = [
        Line(
            name_of(selection.caller(row)),
            (Shown(capital(row["state"]), role="worse" if row["state"] == "missing" else ""),),
        )
        for row in late[:_MOST]
    ]
    return (
        [*lines, Line(f"{len(late) - _MOST} more", (Shown("in the table commit_forecast"),))]
        if len(late) > _MOST
        else lines
    )
