"""Whether the forecast can be believed: past ranges and what came, by node; of the company methods and chances."""

from sales_pipeline.forecast.documents import outlook, range_words, statements, wording
from sales_pipeline.forecast.documents.dashboard import words
from sales_pipeline.forecast.documents.dashboard.views import (
    Column,
    Legend,
    Line,
    Part,
    Shown,
    View,
    count,
    money,
    share,
)
from sales_pipeline.forecast.documents.dashboard.week import Node, Week, name_of
from sales_pipeline.forecast.documents.story import Story, sentence
from sales_pipeline.render import vega
from sales_pipeline.render.figure_id import suffix
from sales_pipeline.render.phrases import capital, number
from sales_pipeline.render.vega import Mark

_RECORD = tuple(
    Column(title, field, f"range_record.{name}")
    for title, field, name in (
        ("Expected", "expected", "expected_amount"), ("P10", "p10", "p10_amount"), ("P90", "p90", "p90_amount"),
        ("Won", "won", "actual_amount"), ("Missed by", "miss", "error_ratio"),
    )
)  # fmt: skip


def part(week: Week) -> Part:
    return Part(
        "accuracy", "Accuracy", words.record, (_record(),),
        "What stood at the same point of past periods, replayed with nothing later visible, and what came in the end.",
    )  # fmt: skip


def _record() -> View:
    low, high = Mark("p10", "P10", "soft"), Mark("p90", "P90", "soft")
    won = Mark("won", "Won in the end", "better")
    chart = vega.columns_between(low, high, [Mark("expected", "Expected then", "main")], [won], "{unit}")
    legend = (
        Legend("Range then", "soft", "bar"),
        Legend("Expected then", "main", "tick"),
        Legend("Won in the end", "better", "dot"),
    )
    columns = (*_RECORD, Column("In the range", "inside", "", number=False))
    return View(
        "record", "Past forecasts at this point and what came, {unit}", "Period", columns, _lines, chart, legend
    )


def _lines(week: Week, node: Node) -> list[Line]:
    rows = sorted(week.rows(node, "range_record"), key=lambda r: r["period_order"])
    if not any(row["actual_amount"] or row["expected_amount"] for row in rows):
        return []
    names = ("expected_amount", "p10_amount", "p90_amount", "actual_amount")
    return [
        Line(name_of(row["period_label"]),
             (*(money(node.money, row[name]) for name in names), share(row["error_ratio"], 1, signed=True),
              Shown("yes") if row["is_inside"] else Shown("no", role="worse")),
             suffix(period_id=row["period_id"]))
        for row in rows
    ]  # fmt: skip


def company(week: Week) -> Part:
    """What is known of the company as a whole: methods, ranges by level, chances."""
    views = (_chances(), _methods(), _levels())
    about = "WAPE: Σ misses / won. Bias: (forecast − won) / won. A chance on the line came as often as it said."
    return Part("trust", "Record of the company", _said, views, about)


def _said(week: Week, node: Node) -> str:
    said = (statements.record(week.story), range_words.chances(week.story))
    return " ".join(sentence(text) for text in said if text)


def _methods() -> View:
    columns = (
        Column("WAPE", "wape", "method_scores.wape_ratio"),
        Column("Bias", "bias", "method_scores.bias_ratio"),
        Column("Periods", "periods", "method_scores.period_count"),
        Column("Stands", "stands", "", number=False),
    )
    return View("methods", "Record of each method at the company, the nearest first", "Method", columns, _scored)


def _scored(week: Week, node: Node) -> list[Line]:
    stands = outlook.standing(week.frames)
    return [
        Line(wording.METHOD_NAMES.get(row["method"], wording.plain(row["method"])),
             (share(row["wape_ratio"], 1), share(row["bias_ratio"], 1, signed=True), count(row["period_count"]),
              Shown("stands" if stands and row["method"] == stands["forecast_method"] else "")),
             suffix(level="company", method=row["method"]), "")
        for row in outlook.scores(week.frames)
    ]  # fmt: skip


def _levels() -> View:
    columns = (Column("Ranges", "ranges"), Column("Held what came", "inside"), Column("Share", "share"))
    return View("levels", "How often what came lay inside the range; 80% is promised", "Level", columns, _held)


def _held(week: Week, node: Node) -> list[Line]:
    """By level, from the top down."""
    story = week.story
    return [
        Line(capital(name_of(wording.plain(level))),
             tuple(Shown(_digits(story, f"range.held.{level}.{name}"), fact=f"range.held.{level}.{name}")
                   for name in ("count", "inside", "share")), node="")
        for level in outlook.held(week.frames)
    ]  # fmt: skip


def _digits(story: Story, id: str) -> str:
    """A fact as a cell: a count without its noun."""
    return number(story.value(id)) if story.facts[id].unit == "count" else story[id]


def _chances() -> View:
    columns = (
        Column("Said", "said", "chance_record.mean_probability"),
        Column("Came", "came", "chance_record.won_ratio"),
        Column("Deals", "deals", "chance_record.deal_count"),
        Column("Won", "won", "chance_record.won_count"),
    )
    chart = vega.against_diagonal(
        Mark("said", "Chance given, %"), Mark("came", "Won in the end, %"), Mark("deals", "Deals")
    )
    return View(
        "chances",
        "Chances of deals: what was said and what came",
        "Chance",
        columns,
        _binned,
        chart,
        (Legend("Ten bands of chance, larger with more deals", "main", "dot"), Legend("As said", "muted", "dashed")),
    )


def _binned(week: Week, node: Node) -> list[Line]:
    return [
        Line(
            f"{row['bin'] * 10} to {row['bin'] * 10 + 10}%",
            (
                share(row["mean_probability"]),
                share(row["won_ratio"]),
                count(row["deal_count"]),
                count(row["won_count"]),
            ),
            suffix(bin=row["bin"]),
            "",
        )
        for row in outlook.chances(week.frames)
    ]
